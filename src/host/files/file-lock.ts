// A lock on a file that dies with its holder, which the runtime does not offer. Nothing here waits for one.

import { read, type Library, type Pointer } from "bun:ffi";
import fs from "node:fs";
import { dirname } from "node:path";

import { errorCode } from "./file-error.ts";
import { loadCalls } from "../libc/load-calls.ts";
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

const LOCK_SH = 1;
const LOCK_EX = 2;
const LOCK_NB = 4;
const EINTR = 4;
const EWOULDBLOCK = process.platform === "darwin" ? 35 : 11;

/** `O_CLOEXEC` is added by the runtime on every open; a link in place of the file is refused. */
const openLockFile = (path: string): number => {
  const { O_RDWR, O_CREAT, O_NOFOLLOW } = fs.constants;
  return fs.openSync(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0o600);
};

const tryLock = (descriptor: number, path: string, kind = LOCK_EX): boolean => {
  const libc = openFlock();
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

const calls = { flock: { args: ["i32", "i32"], returns: "i32" } } as const;
const place = { args: [], returns: "ptr" } as const;
/** Where this thread's last error stands: a function by another name on each system. */
const LINUX_ERRNO = "__errno_location";
const MACOS_ERRNO = "__error";

interface Flock {
  /** 0, or the error's number. */
  flock(descriptor: number, operation: number): number;
  close(): void;
}

const openFlock = (): Flock => {
  if (process.platform === "darwin") {
    const library = loadCalls({ ...calls, [MACOS_ERRNO]: place });
    return wrapFlock(library, library.symbols[MACOS_ERRNO]);
  }
  const library = loadCalls({ ...calls, [LINUX_ERRNO]: place });
  return wrapFlock(library, library.symbols[LINUX_ERRNO]);
};

const wrapFlock = (library: Library<typeof calls>, errnoPlace: () => Pointer | bigint | null): Flock => ({
  flock: (descriptor, operation) => {
    if (library.symbols.flock(descriptor, operation) === 0) return 0;
    const at = errnoPlace();
    return typeof at === "number" ? read.i32(at, 0) : -1;
  },
  close: () => library.close(),
});
