// The failures that only a command line meets, in words: no project, an unreadable lock, a silent supervisor.

import type { ConnectFailure } from "../../api/reach-supervisor.ts";
import type { LockProblem } from "../../plan/lock/parse-lock.ts";
import { quoteWord } from "../../plan/render/render-shell.ts";
import type { FindFailure } from "../../probe/project/find-project.ts";
import { sayRefusal } from "./say-trouble.ts";

/** What `stopFor` takes. */
export interface Said {
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
  readonly detail?: readonly string[];
}

export const sayFindFailure = (failure: FindFailure): Said => {
  switch (failure.reason) {
    case "no-such-folder":
      return { code: failure.reason, message: `there is no folder \`${failure.folder}\``, hint: null };
    case "no-description":
      return {
        code: failure.reason,
        message: `there is no \`jig.toml\` in \`${failure.folder}\`${failure.last === failure.folder ? "" : " or above it"}`,
        // A home is looked in alone, so what is searched from there has not been gone to yet.
        hint:
          failure.boundary === "home" && failure.last === failure.folder
            ? "go to your project's folder first, or make one: `mkdir bench`, `cd bench`, `jig init`"
            : "`jig init` proposes one for this folder; `-C DIR` works in another",
      };
    case "description-is-a-folder":
      return {
        code: failure.reason,
        message: `\`${failure.path}\` is a folder, not a file`,
        hint: "a project is described by a file of that name: move the folder aside",
      };
    case "description-is-special":
      return {
        code: failure.reason,
        message: `\`${failure.path}\` is not a regular file`,
        hint: "a project is described by a file of that name: move what is there aside",
      };
    case "two-descriptions":
      return {
        code: failure.reason,
        message: `two descriptions in one folder: \`${failure.files[0]}\` and \`[tool.jig]\` in \`${failure.files[1]}\``,
        hint: "keep one of them",
      };
    case "unreadable":
      return {
        code: failure.reason,
        message: `\`${failure.path}\` cannot be read: ${sayRefusal(failure.code) ?? failure.message}`,
        hint: lookWhose(failure.path),
      };
  }
};

/** What a person can do about a file that this user may not read. */
const lookWhose = (path: string): string =>
  `see whose it is and who may read it with \`ls -ld ${quoteWord(path)}\``;

/** What is wrong with the file itself, before its text. */
export type LockFileProblem =
  | { readonly reason: "lock-is-a-folder" }
  | { readonly reason: "lock-is-special" }
  /** Where it leads may be anybody's. */
  | { readonly reason: "lock-is-a-link" }
  | { readonly reason: "lock-not-readable"; readonly code: string };

export const sayLockProblem = (problem: LockProblem | LockFileProblem): Said => {
  switch (problem.reason) {
    case "lock-is-a-folder":
      return {
        code: problem.reason,
        message: "`jig.lock` is a folder, not a file",
        hint: "move it aside: `mv jig.lock jig.lock.old`",
      };
    case "lock-is-special":
      return {
        code: problem.reason,
        message: "`jig.lock` is not a regular file",
        hint: "move it aside: `mv jig.lock jig.lock.old`",
      };
    case "lock-is-a-link":
      return {
        code: problem.reason,
        message: "`jig.lock` is a link, and jig does not write through links",
        hint: "`ls -l jig.lock` shows where it leads; `mv jig.lock jig.lock.old` moves it aside, and `jig lock` makes one of the project's own",
      };
    case "lock-not-readable":
      return {
        code: problem.reason,
        message: `\`jig.lock\` cannot be read: ${sayRefusal(problem.code) ?? problem.code}`,
        hint: lookWhose("jig.lock"),
      };
    case "lock-too-new":
      return {
        code: problem.reason,
        message: `\`jig.lock\` was written by a newer jig (format ${problem.version})`,
        hint: "upgrade jig; or `mv jig.lock jig.lock.old`, and this one chooses all versions anew",
      };
    case "lock-in-conflict":
      return {
        code: problem.reason,
        message: `there is a merge conflict in \`jig.lock:${problem.line}\``,
        hint: "merge the requirements, if they are in conflict too; `jig lock` then makes one lock of both sides",
      };
    case "lock-unreadable":
      return {
        code: problem.reason,
        message: `\`jig.lock:${problem.line}\` cannot be used: ${problem.message}`,
        hint: "get the committed one back (`git checkout jig.lock`), or make it again with `jig lock`",
      };
  }
};

export const sayConnectFailure = (failure: ConnectFailure): Said => {
  switch (failure.reason) {
    case "not-running":
      return { code: failure.reason, message: "no supervisor is running", hint: "`jig up` starts one" };
    case "did-not-start":
      return {
        code: failure.reason,
        message: "the supervisor did not start",
        detail: failure.detail,
        hint: null,
      };
    case "does-not-answer":
      return {
        code: failure.reason,
        message:
          failure.pid === null
            ? "the supervisor is running and does not answer"
            : `the supervisor (pid ${failure.pid}) is running and does not answer`,
        hint:
          failure.pid === null
            ? "the services go on; try again in a moment"
            : `the services go on; if it was stopped, \`kill -CONT ${failure.pid}\` wakes it; \`kill -9 ${failure.pid}\` is safe too: the next \`jig up\` takes the services over`,
      };
    case "other-protocol":
      return {
        code: failure.reason,
        message: `the services are supervised by another version of jig (${failure.jig}, pid ${failure.pid})`,
        hint: `end its supervisor with \`kill ${failure.pid}\`: the services go on, and this jig takes them over`,
      };
  }
};
