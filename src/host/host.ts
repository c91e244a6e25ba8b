// The only door out: files, processes, clock, environment. `real-host.ts` opens it on this machine, `fake-host.ts` on
// values that a test wrote. What reads or changes the machine takes a Host and imports no `node:` module itself.

/** What a program was asked to do. */
export interface RunRequest {
  /** The program (absolute, or looked up on PATH of `env`) and its arguments. Never a shell text. */
  readonly argv: readonly [string, ...string[]];
  readonly cwd?: string;
  /** The whole environment; the host's own when absent. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly input?: string;
  /** Killed (its group) after this long. */
  readonly timeoutMs?: number;
  /** Its stdout is no text: every byte is one character of the result, as in Latin-1. */
  readonly isBinary?: boolean;
  /** Bytes of stdout, 64 MiB when absent: a program that says more is killed with its group. */
  readonly mostStdout?: number;
  /** Called with every whole line of stderr, without its ending, as it comes. */
  readonly onStderrLine?: (line: string) => void;
  /** Ends the program's group when it is aborted. */
  readonly signal?: AbortSignal;
  /** Asked to end (SIGTERM) this long before it is killed; killed at once when absent. */
  readonly graceMs?: number;
  /** A lock's descriptor that the program holds too: it stays locked until both this process and the program are gone. */
  readonly sharesLock?: number;
}

/**
 * How a program ended. Never thrown: a program that could not start is `failed-to-start`. Of a stderr of many megabytes
 * only the end is kept.
 */
export type Ran =
  | { readonly kind: "exited"; readonly code: number; readonly stdout: string; readonly stderr: string }
  | {
      readonly kind: "killed";
      readonly signal: string;
      readonly timedOut: boolean;
      readonly stdout: string;
      readonly stderr: string;
    }
  | { readonly kind: "failed-to-start"; readonly message: string };

export interface FileStat {
  readonly kind: "file" | "folder" | "symlink" | "other";
  readonly size: number;
  readonly mode: number;
  readonly uid: number;
  readonly device: number;
  readonly inode: number;
  /** How many names the file has: more than one are hard links. */
  readonly links: number;
  /** Nanoseconds since the epoch, as text: a double cannot hold them. */
  readonly modified: string;
  /** When anything of it was last changed, its name and the number of its names included. Nobody can set it. */
  readonly changed: string;
}

/**
 * Paths are absolute. Reading gives null for what is not there; other trouble is thrown as node's own error, and a folder,
 * pipe or device in place of a file as EISDIR.
 */
export interface Files {
  readText(path: string): string | null;
  readBytes(path: string): Uint8Array | null;
  /** The first bytes of a file, fewer when it has no more. */
  readStart(path: string, length: number): Uint8Array | null;
  /** Names in a folder, sorted; null when it is none. */
  list(path: string): readonly string[] | null;
  /** Follows links. */
  stat(path: string): FileStat | null;
  /** Does not follow the last link. */
  lstat(path: string): FileStat | null;
  /** One value for the times, sizes, inodes and modes of many paths, in their order: quicker than a look at each. Follows no link. */
  stampAll(paths: Iterable<string>): string;
  realPath(path: string): string | null;
  /** Where a link points, as it is written; null when it is none. */
  readLink(path: string): string | null;
  isExecutable(path: string): boolean;
  freeBytes(path: string): number | null;
  /** Makes missing parents. Mode of the last folder, when it is made: 0700 unless given. */
  makeFolder(path: string, mode?: number): void;
  /** Whole or not at all: written beside, synced, renamed over. Mode 0600 unless given. */
  writeText(path: string, text: string, mode?: number): void;
  writeBytes(path: string, bytes: Uint8Array, mode?: number): void;
  /** A file of the user's, which keeps its mode, its owner and its other names. Follows links; mode 0644 when it is new. */
  editText(path: string, text: string): void;
  /** A new file, whole or not at all; false, and nothing is changed, when anything of that name is there: a link, too. */
  createText(path: string, text: string, mode?: number): boolean;
  /** Makes a link at `path` that points to `target`. Throws EEXIST when something is there. */
  link(target: string, path: string): void;
  rename(from: string, to: string): void;
  /** A file or a whole folder; nothing happens when it is not there. Does not follow links. */
  remove(path: string): void;
  /** A folder that is empty, and no link; gives whether it was removed. */
  removeEmpty(path: string): boolean;
}

export interface Host {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly machine: {
    readonly platform: string;
    readonly arch: string;
    readonly uid: number;
    readonly pid: number;
    readonly home: string;
    readonly tty: { readonly stdin: boolean; readonly stdout: boolean; readonly stderr: boolean };
  };
  readonly files: Files;
  run(request: RunRequest): Promise<Ran>;
  /** The absolute path of a program on PATH, or null. */
  which(program: string): string | null;
  /** The wall clock, for people. */
  now(): Date;
  /** Milliseconds from some start; never goes back. */
  monotonic(): number;
}
