// No interpreter for the project, and none that could be brought.

import { minorsOf } from "../plan/python/choose-python.ts";
import { isPythonFromNix } from "../plan/plan-packages.ts";
import type { PythonStep } from "../plan/step.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { finding, type Finding } from "./finding.ts";
import { isUnreachable } from "./find-index-trouble.ts";

export const findPythonTrouble = (diagnosis: Diagnosis): readonly Finding[] => {
  const { facts, project } = diagnosis;
  if (project === null) return facts.pythons.length > 0 ? [] : noPython(diagnosis, null);
  const planned = project.planned;
  const step = planned?.plan.steps.find(({ kind }) => kind === "python");
  if (planned === null || step?.kind !== "python" || step.path !== null) return [];
  return planned.standings[step.id] === "true-already" ? [] : noPython(diagnosis, step);
};

const noPython = ({ facts, symptoms, project }: Diagnosis, step: PythonStep | null): readonly Finding[] => {
  const wanted = step === null ? "Python" : `Python ${step.request}`;
  const has = minorsOf(facts.pythons);
  const message = `there is no ${wanted} here${has.length === 0 ? "" : `, only ${has.join(", ")}`}`;
  const place = step?.why ?? null;
  const harm = project === null ? "hinders" : "stops";
  if (isPythonFromNix(facts)) {
    // Those here may have that very version.
    const fromNix = `${wanted} comes from Nix on NixOS, and no Python that is here is used`;
    const fix = "nothing to do: `jig up` has Nix bring it";
    return project === null ? [] : [finding("no-python", "note", { message: fromNix, place, fix })];
  }
  if (facts.distribution?.id === "nixos") {
    const request = step?.request.split(".").slice(0, 2).join("") ?? "3";
    return [
      finding("no-python", harm, {
        message: `${message}, and NixOS cannot start a downloaded one`,
        place,
        fix: `install one with Nix: \`nix-env -iA nixos.python${request}\``,
      }),
    ];
  }
  if (!symptoms.mayDownloadPython) {
    return [
      finding("no-python", harm, {
        message: `${message}, and \`UV_PYTHON_DOWNLOADS\` forbids to download one`,
        place,
        fix: `install ${wanted}, or unset \`UV_PYTHON_DOWNLOADS\``,
      }),
    ];
  }
  if (symptoms.indexes.some(({ outcome }) => isUnreachable(outcome))) {
    return [
      finding("no-python", harm, {
        message: `${message}, and no network to download one`,
        place,
        fix: `install ${wanted}, or mend the network first`,
      }),
    ];
  }
  return [
    finding("no-python", "note", {
      message,
      place,
      fix: "nothing to do: `jig up` downloads one",
    }),
  ];
};
