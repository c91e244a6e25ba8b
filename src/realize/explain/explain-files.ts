// What the file system refused, in words.

import type { Words } from "./failure-words.ts";
import type { FileTrouble, StateUnwritable } from "../realize-failure.ts";

const fileHints: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "your disk quota is used up",
  EROFS: "the file system is read-only",
  EACCES: "the folder belongs to somebody else",
  EPERM: "the folder belongs to somebody else",
};

const fileWords: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "your disk quota is used up",
  EROFS: "the file system is read-only",
  EACCES: "permission denied",
  EPERM: "permission denied",
};

/** The runtime's own text is the last resort: it is full of codes. */
export const troubledFile = ({ code, path, message }: FileTrouble): Words => {
  const words = fileWords[code];
  if (words === undefined || path === null) {
    return { message: `a file could not be written or read: ${message}`, hint: fileHints[code] ?? null };
  }
  const folder = path.replace(/\/[^/]*$/, "") || "/";
  return {
    message: `\`${path}\`: ${words}`,
    hint:
      code === "ENOSPC" || code === "EDQUOT"
        ? `make room in \`${folder}\`, and run it again`
        : `see what \`ls -ld ${folder}\` says: jig writes \`.venv\` and \`jig.lock\` into the project's folder`,
  };
};

/** jig's own folder. */
export const troubledState = ({ folder, code }: StateUnwritable): Words => ({
  message: `jig cannot write to its own folder \`${folder}\` (${code})`,
  hint:
    fileHints[code] === undefined
      ? "name another place with `JIG_STATE_DIR`"
      : `${fileHints[code]}; name another place with \`JIG_STATE_DIR\``,
});
