// `jig flake`: writes flake.nix and requirements.lock for colleagues who have Nix and not jig. What a person wrote or
// changed is not overwritten unless they say so.

import { join } from "node:path";

import { exportFlake, type ExportedFile, type FlakeExport } from "../../export/project-files.ts";
import { isAsWritten } from "../../export/written-by-jig.ts";
import type { Description } from "../../describe/description.ts";
import { namedNixpkgs, pythonsInsteadOf } from "../../plan/nixpkgs.ts";
import { isInWorkTree, isTracked } from "../../probe/project/tracked-files.ts";
import { drawDifference } from "../../show/text/draw-difference.ts";
import { exitCodes } from "../answer/exit-codes.ts";
import { stopFor, type Stop } from "../answer/stop.ts";
import type { FlakeFlags } from "../command-line/flags.ts";
import { tellStop, type JigContext } from "../context.ts";
import { describeCommitted, type CommittedProject } from "../project/description/describe-committed.ts";
import { identify } from "../project/description/identify.ts";
import {
  hasFormerRequirements,
  lookAtFiles,
  REQUIREMENTS,
  writeFiles,
  type StandingFile,
} from "../project/standing-files.ts";

export async function flake(context: JigContext, flags: FlakeFlags): Promise<void> {
  if (flags.stdout && flags.check) return tellStop(context, STDOUT_AND_CHECK);
  const committed = await describeCommitted(context, flags.directory);
  if (!committed.ok) return tellStop(context, committed.failure);
  const stale = checkFreshness(committed.value);
  if (stale !== null) return tellStop(context, stale);
  const { description, lock } = committed.value;
  // Not the folder's: a clone in another one has to give the same text.
  const exported = exportFlake(description, { name: description.name?.value ?? UNNAMED, lock });
  if (flags.stdout) return context.out.write(exported.files[0].text);
  makeTrue(context, flags, { project: committed.value, exported });
}

/** Writes the files, or with `--check` compares them. */
const makeTrue = (
  context: JigContext,
  flags: FlakeFlags,
  { project, exported }: { readonly project: CommittedProject; readonly exported: FlakeExport },
): void => {
  const { description, root, lock } = project;
  const { files } = context.host;
  const standing = lookAtFiles(files, root, exported.files);
  if (!standing.ok) return tellStop(context, standing.failure);
  const changed = standing.value.filter(({ now, text, isForWindows }) => now !== text || isForWindows);
  const lacksLock = lock === null && description.python !== null;
  const isLeft = description.python === null && hasFormerRequirements(files, root);
  if (flags.check) return lacksLock ? checkUnlocked(context, root, changed) : check(context, changed, isLeft);
  const own = changed.filter((file) => isTheirs(file));
  if (own.length > 0 && !flags.force) return refuse(context, own);
  const trouble = writeFiles(files, root, { changed, isLeft });
  if (trouble !== null) return tellStop(context, trouble);
  const done = changed.length === 0 ? `${names(exported.files)}: up to date` : `wrote ${names(changed)}`;
  context.out.write(`${context.out.style.good("✓")} ${done}${isLeft ? REMOVED : ""}\n`);
  tellPython(context, description);
  tellNext(context, { root, exported, lacksLock, isUnnamed: description.name === null });
};

const UNNAMED = "workbench";

const REMOVED = `; removed ${REQUIREMENTS}, for there is no \`[python]\` any more`;

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

const check = (context: JigContext, changed: readonly StandingFile[], isLeft = false): void => {
  if (isLeft && changed.length === 0) return tellStop(context, stopFor(exitCodes.failed, LEFT));
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
      hint: changed.some((file) => isTheirs(file)) ? OVERWRITE : "run `jig flake`, and commit what it writes",
    }),
  );
};

const isTheirs = ({ now }: StandingFile): boolean => now !== null && !isAsWritten(now);

const OVERWRITE =
  "it was written or changed by hand: `jig flake --force` overwrites that; what one machine needs goes into `local.nix`";

const LEFT = {
  code: "flake-out-of-date",
  message: `there is a \`${REQUIREMENTS}\`, and no \`[python]\` any more`,
  hint: "run `jig flake`, which removes what it wrote, and commit that",
};

const FOR_WINDOWS = {
  code: "flake-line-ends",
  message: "`flake.nix` has the line ends of Windows, and its scripts do not run with those",
  hint: "say `*.nix text eol=lf` in `.gitattributes`, commit that, and run `jig flake`",
};

/** Without a lock nothing can be said of packages that were locked once. */
const checkUnlocked = (context: JigContext, root: string, changed: readonly StandingFile[]): void => {
  if (context.host.files.lstat(join(root, REQUIREMENTS)) === null) return check(context, changed);
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

/** Nix would say no more than that an attribute is missing. */
const tellPython = (context: JigContext, description: Description): void => {
  const version = description.python?.version.value;
  const branch = namedNixpkgs(description);
  const others = version === undefined ? null : pythonsInsteadOf(version, branch);
  if (version === undefined || others === null) return;
  context.note(
    `warning: nixpkgs' ${branch} has no Python ${version} that jig knows of, only ${others.join(", ")}: the flake's shell cannot be entered with it`,
  );
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
  if (root.includes("'"))
    context.note(
      `warning: \`nix develop\` fails in a folder with a single quote in its path; rename it: \`${root}\``,
    );
  const untracked = exported.files.filter(({ path }) => !isTracked(context.host, join(root, path)));
  if (untracked.length > 0 && isInWorkTree(context.host, root)) {
    const paths = untracked.map(({ path }) => path).join(" ");
    context.note(`Nix sees only what git knows: \`git add ${paths}\`, with \`--force\` where it is ignored`);
  }
};
