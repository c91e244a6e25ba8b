// One jig at a time edits a project's files: who comes second waits, and is told so. Only the files: the lock and the
// environment have turns of their own.

import { errorCode } from "../../../host/files/file-error.ts";
import type { Layout } from "../../../plan/layout.ts";
import { holdEdits } from "../../../realize/edit-files.ts";
import type { JigContext } from "../../context.ts";

const LOOK_AGAIN_MS = 100;

/** The turn to edit, once no other jig does; null when Ctrl-C came first. A state folder that cannot be made is told by what needs more of it. */
export const waitToEdit = async (
  context: JigContext,
  layout: Layout,
): Promise<{ release(): void } | null> => {
  const signal = context.interruption();
  for (let isTold = false; !signal.aborted; isTold = true) {
    const turn = holdOrPass(layout);
    if (turn !== null) return turn;
    if (!isTold) context.note("waiting for another jig that edits the project's files");
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
  return null;
};

const holdOrPass = (layout: Layout): { release(): void } | null => {
  try {
    return holdEdits(layout);
  } catch (error) {
    if (errorCode(error) === "") throw error;
    return { release: () => {} };
  }
};
