// What a person sees when something was thrown: the machine's refusals (a full disk, a folder that is not ours) are
// told as what they are, and everything else is a bug of jig's.

import { isAddressSpaceShort } from "../../host/libc/load-calls.ts";
import { ownerAdvice } from "../../host/files/owner-advice.ts";
import { quoteWord } from "../../plan/render/render-shell.ts";
import { exitCodes, type ExitCode } from "./exit-codes.ts";
import { sayBug } from "./say-bug.ts";

/** The exit code that belongs to it: 1 for the machine's refusal, 70 for a bug. */
export const exitCodeFor = (error: unknown): ExitCode =>
  refusalIn(error) === null && !isAddressSpaceShort(error) ? exitCodes.bug : exitCodes.failed;

/** The text for standard error, without its last line ending. @param thing what it happened to, when the error names no path */
export const sayTrouble = (error: unknown, thing: string | null = null): string => {
  if (isAddressSpaceShort(error)) return ADDRESS_SPACE;
  const refusal = refusalIn(error);
  if (refusal === null) return sayBug(error);
  const { code, path, message } = refusal;
  const what = sayRefusal(code) ?? message;
  const isDenied = code === "EACCES" || code === "EPERM";
  const advice = isDenied && path !== null ? ownerAdvice(path) : null;
  const hint = isDenied
    ? `\nhint: ${advice ?? ACCESS_HINT}`
    : code === "EROFS"
      ? `\nhint: ${PLACES_HINT}`
      : "";
  const subject = path === null ? thing : `\`${path}\``;
  return `error: ${subject === null ? what : `${subject}: ${what}`}${hint}`;
};

/** What a code of the operating system means; null for one that people rarely meet. */
export const sayRefusal = (code: string): string | null =>
  Object.hasOwn(WORDS, code) ? (WORDS[code] ?? null) : null;

/**
 * What helps against a refusal, as the rest of a hint.
 * @param path what was to be read, or the folder that was to be written to
 */
export const adviseRefusal = (code: string, path: string): string => {
  const shown = quoteWord(path);
  switch (code) {
    case "ENOSPC":
    case "EDQUOT":
      return `make room there; \`df ${shown}\` shows how much there is`;
    case "EROFS":
      return `work in a copy of it where you may write; \`df ${shown}\` shows which file system this is`;
    default:
      return `see whose it is with \`ls -ld ${shown}\``;
  }
};

const ADDRESS_SPACE = [
  "error: the limit on address space is too low (`ulimit -v`): jig needs about 3 GB of it",
  "hint: `ulimit -v unlimited` lifts it in this terminal where that is allowed; where it is not, ask for a job of your own",
].join("\n");

const ACCESS_HINT =
  "see whose it is with `ls -ld`; jig keeps its things below `JIG_STATE_DIR`, `JIG_CACHE_DIR` and `JIG_RUNTIME_DIR`";

const PLACES_HINT =
  "jig keeps its things below `JIG_STATE_DIR`, `JIG_CACHE_DIR` and `JIG_RUNTIME_DIR`: name a place that can be written to";

const WORDS: Readonly<Record<string, string>> = {
  ENOSPC: "there is no room left on the device",
  EDQUOT: "the disk quota is used up",
  EROFS: "the file system is read-only",
  EACCES: "permission denied",
  EPERM: "permission denied",
  EISDIR: "this is no file that can be read",
  EMFILE: "too many files are open",
  ENFILE: "too many files are open on this machine",
  EAGAIN: "no more processes can be started",
  ENOMEM: "there is no memory left",
  ENAMETOOLONG: "the name is too long",
};

interface Refusal {
  readonly code: string;
  readonly path: string | null;
  readonly message: string;
}

/** An error of the operating system, as the runtime throws it; null for anything else. */
const refusalIn = (error: unknown): Refusal | null => {
  if (!(error instanceof Error) || !("code" in error) || !("syscall" in error)) return null;
  if (typeof error.code !== "string" || !/^E[A-Z0-9]+$/.test(error.code)) return null;
  const path = "path" in error && typeof error.path === "string" ? error.path : null;
  return { code: error.code, path, message: error.message };
};
