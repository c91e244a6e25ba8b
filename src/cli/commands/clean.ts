// `jig clean`: lists what jig made for this project, asks, and removes it. It stops nothing that runs, and touches nothing that
// it did not make.

import { relative } from "node:path";

import type { Result } from "../../base/result.ts";
import { fail, ok } from "../../base/result.ts";
import { errorCode } from "../../host/files/file-error.ts";
import type { Host } from "../../host/host.ts";
import { lockFile, type FileLock } from "../../host/files/file-lock.ts";
import type { Layout } from "../../plan/layout.ts";
import { quoteWord } from "../../plan/render/render-shell.ts";
import { removeVenv } from "../../realize/venv/make-venv.ts";
import type { Repository } from "../../realize/notebooks/repository.ts";
import { removeFully, type Stuck } from "../../realize/venv/remove-fully.ts";
import { turnPath } from "../../realize/wait-for-turn.ts";
import { drawMadeHere } from "../../show/draw-made-here.ts";
import { statePaths } from "../../supervise/records/state-paths.ts";
import { askToRemove } from "../answer/ask-to-remove.ts";
import { exitCodes } from "../answer/exit-codes.ts";
import { adviseRefusal, sayRefusal } from "../answer/say-trouble.ts";
import { stopFor, type Stop } from "../answer/stop.ts";
import type { CleanFlags } from "../command-line/flags.ts";
import { tellStop, type JigContext } from "../context.ts";
import { findUses, type Use } from "../installation/in-use.ts";
import { uninstallFilter } from "../notebooks/set-filter.ts";
import { findMadeHere, type MadeHere } from "../project/examine/made-here.ts";
import { openProject } from "../project/open-project.ts";

export async function clean(context: JigContext, flags: CleanFlags): Promise<void> {
  const form = flags.json ? "object" : "words";
  const { host } = context;
  const project = await openProject(context, flags.directory);
  if (!project.ok) return tellStop(context, project.failure, form);
  const { layout } = project.value;
  if (host.files.lstat(layout.state)?.kind === "symlink") {
    return tellStop(context, stopAtLink(layout.state), form);
  }
  const [use] = await findUses([{ root: layout.root, layout }]);
  if (use !== undefined) return tellStop(context, stopInUse(use), form);
  const made = findMadeHere(host, layout);
  if (!flags.json) context.out.write(`${drawMadeHere(named(made, layout), context.out.style)}\n`);
  if (made.removable.length > 0 && !flags.yes) {
    const refusal = await askToRemove(context, { command: "jig clean", question: "remove it?" });
    if (refusal !== null) return tellStop(context, refusal, form);
  }
  const removed = removeAll(host, layout, made);
  if (!removed.ok) return tellStop(context, removed.failure, form);
  if (flags.json) context.out.write(`${JSON.stringify({ version: 1, ...madeAsJson(made) })}\n`);
  else if (made.removable.length > 0) context.out.write("removed; `jig up` makes it again\n");
}

/** Paths of the project as people call them. */
const named = ({ removable, kept }: MadeHere, { root }: Layout): Pick<MadeHere, "removable" | "kept"> => {
  const name = (path: string): string => (path.startsWith(`${root}/`) ? relative(root, path) : path);
  return {
    removable: removable.map((made) => ({ ...made, path: name(made.path) })),
    kept: kept.map((each) => ({ ...each, path: name(each.path) })),
  };
};

const madeAsJson = ({ removable, kept }: MadeHere): object => ({ removed: removable, kept });

const stopInUse = ({ what, isServices }: Pick<Use, "what" | "isServices">): Stop =>
  stopFor(exitCodes.failed, {
    code: "in-use",
    message: isServices
      ? `something of this project still runs: ${what}`
      : `another jig is at work here: ${what}`,
    hint: isServices ? "`jig down` stops it" : "wait until it has ended, then try again",
  });

/** Whoever made it may have meant another place, and what is there is not only this project's. */
const stopAtLink = (path: string): Stop =>
  stopFor(exitCodes.failed, {
    code: "state-is-a-link",
    message: `\`${path}\` is a link, and jig makes none: nothing is removed`,
    hint: `\`ls -l ${quoteWord(path)}\` shows where it leads; remove the link, then try again`,
  });

/** Under both locks, so that nobody builds or starts meanwhile what is being removed. */
const removeAll = (host: Host, layout: Layout, made: MadeHere): Result<null, Stop> => {
  if (made.removable.length === 0) return ok(null);
  // The locks are in the state folder, and would make it: where there is none, nobody is at work.
  if (host.files.lstat(layout.state) === null) return removeEach(host, layout, made);
  const turn = lockFile(turnPath(layout));
  if (turn === null) return fail(stopInUse({ what: "it has just begun", isServices: false }));
  const supervising = lockFile(statePaths(layout.state).supervisorLock);
  const locks = [turn, supervising].filter((lock): lock is FileLock => lock !== null);
  try {
    if (supervising === null) return fail(stopInUse({ what: "its supervisor", isServices: true }));
    return removeEach(host, layout, made);
  } finally {
    for (const lock of locks) lock.release();
  }
};

/** The state last: as long as it is there, the rest is known to be jig's. */
const removeEach = (host: Host, layout: Layout, { removable, filtered }: MadeHere): Result<null, Stop> => {
  const { files } = host;
  const blocked = filtered === null ? null : takeFilterOut(host, filtered);
  if (blocked !== null) return fail(blocked);
  try {
    const isVenv = removable.some(({ path }) => path === layout.venv);
    const stuck = isVenv ? removeVenv(files, layout) : [];
    if (stuck.length > 0) return fail(stopStuck(stuck, layout));
    for (const { path, kind } of removable) {
      if (kind === "filter") continue;
      const left = removeFully(files, path);
      if (left.length > 0) return fail(stopStuck(left, layout));
    }
    return ok(null);
  } catch (error) {
    const code = errorCode(error);
    if (code === "") throw error;
    // The rename: whoever may not do that owns neither the folder nor what is in it.
    return fail(stopStuck([{ path: layout.venv, code }], layout));
  }
};

/** All else stays when it cannot be had out: without the state nobody would find it again. */
const takeFilterOut = (host: Host, repository: Repository): Stop | null => {
  try {
    const removed = uninstallFilter({ host }, repository, false);
    return removed.ok ? null : removed.failure;
  } catch (error) {
    const code = errorCode(error);
    const why = sayRefusal(code);
    if (why === null) throw error;
    return stopFor(exitCodes.failed, {
      code: "not-removed",
      message: `git's filter cannot be taken out of \`${repository.config}\`: ${why}`,
      hint: `${adviseRefusal(code, repository.config)}; then \`jig clean\` again`,
    });
  }
};

const stopStuck = (stuck: readonly Stuck[], layout: Layout): Stop => {
  const [first = { path: layout.root, code: "" }, ...others] = stuck;
  const why = sayRefusal(first.code);
  const isAside = stuck.some(({ path }) => path.startsWith(`${layout.venv}.`));
  return stopFor(exitCodes.failed, {
    code: "not-removed",
    message: `\`${first.path}\` cannot be removed${why === null ? "" : `: ${why}`}`,
    detail: [
      ...others.slice(0, MOST_NAMED).map(({ path }) => path),
      ...(others.length > MOST_NAMED ? [`and ${others.length - MOST_NAMED} more`] : []),
      ...(isAside ? ["what is left of `.venv` is beside its place now"] : []),
    ],
    hint: `see whose it is with \`ls -ld ${quoteWord(first.path)}\`, remove it, then \`jig clean\` again`,
  });
};

const MOST_NAMED = 5;
