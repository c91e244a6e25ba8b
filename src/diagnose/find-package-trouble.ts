// Packages of `[packages]` that this machine lacks, and a Nix that cannot bring them.

import type { Plan } from "../plan/plan.ts";
import type { PackagesStep } from "../plan/step.ts";
import { sayMissing, sayStopped } from "../presets/missing-packages.ts";
import { isSurelyMissed } from "../presets/system-package.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { finding, type Finding } from "./finding.ts";

export const findPackageTrouble = ({ facts, project }: Diagnosis): readonly Finding[] => {
  const look = project?.packages ?? null;
  const plan = project?.planned?.plan;
  const step = plan?.steps.find((candidate) => candidate.kind === "packages");
  if (look === null || plan === undefined || step?.kind !== "packages") return [];
  return [
    ...(look.missing.length === 0 ? [] : [missingFrom({ plan, step, missing: look.missing }, facts)]),
    ...(look.why === null
      ? []
      : [
          finding("nix-useless", look.missing.length > 0 ? "hinders" : "note", {
            message: `Nix (\`${facts.nix ?? ""}\`) cannot be used: ${look.why}`,
            ...(look.isFormer === true
              ? { detail: ["that is from when `jig up` asked it last; the next one asks again"] }
              : {}),
            fix: "repair that Nix, or leave it as it is: jig looks for the packages on this machine instead",
          }),
        ]),
  ];
};

/** With `require` nothing is started; without it all services are but those that need what is missing. */
const missingFrom = (
  { plan, step, missing }: { plan: Plan; step: PackagesStep; missing: readonly string[] },
  facts: Diagnosis["facts"],
): Finding => {
  const stopped = step.require ? [] : sayStopped(step.packages, missing);
  const required = stopped.filter(({ service }) =>
    plan.services.some(({ name, require }) => name === service && require),
  );
  const { message, hint } = sayMissing(missing, facts);
  const place = step.packages.find(({ attribute }) => missing.includes(attribute))?.why ?? step.why;
  const isStopping = step.require && missing.some((attribute) => isSurelyMissed(attribute));
  const found = finding("packages-missing", isStopping || required.length > 0 ? "stops" : "hinders", {
    message,
    place,
    detail: stopped.map(({ sentence }) => sentence),
    fix: hint,
  });
  return required.length === 0 ? found : { ...found, services: required.map(({ service }) => service) };
};
