// A pull that somebody waits for at the command line: one line that changes on a terminal, else a line now and then.

import { sayHowFar } from "../../show/services/draw-models.ts";
import { visibleText } from "../../show/text/visible-text.ts";
import { openHandPull } from "../../supervise/ollama/pull/hand-pulls.ts";
import { howFar } from "../../supervise/ollama/pull/how-far.ts";
import { readEnvironment } from "../../host/processes/process-table.ts";
import { findFolder, folderHere, ownFolder, storageAt } from "../../supervise/ollama/models-folder.ts";
import {
  pullModel,
  STALL_MS,
  type PullEnd,
  type PullProgress,
  type PullRequest,
} from "../../supervise/ollama/pull/pull-model.ts";
import type { JigContext } from "../context.ts";

const TERMINAL_MS = 200;
const PLAIN_MS = 10_000;
/** How often other commands are told. */
const OTHERS_MS = 500;

/** What has come stays when it is interrupted: the next pull goes on there. */
export const pullWithProgress = async (
  { err, host }: JigContext,
  request: Pick<PullRequest, "address" | "model" | "signal"> & {
    /** The process of the server that jig started; null: somebody else's server. */
    readonly ownPid: number | null;
    /** The project's own state folder: where other commands see how far it is. */
    readonly state: string;
  },
): Promise<PullEnd> => {
  const handPull = openHandPull(request.state, request.model);
  const own = request.ownPid === null ? null : ownFolder(readEnvironment(request.ownPid));
  const folder = own ?? folderHere(request.address, await findFolder(request.address, request.signal));
  let toldAt = host.monotonic() - PLAIN_MS;
  let writtenAt = toldAt;
  const end = await pullModel({
    ...request,
    env: host.env,
    stallMs: STALL_MS,
    ...storageAt(folder),
    isOwn: own !== null,
    onProgress: (progress) => {
      if (host.monotonic() - writtenAt >= OTHERS_MS) {
        writtenAt = host.monotonic();
        handPull.tell(progress);
      }
      if (host.monotonic() - toldAt < (err.isTerminal ? TERMINAL_MS : PLAIN_MS)) return;
      toldAt = host.monotonic();
      const line = visibleText(`pulling ${request.model} ${progress.detail ?? sayProgress(progress)}`);
      err.write(
        err.isTerminal ? `\r\u001B[2K${line.slice(0, Math.max(20, err.columns() - 1))}` : `${line}\n`,
      );
    },
  });
  handPull.end(end);
  if (err.isTerminal) err.write("\r\u001B[2K");
  return end;
};

const sayProgress = (progress: PullProgress): string =>
  sayHowFar({ state: "pulling", ...howFar(progress), digest: null });
