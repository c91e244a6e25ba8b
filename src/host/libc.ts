// The few calls of the C library that the runtime does not offer: a lock that dies with its holder, signals as a fresh
// program expects them, memory that is given back. The library is opened on first use. Nothing here waits.

import { read, type Library, type Pointer } from "bun:ffi";
import fs from "node:fs";
import { dirname } from "node:path";

import { errorCode } from "./file-error.ts";
import { loadCalls } from "./load-calls.ts";
import { readRegular } from "./regular-file.ts";

/** A lock on a file, held by this process until `release` or until it ends, however it ends. */
export interface FileLock {
  readonly path: string;
  /** For a child that is to hold the lock as well (`RunRequest.sharesLock`). */
  readonly descriptor: number;
  /** Replaces the lock file's text: who holds it and for what, so that others can say whom they wait for. */
  write(text: string): void;
  release(): void;
}

/**
 * Takes the lock of a file, which is made (0600, with its folder) when missing, or gives null at once when another
 * process or descriptor holds it. Children do not inherit it. Throws when the file cannot be opened or locked at all.
 */
export const lockFile = (path: string): FileLock | null => {
  fs.mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  for (;;) {
    const descriptor = openLockFile(path);
    if (!tryLock(descriptor, path)) {
      fs.closeSync(descriptor);
      return null;
    }
    // Somebody may have removed the file between our opening and our lock: then others lock another file.
    if (isSameFile(descriptor, path)) return held(descriptor, path);
    fs.closeSync(descriptor);
  }
};

/**
 * Whether somebody holds the lock of a file: a question only, so the file need not be ours to write, and is not made.
 * Throws when it is there and cannot be opened or locked at all.
 */
export const isLocked = (path: string): boolean => {
  const { O_RDONLY, O_NOFOLLOW } = fs.constants;
  let descriptor;
  try {
    descriptor = fs.openSync(path, O_RDONLY | O_NOFOLLOW);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return false;
    throw error;
  }
  try {
    return !tryLock(descriptor, path, LOCK_SH);
  } finally {
    fs.closeSync(descriptor);
  }
};

/** The text that the latest holder wrote into a lock file; null when there is none. It says nothing about now. */
export const readLockText = (path: string): string | null => {
  try {
    const text = readRegular(path).toString("utf8");
    return text === "" ? null : text;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return null;
    throw error;
  }
};

/** Puts SIGPIPE and SIGXFSZ, which the runtime ignores, back to their defaults: `execve` passes ignored ones on. */
const restoreSignals = (): void => {
  const libc = openLibc();
  libc.restoreSignal(SIGPIPE);
  libc.restoreSignal(SIGXFSZ);
  libc.close();
};

/**
 * Becomes another program: same pid, same terminal. Does not come back; throws when the program cannot be executed.
 * @param env the new program's whole environment
 */
export const replaceProcess = (
  path: string,
  argv: readonly [string, ...string[]],
  env: Readonly<Record<string, string>>,
): never => {
  if (process.execve === undefined) throw new Error("this runtime has no execve");
  restoreSignals();
  return process.execve(path, [...argv], { ...env });
};

/** Whether a descriptor is a terminal. (`node:tty` knows too, and takes eight milliseconds to load.) */
export const isTerminal = (descriptor: number): boolean => {
  const libc = openLibc();
  const answer = libc.isTerminal(descriptor);
  libc.close();
  return answer;
};

/** What the kernel says of descriptors now; asking does not wait. */
export interface Poll {
  /** Something may be written without waiting: of a pipe that nobody else writes to up to 4096 bytes, or an error. */
  isWritable(descriptor: number): boolean;
  /** The other end of the pipe, socket or terminal is closed. */
  isReaderGone(descriptor: number): boolean;
  close(): void;
}

export const openPoll = (): Poll => {
  const poll = { args: ["ptr", "u64", "i32"], returns: "i32" } as const;
  const library = loadCalls({ poll });
  // `struct pollfd`: the descriptor, what is asked for (errors are told unasked), what is so.
  const asked = Buffer.alloc(8);
  const ask = (descriptor: number, events: number): number => {
    asked.writeInt32LE(descriptor, 0);
    asked.writeInt16LE(events, 4);
    return library.symbols.poll(asked, 1, 0) > 0 ? asked.readInt16LE(6) : 0;
  };
  return {
    isWritable: (descriptor) => ask(descriptor, POLLOUT) !== 0,
    isReaderGone: (descriptor) => (ask(descriptor, 0) & (POLLERR | POLLHUP)) !== 0,
    close: () => library.close(),
  };
};

/** Whether the other end of the pipe, socket or terminal behind a descriptor is closed: a look, it does not wait. */
export const isReaderGone = (descriptor: number): boolean => {
  const poll = openPoll();
  try {
    return poll.isReaderGone(descriptor);
  } finally {
    poll.close();
  }
};

/** Takes what an ended child of this process left in the process table. False when there is nothing (yet) to take. */
export const reapChild = (pid: number): boolean => {
  const waitpid = { args: ["i32", "ptr", "i32"], returns: "i32" } as const;
  const library = loadCalls({ waitpid });
  try {
    return library.symbols.waitpid(pid, null, WNOHANG) === pid;
  } finally {
    library.close();
  }
};

