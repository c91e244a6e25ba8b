// Looks at a folder for `jig init`: which files there are, and the texts that tell what it needs. Bounded in everything,
// and never outside the folder: a clone may hold anything.

import { basename, dirname, join, sep } from "node:path";

import { decodeText } from "../../describe/decode-text.ts";
import { parseRequirementsFile } from "../../describe/requirements/requirements-file.ts";
import { visible } from "../../host/files/file-error.ts";
import type { Files } from "../../host/host.ts";
import { filesThatMatter, type Folder } from "../../propose/folder.ts";

/** What lies deeper is hardly what a project is about. */
const DEEPEST = 6;
const MOST_ENTRIES = 5000;
const MOST_INCLUDES = 50;
/** Notebooks carry pictures. */
const LARGEST_NOTEBOOK = 8 * 1024 * 1024;
/** Of all texts together; those of a folder's own top are read first. */
const MOST_BYTES = 32 * 1024 * 1024;

/** Folders that hold what was made from others' work; every environment is known by its `pyvenv.cfg` too. */
const PASSED_OVER = new Set([
  "node_modules",
  "__pycache__",
  "site-packages",
  "venv",
  "env",
  "build",
  "dist",
  "target",
]);

/** Reads the folder at a real path. Never fails: what cannot be read is named, or missing. */
export const lookAtFolder = (files: Files, root: string, name: string): Folder => {
  const walked = walk(files, root);
  const texts: Record<string, string> = {};
  const passed: Folder["unread"][number][] = [];
  let bytesLeft = MOST_BYTES;
  const read = (path: string): void => {
    const found = readInside(files, root, path, bytesLeft);
    if (found.kind === "unread") return void passed.push({ path, why: found.why });
    texts[path] = found.text;
    bytesLeft -= found.text.length;
  };
  for (const path of filesThatMatter(walked.paths)) read(path);
  const known = new Set(walked.paths);
  // Requirements files name others, which may be called anything.
  const waiting = Object.keys(texts).filter((path) => path.endsWith(".txt"));
  for (let at = 0; at < waiting.length && at < MOST_INCLUDES; at += 1) {
    for (const path of includesOf(waiting[at] ?? "", texts[waiting[at] ?? ""] ?? "")) {
      if (Object.hasOwn(texts, path) || passed.some((file) => file.path === path)) continue;
      if (kindOf(files, join(root, path)) !== "file") continue;
      read(path);
      if (Object.hasOwn(texts, path)) waiting.push(path);
      known.add(path);
    }
  }
  const others = entriesOf(files, root, "").filter((path) => kindOf(files, join(root, path)) === "other");
  return { name, files: [...known].toSorted(), others, texts, unread: passed, isPartial: walked.isPartial };
};

/** The folder's own files first, then those one deeper, and so on. */
const walk = (
  files: Files,
  root: string,
): { readonly paths: readonly string[]; readonly isPartial: boolean } => {
  const paths: string[] = [];
  let entries = 0;
  let folders = [""];
  for (let depth = 0; depth < DEEPEST && folders.length > 0; depth += 1) {
    const deeper: string[] = [];
    for (const path of folders.flatMap((folder) => entriesOf(files, root, folder))) {
      if (entries === MOST_ENTRIES) return { paths, isPartial: true };
      entries += 1;
      const kind = kindOf(files, join(root, path));
      if (kind === "file") paths.push(path);
      if (kind === "folder" && isLookedInto(files, root, path)) deeper.push(path);
    }
    folders = deeper;
  }
  return { paths, isPartial: false };
};

const entriesOf = (files: Files, root: string, folder: string): readonly string[] =>
  (visible(() => files.list(join(root, folder))) ?? [])
    .filter((name) => !name.startsWith(".") || name === ".python-version")
    .map((name) => (folder === "" ? name : `${folder}/${name}`));

/** Links to folders are not followed: they may lead round in circles. */
const kindOf = (files: Files, path: string): "file" | "folder" | "other" => {
  const kind = visible(() => files.lstat(path))?.kind;
  if (kind === "symlink") return visible(() => files.stat(path))?.kind === "file" ? "file" : "other";
  return kind ?? "other";
};

const isLookedInto = (files: Files, root: string, path: string): boolean =>
  !PASSED_OVER.has(basename(path)) && visible(() => files.lstat(join(root, path, "pyvenv.cfg"))) === null;

/** Links resolved: a file that a link brings in from elsewhere is not the folder's. */
const isFileInside = (files: Files, root: string, path: string): boolean => {
  const real = visible(() => files.realPath(join(root, path))) ?? null;
  return real !== null && real.startsWith(root + sep) && visible(() => files.stat(real))?.kind === "file";
};

type Reading =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "unread"; readonly why: string };

const unread = (why: string): Reading => ({ kind: "unread", why });

const readInside = (
  files: Files,
  root: string,
  ...[path, bytesLeft]: [path: string, bytesLeft: number]
): Reading => {
  const absolute = join(root, path);
  if (!isFileInside(files, root, path)) return unread("it lies outside the folder");
  const isNotebook = path.endsWith(".ipynb");
  const size = visible(() => files.stat(absolute))?.size ?? 0;
  if (size > bytesLeft || (isNotebook && size > LARGEST_NOTEBOOK)) return unread("it is too large");
  const bytes = visible(() => files.readBytes(absolute)) ?? null;
  if (bytes === null) return unread("permission denied");
  // Its own text is of no interest, and it may be larger than a description.
  if (isNotebook) return { kind: "text", text: new TextDecoder().decode(bytes) };
  const decoded = decodeText(bytes, path);
  if (decoded.ok) return { kind: "text", text: decoded.value.text };
  return unread(
    `${decoded.failure.message}${decoded.failure.hint === undefined ? "" : `; ${decoded.failure.hint}`}`,
  );
};

/** The files that a requirements file names, relative to the root; those above it are left to planning. */
const includesOf = (path: string, text: string): readonly string[] =>
  parseRequirementsFile({ file: path, text }).flatMap((entry) => {
    if (entry.kind !== "include" && entry.kind !== "constraint") return [];
    const joined = join(dirname(path), entry.path);
    return joined.startsWith("..") || joined.startsWith("/") ? [] : [joined];
  });
