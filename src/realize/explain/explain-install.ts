// Why packages could not be installed, in words: an index, a build, or a file that is another one.

import type { DiagnosticFound } from "../../api/events.ts";
import type { AskingPlace } from "../../plan/requirements/asking-places.ts";
import { quoteWord } from "../../plan/render/render-shell.ts";
import { explainOffline } from "./explain-offline.ts";
import { explainPlace } from "./explain-place.ts";
import { replacementIn, troubleIn } from "./explain-uv.ts";
import type { Words } from "./failure-words.ts";
import type { FailedProgram, IndexUnnamed, InstallFailed, PackagesObstructed } from "../realize-failure.ts";
import { wheelLimits } from "../../propose/python/wheel-limits.ts";
import { said, troubleOnTheWay } from "./say-program.ts";

/** An index that the lock names and this machine does not. */
export const unnamedIndex = ({
  index,
  packages: [first = "", ...more],
}: Omit<IndexUnnamed, "reason">): Words => ({
  message:
    more.length === 0
      ? `\`${first}\` comes from index \`${index}\`, which this machine does not name`
      : `\`${first}\` and ${more.length} more come from index \`${index}\`, which this machine does not name`,
  about: first,
  hint: `set \`UV_INDEX=${index}=ADDRESS\`: another index may have a stranger's package of that name`,
});

/** Nothing that jig did not make is written to or moved. */
export const obstructed = ({ obstacles: [first, ...more] }: PackagesObstructed): Words => {
  const { path = "", is = "link" } = first ?? {};
  const place = `.venv/${path}`;
  return {
    message:
      is === "link"
        ? `\`${place}\` is a link, and jig does not write through links`
        : `\`${place}\` is a folder, and a package has a file of that name`,
    detail: more.map((other) => `\`.venv/${other.path}\` is a ${other.is}, too`),
    hint:
      is === "link"
        ? `\`rm ${quoteWord(place)}\` takes away the link alone, and \`jig sync\` then installs anew what belongs there; \`jig add -e FOLDER\` uses a folder's package as it is`
        : "is anything in it yours? move it out of `.venv`, and `jig sync` puts the file back",
  };
};

/** Names the package that it was about, where that is known. @param placesOf where the project asks for a package */
export const failedInstall = (
  failure: InstallFailed,
  placesOf: (name: string) => readonly AskingPlace[],
): Words => {
  const { package: named, absentWheel, unnamedIndex: index, program } = failure;
  if (named !== null && absentWheel !== undefined)
    return {
      message: `\`${named}\` comes from \`${absentWheel}\`, which is not there`,
      about: named,
      hint: "put the file there: it belongs to the project",
    };
  if (named !== null && index !== undefined) return unnamedIndex({ index, packages: [named] });
  const offline = explainOffline(program.lastLines);
  if (offline !== null) return { ...offline, about: named ?? offline.about };
  const elsewhere = explainPlace(program.lastLines);
  if (elsewhere !== null) return elsewhere;
  const trouble = troubleIn(program.lastLines);
  // What came damaged may be met by the lock or by the installation: it is the same trouble.
  if (trouble === "broken-download" || trouble === "gone") {
    const onTheWay = troubleOnTheWay(program);
    if (onTheWay !== null) return onTheWay;
  }
  return {
    message: named === null ? "the packages could not be installed" : `\`${named}\` could not be installed`,
    about: named,
    ...saidOfInstall(program, named === null ? [] : placesOf(named)),
    ...(failure.isPytorchUnreachable === true ? { hint: PYTORCH } : {}),
  };
};

const PYTORCH =
  "PyTorch's own index does not answer: is the network there? behind a proxy, set `HTTPS_PROXY`; with a mirror of it, `JIG_PYTORCH_INDEX`";

const saidOfInstall = (
  program: FailedProgram,
  places: readonly AskingPlace[],
): Pick<DiagnosticFound, "hint" | "detail"> => {
  const trouble = troubleIn(program.lastLines);
  if (trouble === "build-failed") return saidOfBuild(program);
  if (trouble === "hash-mismatch" && program.lastLines.some((line) => line.includes(" @ file://")))
    return { ...said(program), hint: exchanged(places.find(({ as }) => as === "lock")?.place.file) };
  // The lock names it, so an index had it once.
  return trouble === "no-version" ? { ...said(program), hint: NOT_HERE } : said(program);
};

/** @param lock another tool's, which has its hash */
const exchanged = (lock: string | undefined): string =>
  lock === undefined
    ? "the file is another than when it was locked: `jig lock` takes it as it is now, if that is meant"
    : `the file is another than when it was locked: its hash stands in \`${lock}\`; write that anew if the file is meant, or put the former one back`;
const NOT_HERE =
  "it was in the index when `jig.lock` was made: does this machine ask another index, or does a login page of this network answer in its place?";

const BUILD_LINES = 6;

/** The end of what the build said: it begins with pages of the build tool's own. uv's advice is for package makers. */
const saidOfBuild = (program: FailedProgram): Pick<DiagnosticFound, "hint" | "detail"> => {
  const words = said(program);
  if (replacementIn(program.lastLines) !== null) return words;
  const advice = program.lastLines.findIndex((line) => line.startsWith("hint: "));
  const [headline = "", ...lines] = advice === -1 ? program.lastLines : program.lastLines.slice(0, advice);
  const libraries = program.lastLines.filter((line) => /^hint: .*install a library/.test(line));
  return { detail: [headline, ...lines.slice(-BUILD_LINES), ...libraries], hint: toCompile(headline) };
};

const toCompile = (headline: string): string => {
  const [, requirement = ""] = /Failed to (?:download and )?build `([^`@]+)`/.exec(headline) ?? [];
  const newest = wheelLimits([requirement])[0]?.newest;
  const python = newest === undefined ? "an older Python" : `an older Python: ${newest} was its last`;
  return `nobody has built it for this Python and machine, and building it here failed: try a newer version of it, or ${python}`;
};
