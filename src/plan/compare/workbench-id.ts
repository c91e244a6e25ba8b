// One short name for all that is committed and decides a workbench, the same on every machine. Nothing of a machine goes
// into it: no path, no platform, no folder's name, no `jig.local.toml`.

import { digestOf, sha256 } from "../../base/digest.ts";
import type { Description } from "../../describe/description.ts";
import { presetByName } from "../../presets/preset-by-name.ts";
import type { Requirements } from "../requirements/gather-requirements.ts";
import { printLock } from "../lock/print-lock.ts";
import type { Lock } from "../lock/lock.ts";
import { plainDescription } from "./plain-description.ts";

/** How plans are made true. Raised when the same description and lock come to give another workbench. */
const REALIZATION = 1;

const LENGTH = 8;

export interface CommittedParts {
  /** Without `jig.local.toml`. */
  readonly description: Description;
  /** What the committed description asks for; null without Python. */
  readonly requirements: Pick<Requirements, "digest"> | null;
  /** `jig.lock`; null when there is none. */
  readonly lock: Lock | null;
}

/** Eight hexadecimal digits. Order, comments, line endings and spacing of the files do not change it; all else does. */
export const workbenchId = ({ description, requirements, lock }: CommittedParts): string => {
  const presets = [...new Set(description.services.map(({ use }) => use?.value ?? "command"))].toSorted();
  return digestOf({
    realization: REALIZATION,
    description: plainDescription(withoutSpelling(description)),
    requirements: requirements?.digest ?? null,
    lock: lock === null ? null : sha256(printLock(lock)),
    presets: presets.map((name) => [name, sha256(JSON.stringify(presetByName(name)))]),
  }).slice(0, LENGTH);
};

/** The digest of the requirements has its packages, in one spelling. */
const withoutSpelling = (description: Description): Description =>
  description.python === null
    ? description
    : { ...description, python: { ...description.python, packages: [] } };
