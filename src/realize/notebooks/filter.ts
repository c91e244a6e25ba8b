// git's filter for notebooks in one repository: whether it is set, setting it, and taking it out to the byte. It writes
// between its own two comments in git's files and nowhere else, and never touches the index or a notebook.

import { dirname, join } from "node:path";

import { fail, ok, type Result } from "../../base/result.ts";
import type { Host } from "../../host/host.ts";
import { configValue, filterScript, type FilterParts } from "../../notebooks/filter-script.ts";
import { ownBlockOf, withOwnBlock, withoutOwnBlock } from "../../notebooks/own-block.ts";
import { FILTER_NAME, ownAttributeLines, ownConfigLines } from "../../notebooks/own-lines.ts";
import { isTracked } from "../../probe/project/tracked-files.ts";
import type { Repository } from "./repository.ts";

/** Where the line stands that says which files the filter is for. */
export type AttributesPlace = "local" | "shared";

/** What is set of it now. */
export interface FilterStanding {
  /** `other`: jig's, with other options or for another jig. */
  readonly config: "none" | "other" | "set";
  /** jig's own lines for this project; null without. */
  readonly attributes: AttributesPlace | null;
}

/** A lock of git's on its configuration: somebody else is writing it, or was killed at it. */
export interface ConfigLocked {
  readonly lock: string;
}

/** Two or three small files are read, and no git is started. */
export const filterStanding = (host: Host, repository: Repository, parts: FilterParts): FilterStanding => {
  const config = ownBlockOf(readFile(host.files, repository.config) ?? "", ownConfigLines);
  const line = attributesLine(repository, "local");
  const isLocal = linesOf(host, repository.attributes).includes(line);
  return {
    config: config === null ? "none" : config.startsWith(configBlock(parts).join("\n")) ? "set" : "other",
    attributes: isLocal ? "local" : sharedLine(host, repository) === null ? null : "shared",
  };
};

/** Whether git is told of it and for which files; its options may be others. */
export const isFilterSet = ({ config, attributes }: FilterStanding): boolean =>
  config !== "none" && attributes !== null;

/** Whether anything of jig's is in git's own files. */
export const hasFilter = ({ files }: Host, { config, attributes }: Repository): boolean =>
  ownBlockOf(readFile(files, config) ?? "", ownConfigLines) !== null ||
  ownBlockOf(readFile(files, attributes) ?? "", ownAttributeLines) !== null;

/** Whether any of that is this project's, or no other project's of the repository. */
export const hasOwnFilter = (host: Host, repository: Repository): boolean => {
  const lines = linesOf(host, repository.attributes);
  return lines.length === 0
    ? hasFilter(host, repository)
    : lines.includes(attributesLine(repository, "local"));
};

/** The file that names the filter for everybody, where it does. */
export const sharedLine = ({ files }: Host, repository: Repository): string | null => {
  const path = sharedFile(repository);
  return ownBlockOf(readFile(files, path) ?? "", ownAttributeLines) === null ? null : path;
};

/** Whether the place of the shared line is a link: git obeys none there, and it may lead out of the project. */
export const isSharedLinked = ({ files }: Host, repository: Repository): boolean =>
  files.lstat(sharedFile(repository))?.kind === "symlink";

/** Sets it, once: what is set already is not written again. */
export const setFilter = (
  host: Host,
  repository: Repository,
  { parts, place }: { readonly parts: FilterParts; readonly place: AttributesPlace },
): Result<void, ConfigLocked> => {
  const { files } = host;
  const block = configBlock(parts);
  const written = changeConfig(host, repository, (text) =>
    withOwnBlock(text, { lines: block, own: ownConfigLines }),
  );
  if (!written.ok) return written;
  const line = attributesLine(repository, place);
  if (place === "shared") {
    // Before the team's own lines: what those say of some notebooks counts. A line of this clone alone would overrule them.
    writeIfChanged(host, sharedFile(repository), (text) =>
      withOwnBlock(text, { lines: [line], own: ownAttributeLines, isFirst: true }),
    );
    takeOutLine(host, repository);
    return ok(undefined);
  }
  const lines = linesOf(host, repository.attributes).filter((each) => each !== line);
  const hasFolder = files.stat(dirname(repository.attributes)) !== null;
  if (!hasFolder) files.makeFolder(dirname(repository.attributes), 0o755);
  writeIfChanged(host, repository.attributes, (text) =>
    withOwnBlock(text, { lines: [...lines, line], own: ownAttributeLines, hasFolder }),
  );
  return ok(undefined);
};

