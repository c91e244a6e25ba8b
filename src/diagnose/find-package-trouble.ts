// Packages of `[packages]` that this machine lacks, and a Nix that cannot bring them.

import { sayMissing } from "../presets/missing-packages.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { finding, type Finding, type Harm } from "./finding.ts";

export const findPackageTrouble = ({ facts, project }: Diagnosis): readonly Finding[] => {
  const look = project?.packages ?? null;
  const step = project?.planned?.plan.steps.find((candidate) => candidate.kind === "packages");
  if (project === null || look === null || step?.kind !== "packages") return [];
  const missing = step.packages.filter(({ attribute }) => look.missing.includes(attribute));
  const required = new Set(
    project.described.filter(({ isRequired }) => isRequired).map(({ service }) => service),
  );
  const isNeeded = missing.some(({ services }) => services.some((name) => required.has(name)));
  const harm: Harm = step.require || isNeeded ? "stops" : "hinders";
  const [first] = missing;
  const { message, hint } = sayMissing(look.missing, facts);
  return [
    ...(first === undefined
      ? []
      : [finding("packages-missing", harm, { message, place: first.why, fix: hint })]),
    ...(look.why === null
      ? []
      : [
          finding("nix-useless", missing.length > 0 ? "hinders" : "note", {
            message: `Nix (\`${facts.nix ?? ""}\`) cannot be used: ${look.why}`,
            fix: "mend it, or do without: packages are then looked for on this machine",
          }),
        ]),
  ];
};
