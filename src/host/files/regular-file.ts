// Reads files that really are files: opening a pipe waits for its other end, and a device may be read for ever. It waits
// for nobody and writes nothing.

import fs from "node:fs";

/** A descriptor to read from. Throws as node does, and `EISDIR` for whatever is no regular file. The caller closes it. */
export const openRegular = (path: string): number => {
  // Not waiting matters for pipes alone; on a file the flag means nothing.
  const descriptor = fs.openSync(path, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
  const stat = fs.fstatSync(descriptor);
  if (stat.isFile()) return descriptor;
  fs.closeSync(descriptor);
  throw notRegular(path, stat.isDirectory() ? "a folder" : "no regular file");
};

/** The whole of a regular file. Throws as `openRegular` does. */
export const readRegular = (path: string): Buffer => {
  const descriptor = openRegular(path);
  try {
    return fs.readFileSync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
};

/** The first bytes of a regular file, fewer when it has no more. Throws as `openRegular` does. */
export const readRegularStart = (path: string, length: number): Uint8Array => {
  const descriptor = openRegular(path);
  try {
    const bytes = new Uint8Array(length);
    return bytes.subarray(0, fs.readSync(descriptor, bytes, 0, length, 0));
  } finally {
    fs.closeSync(descriptor);
  }
};

/** A descriptor for appending to a file, which is made (0600) when missing. Throws as `openRegular` does. */
export const openForAppending = (path: string): number => {
  // Looked at first: services inherit the descriptor, and must not inherit that it does not wait.
  const stat = fs.statSync(path, { throwIfNoEntry: false });
  if (stat?.isFile() === false) throw notRegular(path, stat.isDirectory() ? "a folder" : "no regular file");
  return fs.openSync(path, "a", 0o600);
};

/** As the system refuses to read a folder, with the path, so that whoever tells it can name the file. */
export const notRegular = (path: string, what: string): Error =>
  Object.assign(new Error(`\`${path}\` is ${what}`), { code: "EISDIR", path, syscall: "open" });
