// Why there is no uv or no Python to work with, in words.

import type { Words } from "./failure-words.ts";
import { isOffline } from "./is-offline.ts";
import type { PythonUnavailable, UvUnavailable, UvUnfit } from "../realize-failure.ts";
import { hintFor } from "./say-program.ts";

/** Its last words; where uv looked and what it would try are of no help. */
export const missingPython = ({ request, here, program }: PythonUnavailable): Words => {
  const lines = program.lastLines.filter((line) => !/https?:\/\//.test(line));
  const instead = here.length === 0 ? "" : `, or ask for one that is here: ${inOrder(here).join(", ")}`;
  return {
    message: `there is no Python ${request} on this machine, and it could not be fetched`,
    detail: [...new Set([...lines.slice(0, 1), ...lines.slice(-1)])],
    hint: `install Python ${request} on this machine; jig finds it by itself${instead}`,
  };
};

/** Newer ones last: 3.9 comes before 3.11. */
const inOrder = (versions: readonly string[]): readonly string[] =>
  versions.toSorted((one, other) => one.localeCompare(other, "en", { numeric: true }));

/** None was found and none could be brought. */
export const unavailableUv = (failure: UvUnavailable): Words => {
  const { attempts, isToldOffline } = failure;
  if (isToldOffline === true)
    return {
      message: "there is no uv on this machine yet, and jig is to stay offline",
      detail: attempts.slice(0, -1).map(({ way, problem }) => `${way}: ${problem}`),
      hint: "run it once with a network, or install uv any way you like",
    };
  const lacksNetwork = attempts.length > 0 && attempts.every((attempt) => isOffline(attempt));
  if (!lacksNetwork) return unbroughtUv(failure);
  return {
    message: "there is no uv on this machine yet, and the network to bring one cannot be reached",
    detail: attempts.flatMap(({ way, problem, program }) => (program === null ? [`${way}: ${problem}`] : [])),
    hint: hintFor("network"),
  };
};

const unbroughtUv = ({ attempts }: UvUnavailable): Words => ({
  message: "no uv was found, and none could be brought",
  detail: attempts.flatMap(({ way, problem, program }) => [
    `${way}: ${problem}`,
    ...(program?.lastLines.slice(-3).map((line) => `  ${line}`) ?? []),
  ]),
  hint: "install uv any way you like, and name it with `JIG_UV` if it is not on PATH",
});

/** The one that `JIG_UV` names. */
export const unfitUv = ({ path, version, minimum }: UvUnfit): Words => ({
  message:
    version === null
      ? `\`JIG_UV\` names \`${path}\`, which is not a working uv`
      : `\`JIG_UV\` names uv ${version}, and jig needs ${minimum} or later`,
  hint: "unset `JIG_UV` to let jig find or bring one",
});
