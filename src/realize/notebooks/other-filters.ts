// Which notebooks git hands to another filter than ours, Git LFS or nbstripout, or is to hand to none. It asks git, of any new
// notebook for which there is a line in git's attributes, too; and changes nothing.

import { basename, dirname, join, relative } from "node:path";

import type { Repository } from "./repository.ts";
import { runGit } from "./run-git.ts";
import type { Host } from "../../host/host.ts";
import { FILTER_NAME } from "../../notebooks/own-lines.ts";

/** A name for notebooks that are not there yet. */
const ANY = "any.ipynb";

export interface OtherFilter {
  /** A notebook, or a pattern of git's attributes. */
  readonly path: string;
  /** Null: it is to have none. */
  readonly filter: string | null;
}

/** Of the notebooks that git knows, and of new ones; none when git does not tell. */
export const otherFilters = async (
  host: Host,
  root: string,
  { top }: Pick<Repository, "top">,
): Promise<readonly OtherFilter[]> => {
  const listed = await runGit({ host, root }, ["ls-files", "-z", "--", "*.ipynb", "*.gitattributes"]);
  const known = (listed.kind === "exited" && listed.code === 0 ? listed.stdout : "").split("\0");
  const files = known.filter((path) => basename(path) === ".gitattributes").map((path) => join(root, path));
  files.push(...attributesAbove(root, top));
  const names = new Map(known.filter((path) => path.endsWith(".ipynb")).map((path) => [path, path]));
  names.set(ANY, "*.ipynb");
  for (const file of files)
    for (const { path, pattern } of newNotebooks(host, root, file))
      if (!names.has(path)) names.set(path, pattern);
  return (await askFilters(host, root, [...names.keys()])).flatMap(({ path, filter }) =>
    OURS.has(filter) ? [] : [{ path: names.get(path) ?? path, filter: filter === "unset" ? null : filter }],
  );
};

/** Of these, what git hands to another filter than ours, or to none. None when git does not tell. */
export const withoutOurFilter = async (
  host: Host,
  root: string,
  paths: readonly string[],
): Promise<readonly OtherFilter[]> =>
  (await askFilters(host, root, paths)).flatMap(({ path, filter }) =>
    filter === FILTER_NAME ? [] : [{ path, filter: NO_FILTER.has(filter) ? null : filter }],
  );

/** git's own words for what stands in its attributes. */
const askFilters = async (
  host: Host,
  root: string,
  paths: readonly string[],
): Promise<readonly { readonly path: string; readonly filter: string }[]> => {
  if (paths.length === 0) return [];
  const input = paths.map((path) => `${path}\0`).join("");
  const asked = await runGit({ host, root }, ["check-attr", "-z", "--stdin", "filter"], { input });
  if (asked.kind !== "exited" || asked.code !== 0) return [];
  const words = asked.stdout.split("\0");
  return words.flatMap((path, at) => {
    const filter = words[at + 2];
    return at % 3 === 0 && filter !== undefined ? [{ path, filter }] : [];
  });
};

const NO_FILTER: ReadonlySet<string> = new Set(["unset", "unspecified", "set"]);

const OURS: ReadonlySet<string> = new Set([FILTER_NAME, "unspecified", "set"]);

/**
 * What the team's lines of the project's folder and of those above it say of notebooks, which a line of this clone alone
 * overrules: a filter that came after ours. A few small files are read, and no git is started.
 */
export const overruledFilters = (
  host: Host,
  root: string,
  { top }: Pick<Repository, "top">,
): readonly OtherFilter[] =>
  attributesAbove(root, top).flatMap((file) =>
    newNotebooks(host, root, file).flatMap(({ pattern, line }) => {
      const [, word, name] = [...line.matchAll(/\s(-filter|filter=(\S+))(?=\s|$)/g)].at(-1) ?? [];
      if (word === undefined || OURS.has(name ?? "")) return [];
      return [{ path: pattern, filter: name ?? null }];
    }),
  );

const attributesAbove = (root: string, top: string): readonly string[] => {
  const files: string[] = [];
  for (let at = root; at.length >= top.length; at = dirname(at)) {
    files.push(join(at, ".gitattributes"));
    if (at === top) break;
  }
  return files;
};

interface AboutNotebooks {
  /** Of a notebook that the line is about, from the project's root. */
  readonly path: string;
  readonly pattern: string;
  readonly line: string;
}

/** A notebook for each line that may be about notebooks. */
const newNotebooks = (host: Host, root: string, file: string): readonly AboutNotebooks[] => {
  const folder = dirname(file);
  const isAbove = root.startsWith(folder);
  const text = host.files.lstat(file)?.kind === "file" ? (host.files.readText(file) ?? "") : "";
  return text.split("\n").flatMap((line) => {
    const [, quoted, plain] = /^\s*(?:"((?:[^"\\]|\\.)*)"|([^\s#"]\S*))\s/.exec(line) ?? [];
    const pattern = quoted?.replaceAll(/\\(.)/g, "$1") ?? plain ?? "";
    const name = pattern
      .replaceAll(/\*+/g, "any")
      .replaceAll("?", "a")
      .replaceAll(/\[(.)[^\]]*\]/g, "$1");
    if (!pattern.endsWith("*") && !pattern.endsWith(".ipynb")) return [];
    // Without a slash it is about every folder below.
    const start = isAbove && !pattern.includes("/") ? root : folder;
    const path = relative(root, join(start, name.endsWith(".ipynb") ? name : `${name}.ipynb`));
    return path.startsWith("../") ? [] : [{ path, pattern: relative(root, join(start, pattern)), line }];
  });
};