/**
 * Takes out what is jig's for this project; the filter itself goes with the last project of the repository.
 * @param withShared the line in a `.gitattributes` that git tracks, too: it is everybody's
 */
export const removeFilter = (
  host: Host,
  repository: Repository,
  withShared: boolean,
): Result<readonly string[], ConfigLocked> => {
  const { changed: hasChanged, others } = takeOutLine(host, repository);
  const changed: string[] = hasChanged ? [repository.attributes] : [];
  const shared = sharedFile(repository);
  const isLinked = isSharedLinked(host, repository);
  if (!isLinked && (withShared || !isTracked(host, shared)) && takeOut(host, shared)) changed.push(shared);
  if (others > 0) return ok(changed);
  const written = changeConfig(
    host,
    repository,
    (text) => withoutOwnBlock(text, ownConfigLines)?.text ?? text,
  );
  if (!written.ok) return written;
  return ok(written.value ? [...changed, repository.config] : changed);
};

/** This project's line in this clone; other projects' stay. */
const takeOutLine = (
  host: Host,
  repository: Repository,
): { readonly changed: boolean; readonly others: number } => {
  const line = attributesLine(repository, "local");
  const others = linesOf(host, repository.attributes).filter((each) => each !== line);
  const changed =
    others.length > 0
      ? writeIfChanged(host, repository.attributes, (text) =>
          withOwnBlock(text, { lines: others, own: ownAttributeLines }),
        )
      : takeOut(host, repository.attributes);
  return { changed, others: others.length };
};

const configBlock = (parts: FilterParts): readonly string[] => [
  `[filter "${FILTER_NAME}"]`,
  `\tclean = ${asBytes(configValue(filterScript(parts)))}`,
  "\trequired = false",
];

/** The project's own notebooks: there may be other projects in the repository. */
const attributesLine = ({ prefix }: Repository, place: AttributesPlace): string => {
  const pattern =
    place === "shared" || prefix === ""
      ? "*.ipynb"
      : `/${prefix.replaceAll(/[\\*?[\]]/g, "\\$&")}/**/*.ipynb`;
  const isPlain = /^[\w/*.\-\\?[\]]+$/.test(pattern);
  const quoted = isPlain ? pattern : `"${pattern.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
  return `${asBytes(quoted)} filter=${FILTER_NAME}`;
};

const sharedFile = ({ top, prefix }: Repository): string => join(top, prefix, ".gitattributes");

const linesOf = (host: Host, path: string): readonly string[] =>
  (ownBlockOf(readFile(host.files, path) ?? "", ownAttributeLines) ?? "")
    .split("\n")
    .filter((line) => line !== "");

const writeIfChanged = ({ files }: Host, path: string, change: (text: string | null) => string): boolean => {
  const text = readFile(files, path);
  const changed = change(text);
  if (changed === text) return false;
  writeFile(files, path, changed);
  return true;
};

/** One character a byte: what is in git's files need not be UTF-8, and every byte stays. */
const readFile = (files: Host["files"], path: string): string | null => {
  const bytes = files.readBytes(path);
  return bytes === null ? null : Buffer.from(bytes).toString("latin1");
};

const writeFile = (files: Host["files"], path: string, text: string): void =>
  // A link to a file of a person's stays one.
  files.writeBytes(files.realPath(path) ?? path, Buffer.from(text, "latin1"), modeOf(files, path));

/** Our own words, as they stand among bytes. */
const asBytes = (text: string): string => Buffer.from(text).toString("latin1");

/** Of what is there; what git would give a new one. */
const modeOf = (files: Host["files"], path: string): number => (files.stat(path)?.mode ?? 0o644) & 0o777;

const takeOut = ({ files }: Host, path: string): boolean => {
  const text = readFile(files, path);
  const left = text === null ? null : withoutOwnBlock(text, ownAttributeLines);
  if (left === null) return false;
  if (left.goes === "nothing") writeFile(files, path, left.text);
  else files.remove(path);
  if (left.goes === "folder") files.removeEmpty(dirname(path));
  return true;
};

/** As git changes it: under its lock, which becomes the file. */
const changeConfig = (
  { files }: Host,
  { config }: Repository,
  change: (text: string) => string,
): Result<boolean, ConfigLocked> => {
  const text = readFile(files, config) ?? "";
  if (change(text) === text) return ok(false);
  const lock = `${config}.lock`;
  if (!files.createText(lock, "", modeOf(files, config))) return fail({ lock });
  try {
    writeFile(files, lock, change(readFile(files, config) ?? ""));
    files.rename(lock, files.realPath(config) ?? config);
  } catch (error) {
    files.remove(lock);
    throw error;
  }
  return ok(true);
};
