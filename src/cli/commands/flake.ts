// `jig flake`: writes flake.nix and requirements.lock for colleagues who have Nix and not jig. What a person wrote or
// changed is not overwritten unless they say so.

import { join } from "node:path";

import { fail, ok, type Result } from "../../base/result.ts";
import { exportFlake, type ExportedFile, type FlakeExport } from "../../export/project-files.ts";
import { isAsWritten } from "../../export/written-by-jig.ts";
import { errorCode } from "../../host/file-error.ts";
import { isInWorkTree, isTracked } from "../../probe/tracked-files.ts";
import { drawDifference } from "../../show/draw-difference.ts";
import { exitCodes } from "../answer/exit-codes.ts";
import { adviseRefusal, sayRefusal } from "../answer/say-trouble.ts";
import { stopFor, type Stop } from "../answer/stop.ts";
import type { FlakeFlags } from "../command-line/flags.ts";
import { tellStop, type JigContext } from "../context.ts";
import { describeCommitted, type CommittedProject } from "../project/describe-committed.ts";
import { identify } from "../project/identify.ts";

export async function flake(context: JigContext, flags: FlakeFlags): Promise<void> {
  if (flags.stdout && flags.check) return tellStop(context, STDOUT_AND_CHECK);
  const committed = await describeCommitted(context, flags.directory);
  if (!committed.ok) return tellStop(context, committed.failure);
  const { description, root, lock } = committed.value;
  // Not the folder's: a clone in another one has to give the same text.
  const name = description.name?.value ?? UNNAMED;
  const exported = exportFlake(description, { name, lock });
  if (flags.stdout) return context.out.write(exported.files[0].text);
  const standing = look(context, committed.value, exported.files);
  if (!standing.ok) return tellStop(context, standing.failure);
  const changed = standing.value.filter(({ now, text, isForWindows }) => now !== text || isForWindows);
  const lacksLock = lock === null && description.python !== null;
  if (flags.check) return lacksLock ? checkUnlocked(context, root, changed) : check(context, changed);
  const own = changed.filter(({ now }) => now !== null && !isAsWritten(now));
  if (own.length > 0 && !flags.force) return refuse(context, own);
  const trouble = write(context, root, changed);
  if (trouble !== null) return tellStop(context, trouble);
  const done = changed.length === 0 ? `${names(exported.files)}: up to date` : `wrote ${names(changed)}`;
  context.out.write(`${context.out.style.good("✓")} ${done}\n`);
  tellNext(context, { root, exported, lacksLock, isUnnamed: description.name === null });
}

const UNNAMED = "workbench";

/** Why the packages of the lock are not those that the description asks for now; null when they are. */
const checkFreshness = (project: CommittedProject): Stop | null => {
  if (project.lock === null) return null;
  const identity = identify(project);
  if (!identity.ok) return identity.failure;
  return identity.value.lock === "outdated" ? stopFor(exitCodes.failed, STALE) : null;
};

const STALE = {
  code: "lock-out-of-date",
  message: "`jig.lock` does not match the requirements any more, and the flake's packages come from it",
  hint: "run `jig lock` first",
};

const STDOUT_AND_CHECK: Stop = stopFor(exitCodes.usage, {
  code: "stdout-and-check",
  message: "`--stdout` and `--check` exclude each other",
  hint: "`--check` compares with what is there and shows the difference, `--stdout` prints the flake",
});

const names = (files: readonly ExportedFile[]): string => files.map(({ path }) => path).join(" and ");

const FLAKE = "flake.nix";

interface StandingFile extends ExportedFile {
  /** What is there; null: nothing. */
  readonly now: string | null;
  /** Git gave it the line ends of Windows, and the scripts in it do not run with those. */
  readonly isForWindows: boolean;
}

const look = (
  { host: { files } }: JigContext,
  project: CommittedProject,
  exported: readonly ExportedFile[],
): Result<readonly StandingFile[], Stop> => {
  const stale = checkFreshness(project);
  if (stale !== null) return fail(stale);
  const { root } = project;
  const standing: StandingFile[] = [];
  for (const file of exported) {
    const path = join(root, file.path);
    const kind = files.lstat(path)?.kind ?? "file";
    if (kind !== "file") {
      const what = { folder: "a folder", symlink: "a link", other: "not a file" }[kind];
      return fail(
        stopFor(exitCodes.failed, {
          code: "in-the-way",
          message: `\`${file.path}\` is ${what}, and stays as it is`,
          hint: "move it aside, or print the flake with `jig flake --stdout`",
        }),
      );
    }
    try {
      const now = files.readText(path);
      const isForWindows = file.path === FLAKE && now?.includes("\r\n") === true;
      standing.push({ ...file, now: now?.replaceAll("\r\n", "\n") ?? null, isForWindows });
    } catch (error) {
      return fail(refused(error, { root, path: file.path, isWrite: false }));
    }
  }
  return ok(standing);
};

