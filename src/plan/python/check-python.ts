// What is wrong with `.venv` and the lock as they are now, told at the line of `[python]` that they answer.

import type { Diagnostic } from "../../base/diagnostic.ts";
import type { DescribedPython } from "../../describe/description.ts";
import { minorOf } from "./choose-python.ts";
import type { Lock } from "../lock/lock.ts";
import type { PlanInput } from "../plan-input.ts";
import type { LockState } from "../lock/examine-locks.ts";
import { quoteWord } from "../render/render-shell.ts";
import { requirementsRange } from "./plan-python.ts";
import { pythonLock } from "../lock/python-lock.ts";

/** A `.venv` that jig must not write into; nothing of the user's is moved by itself. */
export const checkVenv = (
  python: DescribedPython,
  {
    description: { source },
    facts: { venv },
    layout: { root },
    locking,
  }: Pick<PlanInput, "description" | "facts" | "layout" | "locking">,
): readonly Diagnostic[] => {
  // A lock that is asked for touches no `.venv`.
  if (locking === "asked") return [];
  const problem = (code: string, message: string, hint: string): readonly Diagnostic[] => [
    { code, severity: "error", message, source, range: python.range, hint },
  ];
  switch (venv.kind) {
    case "symlink":
      return problem("venv-is-a-link", "`.venv` is a link, and jig does not write through links", UNLINK);
    case "foreign":
      return problem("venv-not-ours", "there is a `.venv` that jig did not make", moveAside(root));
    case "tracked":
      return problem(
        "venv-tracked",
        "git tracks files in `.venv`, so every change of a package would be one of the repository",
        "to take it out of git: `git rm -r -q --cached .venv`",
      );
    case "absent":
    case "dead":
    case "ours":
      return [];
  }
};

const ANEW = "jig makes one of its own and installs the packages there anew";

const UNLINK = `to remove the link, and nothing behind it: \`rm .venv\`; ${ANEW}`;

/** Out of the project: under another name `.gitignore` would not cover it, and git would stage all of it. */
const moveAside = (root: string): string => {
  const name = root.slice(root.lastIndexOf("/") + 1);
  return `to move it aside: \`mv .venv ${quoteWord(`../${name}.venv.old`)}\`; ${ANEW}`;
};

/** A lock that `--locked` or `--frozen` cannot work with. */
export const checkLock = (
  { description: { source }, locking, lock: whole }: Pick<PlanInput, "description" | "locking" | "lock">,
  { committed, python }: { readonly committed: DescribedPython; readonly python: DescribedPython },
  state: LockState,
): readonly Diagnostic[] => {
  const range = requirementsRange(committed);
  const problem = (code: string, message: string): readonly Diagnostic[] => [
    { code, severity: "error", message, source, range, hint: "run `jig lock` and commit `jig.lock`" },
  ];
  if (locking === "when-needed" && state.stale !== null && isAnotherMinor(committed, python)) {
    return problem(
      "lock-out-of-date",
      `\`jig.lock\` has to be made with Python ${minorOf(committed.version.value)}, and \`jig.local.toml\` asks for ${python.version.value}`,
    );
  }
  if (locking !== "locked" && locking !== "frozen") return [];
  const lock = pythonLock(whole);
  const lacking = whole === null ? "there is no `jig.lock`" : "`jig.lock` names no packages yet";
  if (lock === null) return problem("lock-missing", `${lacking}, and \`--${locking}\` makes none`);
  if (isForAnotherPython(lock, state)) {
    return problem(
      "lock-out-of-date",
      `\`jig.lock\` was made for Python \`${lock.requiresPython}\`, not \`${state.requiresPython}\``,
    );
  }
  if (locking === "frozen" || state.stale === null) return [];
  return problem("lock-out-of-date", "`jig.lock` does not match the requirements any more");
};

const isAnotherMinor = (left: DescribedPython, right: DescribedPython): boolean =>
  minorOf(left.version.value) !== minorOf(right.version.value);

const isForAnotherPython = (lock: Lock, { requiresPython }: LockState): boolean =>
  lock.requiresPython !== requiresPython;
