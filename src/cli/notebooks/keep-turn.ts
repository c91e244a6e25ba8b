// One `jig notebooks keep` at a time in a work tree, until its command has ended and outputs are back: two would take each
// other's cleaned files for what is to be kept. Nobody waits: who comes second may be the first one's own command.

import { dirname, join } from "node:path";

import { fail, ok, type Result } from "../../base/result.ts";
import { errorCode } from "../../host/files/file-error.ts";
import { lockFile, readLockText, type FileLock } from "../../host/files/file-lock.ts";
import type { Repository } from "../../realize/notebooks/repository.ts";
import { exitCodes } from "../answer/exit-codes.ts";
import { stopFor, type Stop } from "../answer/stop.ts";
import type { JigContext } from "../context.ts";
import { treeFolder } from "./kept-outputs.ts";

/** The turn, whose file goes with it; or who has it, in words. */
export const takeTurn = ({ host }: JigContext, repository: Repository): Result<{ release(): void }, Stop> => {
  const path = join(treeFolder(repository), "keep.lock");
  const lock = lockAgain(path);
  if (lock === null) {
    const holder = readLockText(path) ?? "";
    return fail(
      stopFor(exitCodes.failed, {
        code: "keep-at-work",
        message: `another \`jig notebooks keep\`${holder} is at work here`,
        hint: "it puts outputs back when its command ends; then try again",
      }),
    );
  }
  lock.write(` (pid ${host.machine.pid})`);
  const release = (): void => {
    host.files.remove(path);
    lock.release();
    for (let at = dirname(path); at.length > repository.common.length && host.files.removeEmpty(at);)
      at = dirname(at);
  };
  return ok({ release });
};

/** Another one that ends takes the folder away. */
const lockAgain = (path: string): FileLock | null => {
  try {
    return lockFile(path);
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
    return lockFile(path);
  }
};
