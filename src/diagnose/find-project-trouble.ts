// What is wrong with the project itself: its description, its `.venv`, its services from before, what it brings along.

import type { VenvFact } from "../plan/facts.ts";
import type { Diagnosis, ProjectProblem, ProjectState } from "./diagnosis.ts";
import { finding, type Finding } from "./finding.ts";
import type { BroughtFile } from "./symptoms.ts";

export const findProjectTrouble = (diagnosis: Diagnosis): readonly Finding[] => {
  const { project, facts, symptoms } = diagnosis;
  if (project === null) {
    const former = findFormer(diagnosis);
    return former.length === 0 ? [NO_DESCRIPTION] : former;
  }
  return [
    ...project.problems.map((problem) => toFinding(problem)),
    ...findSilence(project),
    ...findFormer(diagnosis),
    ...findFailed(project),
    ...findStaleLock(project),
    ...findGoneVenv(project, facts.venv),
    ...(facts.venv.kind === "dead" ? [DEAD_VENV] : []),
    ...symptoms.brought.map((file) => toNote(file)),
  ];
};

const toFinding = ({ code, severity, message, place, hint, detail }: ProjectProblem): Finding =>
  finding(code, severity === "error" ? "stops" : "hinders", {
    message,
    place,
    detail,
    fix: hint ?? (place === null ? "set that right, then run `jig doctor` again" : "correct that line"),
  });

const findSilence = ({ silence }: ProjectState): readonly Finding[] =>
  silence === null
    ? []
    : [
        finding(silence.code, "stops", {
          message: silence.message,
          fix: silence.hint ?? "try again in a moment",
        }),
      ];

/** Two benches of one folder would be in each other's way, so `up` starts none beside them. */
const findFormer = ({ former, project }: Diagnosis): readonly Finding[] => {
  const [message, ...detail] = former.sentences;
  if (message === undefined) return [];
  const harm = project === null ? "hinders" : "stops";
  return [finding("former-services", harm, { message, detail, fix: former.hint })];
};

/** `up` tries them again, so they stop nothing. */
const findFailed = ({ services, described }: ProjectState): readonly Finding[] =>
  services
    .filter(({ state }) => state === "failed" || state === "stuck")
    .map(({ name, state }) =>
      finding("service-failed", "hinders", {
        message: state === "stuck" ? `\`${name}\` could not be stopped` : `\`${name}\` failed`,
        place: described.find(({ service }) => service === name)?.place ?? null,
        fix:
          state === "stuck"
            ? `\`jig down ${name}\` tries to stop it again`
            : `\`jig logs ${name}\` shows why; \`jig up\` tries it again`,
      }),
    );

const NO_DESCRIPTION = finding("no-description", "note", {
  message: "there is no `jig.toml` here",
  fix: "`jig init` proposes one for this folder",
});

const findStaleLock = ({ planned }: ProjectState): readonly Finding[] => {
  const step = planned?.plan.steps.find(({ kind }) => kind === "lock");
  if (step?.kind !== "lock" || step.reason !== "changed") return [];
  return [
    finding("lock-out-of-date", "note", {
      message: "`jig.lock` does not match the requirements any more",
      place: step.why,
      fix: "`jig lock` makes it anew; so does the next `jig up`",
    }),
  ];
};

const findGoneVenv = ({ planned, services }: ProjectState, venv: VenvFact): readonly Finding[] => {
  const running = services.flatMap(({ name, isRunning }) => (isRunning ? name : []));
  const step = planned?.plan.steps.find(({ kind }) => kind === "venv");
  const isWanted = step !== undefined && planned?.standings[step.id] !== "true-already";
  if (venv.kind !== "absent" || !isWanted || running.length === 0) return [];
  return [
    finding("venv-gone", "hinders", {
      message: `\`.venv\` is gone, and ${running.join(", ")} ${running.length === 1 ? "runs" : "run"} in it`,
      fix: "`jig up` makes it again, then `jig restart` starts them in it",
    }),
  ];
};

const DEAD_VENV = finding("venv-dead", "note", {
  message: "`.venv` cannot be used here: it is from another place, or its Python is gone",
  fix: "`jig up` makes it anew",
});

const toNote = ({ file, runBy }: BroughtFile): Finding => {
  switch (runBy) {
    case "imitates":
      return finding("imitated-files", "note", {
        message: `this folder brings \`${file}\`, which looks like jig's own`,
        fix: "leave it, or remove it: jig keeps its things elsewhere and does not read it",
      });
    case "python":
      return finding("startup-files", "note", {
        message: `this folder brings \`${file}\`, which Python may run by itself`,
        fix: `read \`${file}\` before you start anything here`,
      });
    case "jupyter":
      return finding("startup-files", "note", {
        message: `this folder brings \`${file}\`, which Jupyter may run when it starts here`,
        fix: `read \`${file}\` before you start Jupyter here`,
      });
  }
};
