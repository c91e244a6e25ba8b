// A folder as `init` sees it: which files there are, and the texts of those that tell what it needs. Plain data:
// `probe/look-at-folder.ts` fills it in.

export interface Folder {
  /** The folder's own name. */
  readonly name: string;
  /** Relative paths, sorted. Environments, caches and hidden folders are left out. */
  readonly files: readonly string[];
  /** Names of the folder itself that are neither files nor folders: links to folders, pipes. */
  readonly others: readonly string[];
  /** By path, of the files that matter. */
  readonly texts: Readonly<Record<string, string>>;
  /** Files that matter and were not read, and why, in words for people. */
  readonly unread: readonly { readonly path: string; readonly why: string }[];
  /** There is more than was looked at. */
  readonly isPartial: boolean;
}

/** Files of the folder itself that are read by their name. */
const NAMES = new Set([
  "pyproject.toml",
  "environment.yml",
  "environment.yaml",
  "conda.yml",
  "conda.yaml",
  "flake.nix",
  "Procfile",
  ".python-version",
  "runtime.txt",
  "app/main.py",
]);

const MANY = [
  { pattern: /^(?:requirements\/)?[^/]*requirements[^/]*\.txt$|^requirements\/[^/]+\.txt$/, most: 20 },
  { pattern: /^[^/]+\.py$/, most: 50 },
  { pattern: /\.ipynb$/, most: 50 },
] as const;

/** The paths of those files whose text `propose` looks at: a bounded number, whatever the folder holds. */
export const filesThatMatter = (files: readonly string[]): readonly string[] => [
  ...files.filter((path) => NAMES.has(path)),
  ...MANY.flatMap(({ pattern, most }) => files.filter((path) => pattern.test(path)).slice(0, most)),
];

/** Whether a path, relative to the folder, leads out of it. */
export const isOutside = (path: string): boolean => path.startsWith("/") || path.split("/").includes("..");

/** The text of a file, empty when there is none. */
export const textOf = ({ texts }: Folder, path: string): string =>
  (Object.hasOwn(texts, path) ? texts[path] : null) ?? "";