interface Refused {
  readonly root: string;
  readonly path: string;
  readonly isWrite: boolean;
}

/** @throws what is no refusal of the system's */
const refused = (error: unknown, { path, isWrite, root }: Refused): Stop => {
  const code = errorCode(error);
  const why = sayRefusal(code);
  if (why === null) throw error;
  const message = `\`${path}\` cannot be ${isWrite ? "written" : "read"}: ${why}`;
  const hint = adviseRefusal(code, isWrite ? root : join(root, path));
  return stopFor(exitCodes.failed, { code: "flake-refused", message, hint });
};

const check = (context: JigContext, changed: readonly StandingFile[]): void => {
  if (changed.length === 0) return context.out.write(`${context.out.style.good("✓")} up to date\n`);
  if (changed.every(({ now, text }) => now === text))
    return tellStop(context, stopFor(exitCodes.failed, FOR_WINDOWS));
  showDifferences(context, changed);
  const [first] = changed;
  tellStop(
    context,
    stopFor(exitCodes.failed, {
      code: "flake-out-of-date",
      message: `\`${first?.path ?? ""}\` is not what \`jig flake\` would write`,
      hint: "run `jig flake`, and commit what it writes",
    }),
  );
};

const FOR_WINDOWS = {
  code: "flake-line-ends",
  message: "`flake.nix` has the line ends of Windows, and its scripts do not run with those",
  hint: "say `*.nix text eol=lf` in `.gitattributes`, commit that, and run `jig flake`",
};

/** Without a lock nothing can be said of packages that were locked once. */
const checkUnlocked = (context: JigContext, root: string, changed: readonly StandingFile[]): void => {
  if (context.host.files.lstat(join(root, "requirements.lock")) === null) return check(context, changed);
  tellStop(
    context,
    stopFor(exitCodes.failed, {
      code: "flake-out-of-date",
      message: "there is a `requirements.lock`, and no `jig.lock` to compare it with",
      hint: "`jig lock` makes one; is it committed?",
    }),
  );
};

const refuse = (context: JigContext, own: readonly StandingFile[]): void => {
  showDifferences(context, own);
  const paths = own.map(({ path }) => `\`${path}\``).join(" and ");
  tellStop(
    context,
    stopFor(exitCodes.failed, {
      code: "flake-not-ours",
      message: `${paths} ${own.length === 1 ? "was" : "were"} written or changed by somebody else, so nothing was written`,
      hint: "`jig flake --force` overwrites; `jig flake --stdout` prints the flake",
    }),
  );
};

const showDifferences = ({ err }: JigContext, files: readonly StandingFile[]): void => {
  for (const { path, now, text } of files) {
    if (now === null) err.write(`${path}: not there yet\n`);
    else err.write(`${path}:\n${drawDifference(now, text, err.style)}\n\n`);
  }
};

const write = (
  { host: { files } }: JigContext,
  root: string,
  changed: readonly ExportedFile[],
): Stop | null => {
  for (const { path, text } of changed) {
    try {
      files.writeText(join(root, path), text, 0o644);
    } catch (error) {
      return refused(error, { root, path, isWrite: true });
    }
  }
  return null;
};

/** What still has to be done for a colleague to get the same. */
const tellNext = (
  context: JigContext,
  {
    root,
    exported,
    lacksLock,
    isUnnamed,
  }: {
    readonly root: string;
    readonly exported: FlakeExport;
    readonly lacksLock: boolean;
    readonly isUnnamed: boolean;
  },
): void => {
  const { files } = context.host;
  if (isUnnamed) context.note(`jig.toml has no \`name\`, so the flake says \`${UNNAMED}\``);
  if (lacksLock) {
    context.note("there is no `jig.lock` yet, so no `requirements.lock`: run `jig lock`, then this again");
  }
  if (exported.isUnpinned && files.stat(join(root, "flake.lock")) === null) {
    context.note("nixpkgs is unpinned until `nix flake lock` has written `flake.lock`");
  }
  const untracked = exported.files.filter(({ path }) => !isTracked(context.host, join(root, path)));
  if (untracked.length > 0 && isInWorkTree(context.host, root)) {
    const paths = untracked.map(({ path }) => path).join(" ");
    context.note(`Nix sees only what git knows: \`git add ${paths}\`, with \`--force\` where it is ignored`);
  }
};