/** From now on the orphans among this process's descendants are its children (Linux): it has to reap them. */
export const adoptOrphans = (): boolean => {
  const prctl = { args: ["i32", "u64", "u64", "u64", "u64"], returns: "i32" } as const;
  const library = loadCalls({ prctl });
  try {
    return library.symbols.prctl(PR_SET_CHILD_SUBREAPER, 1n, 0n, 0n, 0n) === 0;
  } finally {
    library.close();
  }
};

/** Whole pages of this process's address space. */
export interface PageRange {
  readonly start: bigint;
  /** Bytes. */
  readonly length: bigint;
}

/**
 * Lets the system take back the memory behind pages (Linux). Only for unchanged copies of a file, which come back from
 * it when they are touched: whatever was written into such a page is lost. Gives the bytes that the system agreed to.
 */
export const forgetPages = (ranges: readonly PageRange[]): number => {
  const madvise = { args: ["u64", "u64", "i32"], returns: "i32" } as const;
  const library = loadCalls({ madvise });
  try {
    return ranges
      .filter(({ start, length }) => library.symbols.madvise(start, length, MADV_DONTNEED) === 0)
      .reduce((sum, { length }) => sum + Number(length), 0);
  } finally {
    library.close();
  }
};

const POLLOUT = 0x4;
const POLLERR = 0x8;
const POLLHUP = 0x10;
const SIGPIPE = 13;
const SIGXFSZ = 25;
const LOCK_SH = 1;
const LOCK_EX = 2;
const LOCK_NB = 4;
const MADV_DONTNEED = 4;
const WNOHANG = 1;
const PR_SET_CHILD_SUBREAPER = 36;
const EINTR = 4;
const EWOULDBLOCK = process.platform === "darwin" ? 35 : 11;

/** `O_CLOEXEC` is added by the runtime on every open; a link in place of the file is refused. */
const openLockFile = (path: string): number => {
  const { O_RDWR, O_CREAT, O_NOFOLLOW } = fs.constants;
  return fs.openSync(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0o600);
};

const tryLock = (descriptor: number, path: string, kind = LOCK_EX): boolean => {
  const libc = openLibc();
  try {
    for (;;) {
      const errno = libc.flock(descriptor, kind | LOCK_NB);
      if (errno === 0) return true;
      if (errno === EWOULDBLOCK) return false;
      if (errno !== EINTR) throw new Error(`\`${path}\` cannot be locked (error ${errno})`);
    }
  } finally {
    libc.close();
  }
};

const isSameFile = (descriptor: number, path: string): boolean => {
  try {
    const opened = fs.fstatSync(descriptor, { bigint: true });
    const named = fs.lstatSync(path, { bigint: true });
    return opened.ino === named.ino && opened.dev === named.dev;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return false;
    throw error;
  }
};

const held = (descriptor: number, path: string): FileLock => {
  let isHeld = true;
  return {
    path,
    descriptor,
    write: (text) => {
      if (!isHeld) return;
      try {
        fs.ftruncateSync(descriptor, 0);
        fs.writeSync(descriptor, text, 0);
      } catch (error) {
        // A descriptor has no name in what the system says of a full disk.
        throw error instanceof Error ? Object.assign(error, { path }) : error;
      }
    },
    release: () => {
      if (isHeld) fs.closeSync(descriptor);
      isHeld = false;
    },
  };
};

/** The library's calls that we use. Opening takes a quarter of a millisecond; it is closed when its work is done. */
interface Libc {
  /** 0, or the error's number. */
  flock(descriptor: number, operation: number): number;
  restoreSignal(signal: number): void;
  isTerminal(descriptor: number): boolean;
  close(): void;
}

const calls = {
  flock: { args: ["i32", "i32"], returns: "i32" },
  signal: { args: ["i32", "ptr"], returns: "ptr" },
  isatty: { args: ["i32"], returns: "i32" },
} as const;
const place = { args: [], returns: "ptr" } as const;
/** Where this thread's last error stands: a function by another name on each system. */
const LINUX_ERRNO = "__errno_location";
const MACOS_ERRNO = "__error";

const openLibc = (): Libc => {
  if (process.platform === "darwin") {
    const library = loadCalls({ ...calls, [MACOS_ERRNO]: place });
    return wrapLibc(library, library.symbols[MACOS_ERRNO]);
  }
  const library = loadCalls({ ...calls, [LINUX_ERRNO]: place });
  return wrapLibc(library, library.symbols[LINUX_ERRNO]);
};

const wrapLibc = (library: Library<typeof calls>, errnoPlace: () => Pointer | bigint | null): Libc => ({
  flock: (descriptor, operation) => {
    if (library.symbols.flock(descriptor, operation) === 0) return 0;
    const at = errnoPlace();
    return typeof at === "number" ? read.i32(at, 0) : -1;
  },
  restoreSignal: (number) => void library.symbols.signal(number, null),
  isTerminal: (descriptor) => library.symbols.isatty(descriptor) === 1,
  close: () => library.close(),
});
