// Files that exist only in a test: a tree of values with owners, modes and links. It follows links as a kernel does.

import { dirname, join, resolve } from "node:path";

import type { Files, FileStat } from "../host.ts";

/** A text file's content, or what is special about an entry. Parents of every entry are made by themselves. */
export type FakeEntry =
  | string
  | {
      /** The content of a file. */
      readonly text?: string;
      readonly bytes?: Uint8Array;
      /** Makes it a link to this path. */
      readonly link?: string;
      /** Makes it a folder. */
      readonly folder?: true;
      /** 0644 for files, 0755 for folders and with `executable`. */
      readonly mode?: number;
      readonly executable?: true;
      readonly uid?: number;
      readonly device?: number;
      readonly modified?: string;
      /** Reading it, or listing it, throws this code: `EACCES`. */
      readonly error?: string;
    };

interface Node {
  stat: FileStat;
  bytes: Uint8Array;
  link: string | null;
  error: string | null;
}

type Tree = Map<string, Node>;

/** A tree with these entries; folders belong to `uid`, and files too unless they say otherwise. */
export const fakeFiles = (entries: Readonly<Record<string, FakeEntry>>, uid: number): Files => {
  const tree: Tree = new Map();
  const put = (path: string, entry: Exclude<FakeEntry, string>): void => {
    const parent = dirname(path);
    if (parent !== path && !tree.has(parent)) put(parent, { folder: true });
    tree.set(path, nodeOf(entry, { uid, inode: tree.size + 1, device: tree.get(parent)?.stat.device ?? 1 }));
  };
  put("/", { folder: true });
  // Shorter paths first, so that what is said of a folder holds for what is in it.
  for (const [path, entry] of Object.entries(entries).toSorted(([a], [b]) => a.length - b.length)) {
    put(path, typeof entry === "string" ? { text: entry } : entry);
  }
  return { ...readers(tree), ...writers(tree, put) };
};

const nodeOf = (
  entry: Exclude<FakeEntry, string>,
  inherited: { readonly uid: number; readonly inode: number; readonly device: number },
): Node => {
  const bytes = entry.bytes ?? new TextEncoder().encode(entry.text ?? "");
  const isFolder = entry.folder === true;
  const kind = entry.link === undefined ? (isFolder ? "folder" : "file") : "symlink";
  return {
    stat: {
      kind,
      size: bytes.length,
      mode: entry.mode ?? (isFolder || entry.executable === true ? 0o755 : 0o644),
      uid: entry.uid ?? inherited.uid,
      device: entry.device ?? inherited.device,
      inode: inherited.inode,
      links: 1,
      modified: entry.modified ?? "1700000000000000000",
      changed: entry.modified ?? "1700000000000000000",
    },
    bytes,
    link: entry.link ?? null,
    error: entry.error ?? null,
  };
};

const readers = (tree: Tree) => {
  const open = (path: string): Node | null => {
    const node = tree.get(follow(tree, path, 0) ?? "") ?? null;
    if (node?.error != null) throw systemError(node.error, path);
    return node;
  };
  const readBytes = (path: string): Uint8Array | null => {
    const node = open(path);
    if (node?.stat.kind === "folder") throw systemError("EISDIR", path);
    return node?.bytes ?? null;
  };
  const stat = (path: string): FileStat | null => tree.get(follow(tree, path, 0) ?? "")?.stat ?? null;
  const unfollowed = (path: string): Node | null => {
    const folder = follow(tree, dirname(path), 0);
    return folder === null
      ? null
      : (tree.get(resolve(folder, path.slice(path.lastIndexOf("/") + 1))) ?? null);
  };
  return {
    readBytes,
    readStart: (path: string, length: number) => readBytes(path)?.slice(0, length) ?? null,
    readText: (path: string): string | null => {
      const bytes = readBytes(path);
      return bytes === null ? null : new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
    },
    list: (path: string): readonly string[] | null => {
      if (open(path)?.stat.kind !== "folder") return null;
      const folder = follow(tree, path, 0) ?? path;
      return [...tree.keys()]
        .flatMap((key) => (isIn(key, folder) ? key.slice(key.lastIndexOf("/") + 1) : []))
        .toSorted();
    },
    stat,
    lstat: (path: string): FileStat | null => unfollowed(path)?.stat ?? null,
    stampAll: (paths: Iterable<string>): string =>
      [...paths]
        .map((path) => unfollowed(path)?.stat)
        .map((found) =>
          found === undefined ? "-" : `${found.modified} ${found.size} ${found.inode} ${found.mode}`,
        )
        .join(),
    realPath: (path: string): string | null => follow(tree, path, 0),
    readLink: (path: string): string | null => unfollowed(path)?.link ?? null,
    isExecutable: (path: string): boolean => {
      const found = stat(path);
      return found?.kind === "file" && (found.mode & 0o111) !== 0;
    },
    freeBytes: (path: string): number | null => (stat(path) === null ? null : 50_000_000_000),
  };
};

const writers = (tree: Tree, put: (path: string, entry: Exclude<FakeEntry, string>) => void) => ({
  makeFolder: (path: string, mode = 0o700): void => {
    if (!tree.has(path)) put(path, { folder: true, mode });
  },
  writeText: (path: string, text: string, mode = 0o600): void => put(path, { text, mode }),
  writeBytes: (path: string, bytes: Uint8Array, mode = 0o600): void => put(path, { bytes, mode }),
  editText: (path: string, text: string): void => {
    const place = follow(tree, path, 0) ?? path;
    put(place, { text, mode: tree.get(place)?.stat.mode ?? 0o644 });
  },
  createText: (path: string, text: string, mode = 0o600): boolean => {
    if (tree.has(path)) return false;
    put(path, { text, mode });
    return true;
  },
  link: (target: string, path: string): void => put(path, { link: target }),
  rename: (from: string, to: string): void => {
    const moved = [...tree].filter(([path]) => path === from || path.startsWith(`${from}/`));
    for (const [path, node] of moved) {
      tree.delete(path);
      tree.set(to + path.slice(from.length), node);
    }
  },
  remove: (path: string): void => {
    for (const key of tree.keys()) if (key === path || key.startsWith(`${path}/`)) tree.delete(key);
  },
  removeEmpty: (path: string): boolean => {
    if ([...tree.keys()].some((key) => isIn(key, path))) return false;
    return tree.get(path)?.stat.kind === "folder" && tree.delete(path);
  },
});

const isIn = (path: string, folder: string): boolean => path !== folder && dirname(path) === folder;

/** The path without links, or null when it leads nowhere. */
const follow = (tree: Tree, path: string, depth: number): string | null => {
  if (depth > 40) return null;
  let at = "/";
  const names = path.split("/").filter((name) => name !== "");
  for (const [index, name] of names.entries()) {
    const next = join(at, name);
    const node = tree.get(next);
    if (node === undefined) return null;
    if (node.link !== null) {
      return follow(tree, join(resolve(at, node.link), ...names.slice(index + 1)), depth + 1);
    }
    at = next;
  }
  return at;
};

const systemError = (code: string, path: string): Error =>
  Object.assign(new Error(`${code}: ${path}`), { code });
