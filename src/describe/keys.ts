// Which keys a description may hold, as data, and what people write instead. A key that nothing implements is not here.

import { nearest } from "../base/nearest.ts";
import { listed } from "./words.ts";

const topKeys = [
  "requires-jig",
  "name",
  "platforms",
  "python",
  "packages",
  "gpu",
  "notebooks",
  "ollama",
  "env",
  "welcome",
  "services",
] as const;
const pythonKeys = [
  "version",
  "exact",
  "build",
  "exclude-newer",
  "requirements",
  "groups",
  "packages",
  "import-check",
] as const;
const packagesKeys = ["common", "linux", "macos", "unfree", "nixpkgs", "require"] as const;
const gpuKeys = ["cuda", "toolkit"] as const;
const notebooksKeys = ["clean", "copy-once"] as const;
const cleanKeys = [
  "remove-empty-cells",
  "remove-all-notebook-metadata",
  "preserve-cell-metadata",
  "preserve-cell-outputs",
  "preserve-execution-counts",
  "preserve-notebook-metadata",
] as const;
const serviceKeys = [
  "use",
  "run",
  "cwd",
  "env",
  "port",
  "ready",
  "open",
  "after",
  "require",
  "oneshot",
  "stop",
  "packages",
] as const;

/** A table of the description: how it is called, and its keys. */
export interface TableShape {
  readonly title: string;
  readonly keys: readonly string[];
}

export const shapes = {
  top: { title: "the top of the file", keys: topKeys },
  python: { title: "`[python]`", keys: pythonKeys },
  packages: { title: "`[packages]`", keys: packagesKeys },
  gpu: { title: "`[gpu]`", keys: gpuKeys },
  notebooks: { title: "`[notebooks]`", keys: notebooksKeys },
  clean: { title: "`clean`", keys: cleanKeys },
  ollama: { title: "`[ollama]`", keys: ["models", "host", "require"] },
  welcome: { title: "`[welcome]`", keys: ["text"] },
  service: { title: "a service", keys: serviceKeys },
  ready: { title: "`ready`", keys: ["http", "tcp", "timeout"] },
  after: { title: "`after`", keys: ["service", "until"] },
  stop: { title: "`stop`", keys: ["signal", "timeout"] },
} as const satisfies Record<string, TableShape>;

/** The words of neighbouring tools for what jig calls otherwise. */
const otherWords: ReadonlyMap<string, string> = new Map([
  ["command", "run"],
  ["cmd", "run"],
  ["exec", "run"],
  ["preset", "use"],
  ["depends_on", "after"],
  ["depends-on", "after"],
  ["needs", "after"],
  ["environment", "env"],
  ["variables", "env"],
  ["vars", "env"],
  ["working_dir", "cwd"],
  ["workdir", "cwd"],
  ["dir", "cwd"],
  ["ports", "port"],
  ["healthcheck", "ready"],
  ["health", "ready"],
  ["required", "require"],
  ["dependencies", "packages"],
  ["deps", "packages"],
  ["requires-python", "version"],
  ["systems", "platforms"],
  ["darwin", "macos"],
  ["mac", "macos"],
  ["osx", "macos"],
  ["preserve-cell-metadata-field", "preserve-cell-metadata"],
  ["strip", "clean"],
  ["filter", "clean"],
  ["copy", "copy-once"],
  ["allowUnfree", "unfree"],
  ["branch", "nixpkgs"],
  ["service", "services"],
  ["llm", "ollama"],
  ["model", "models"],
  ["url", "host"],
  ["address", "host"],
  ["processes", "services"],
]);

/** The key of the table that a key which it does not have stands for; null when none comes to mind, or it has the key. */
export const meantKey = (key: string, shape: TableShape): string | null => {
  if (shape.keys.includes(key)) return null;
  // A word that is known before one that looks like it: `cmd` is `run`, and not `cwd`.
  const known = otherWords.get(key);
  if (known !== undefined && shape.keys.includes(known)) return known;
  const meant = nearest(key, shape.keys) ?? otherWords.get(nearest(key, otherWords.keys()) ?? "");
  return meant !== undefined && shape.keys.includes(meant) ? meant : null;
};

/** What helps with a key that the table does not have; null when nothing comes to mind. */
export const hintForKey = (key: string, shape: TableShape): string | null => {
  const meant = meantKey(key, shape);
  if (meant !== null) return `did you mean \`${meant}\`?`;
  if (shape.title === shapes.gpu.title && key === "version") return `write \`cuda\` = ${NO_VERSION}`;
  if (isKeyOf(shapes.python, key)) return `\`${key}\` belongs in \`[python]\``;
  if (isKeyOf(shapes.service, key)) return `\`${key}\` belongs to a service, in \`[services.NAME]\``;
  if (key === "cuda") return `\`cuda\` belongs in \`[gpu]\`: ${NO_VERSION}`;
  if (isKeyOf(shapes.gpu, key)) return `\`${key}\` belongs in \`[gpu]\``;
  if (key === "models") return "`models` belongs in `[ollama]`";
  return shape.keys.length <= 10 ? `${shape.title} takes ${listed(shape.keys)}` : null;
};

/** What `cuda` takes where people name a version. */
export const NO_VERSION = '`"auto"`: which CUDA it is, each machine\'s driver decides';

const isKeyOf = ({ keys }: TableShape, key: string): boolean => keys.includes(key);
