// `jig clean`: lists what jig made for this project, asks, and removes it. It stops nothing that runs, and touches nothing that
// it did not make.

import { relative } from "node:path";

import type { Result } from "../../base/result.ts";
import { fail, ok } from "../../base/result.ts";
import { errorCode } from "../../host/file-error.ts";
import type { Host } from "../../host/host.ts";
import { lockFile, type FileLock } from "../../host/libc.ts";
import type { Layout } from "../../plan/layout.ts";
import { removeVenv } from "../../realize/make-venv.ts";
import { turnPath } from "../../realize/wait-for-turn.ts";
import { drawMadeHere } from "../../show/draw-made-here.ts";
import { statePaths } from "../../supervise/state-paths.ts";
import { askYesNo } from "../answer/ask-yes-no.ts";
import { exitCodes } from "../answer/exit-codes.ts";
import { stopFor, toldStop, type Stop } from "../answer/stop.ts";
import type { CleanFlags } from "../command-line/flags.ts";
import { tellStop, type JigContext } from "../context.ts";
import { findUses, type Use } from "../installation/in-use.ts";
import { findMadeHere, type MadeHere } from "../project/made-here.ts";
import { openProject } from "../project/open-project.ts";

export async function clean(context: JigContext, flags: CleanFlags): Promise<void> {
  const form = flags.json ? "object" : "words";
  const { host } = context;
  const project = await openProject(context, flags.directory);
  if (!project.ok) return tellStop(context, project.failure, form);
  const { layout } = project.value;
  const [use] = await findUses([{ root: layout.root, layout }]);
  if (use !== undefined) return tellStop(context, stopInUse(use), form);
  const made = findMadeHere(host, layout);
  if (!flags.json) context.out.write(`${drawMadeHere(named(made, layout), context.out.style)}\n`);
  if (made.removable.length > 0 && !flags.yes) {
    const refusal = await refusalOf(context);
    if (refusal !== null) return tellStop(context, refusal, form);
  }
  const removed = removeAll(host, layout, made);
  if (!removed.ok) return tellStop(context, removed.failure, form);
  if (flags.json) context.out.write(`${JSON.stringify({ version: 1, ...madeAsJson(made) })}\n`);
  else if (made.removable.length > 0) context.out.write("removed; `jig up` makes it again\n");
}

/** Paths of the project as people call them. */
const named = ({ removable, kept }: MadeHere, { root }: Layout): MadeHere => {
  const name = (path: string): string => (path.startsWith(`${root}/`) ? relative(root, path) : path);
  return {
    removable: removable.map((made) => ({ ...made, path: name(made.path) })),
    kept: kept.map((each) => ({ ...each, path: name(each.path) })),
  };
};

const madeAsJson = ({ removable, kept }: MadeHere): object => ({ removed: removable, kept });

const refusalOf = async ({ host, err }: JigContext): Promise<Stop | null> => {
  const { stdin, stderr } = host.machine.tty;
  if (!stdin || !stderr) {
    return stopFor(exitCodes.failed, {
      code: "not-asked",
      message: "nothing is removed, as nobody can be asked here",
      hint: "`jig clean --yes` removes it",
    });
  }
  if (await askYesNo("remove it?")) return null;
  err.write("left as it is\n");
  return toldStop(exitCodes.failed);
};

const stopInUse = ({ what, isServices }: Pick<Use, "what" | "isServices">): Stop =>
  stopFor(exitCodes.failed, {
    code: "in-use",
    message: isServices
      ? `something of this project still runs: ${what}`
      : `another jig is at work here: ${what}`,
    hint: isServices ? "`jig down` stops it" : "wait until it has ended, then try again",
  });

/** Under both locks, so that nobody builds or starts meanwhile what is being removed. */
const removeAll = (host: Host, layout: Layout, { removable }: MadeHere): Result<null, Stop> => {
  const turn = lockFile(turnPath(layout));
  if (turn === null) return fail(stopInUse({ what: "it has just begun", isServices: false }));
  const supervising = lockFile(statePaths(layout.state).supervisorLock);
  const locks = [turn, supervising].filter((lock): lock is FileLock => lock !== null);
  try {
    if (supervising === null) return fail(stopInUse({ what: "its supervisor", isServices: true }));
    if (removable.some(({ path }) => path === layout.venv)) removeVenv(host.files, layout);
    for (const { path } of removable) host.files.remove(path);
    // The locks themselves made it, where there was none.
    host.files.remove(layout.state);
    return ok(null);
  } catch (error) {
    const code = errorCode(error);
    if (code === "") throw error;
    const message = `not all of it can be removed (${code})`;
    return fail(
      stopFor(exitCodes.failed, { code: "not-removed", message, hint: "whose is it? `ls -l` tells" }),
    );
  } finally {
    for (const lock of locks) lock.release();
  }
};
