// The body of an HTTP answer as it comes in, in chunks or not, for streams that go on for hours. It talks to nobody.

export interface BodyReader {
  /** Takes bytes; gives the part of the body that they hold. */
  readonly take: (bytes: Buffer) => Buffer;
  /** The body is over. False to the end when only the connection's end tells. */
  readonly isWhole: () => boolean;
}

/** @param head the lines of the head */
export const createBodyReader = (head: string): BodyReader => {
  if (/^transfer-encoding: *chunked/im.test(head)) return chunkedReader();
  const written = /^content-length: *(\d+)/im.exec(head)?.[1];
  let left = written === undefined ? Infinity : Number(written);
  return {
    take: (bytes) => {
      left -= bytes.length;
      return bytes;
    },
    isWhole: () => left <= 0,
  };
};

const chunkedReader = (): BodyReader => {
  let pending: Buffer = Buffer.alloc(0);
  let left = 0;
  let isWhole = false;
  /** The size of the next chunk; null while its line is not complete. */
  const nextSize = (): number | null => {
    // What ends the chunk before stands in front of it.
    const start = pending.subarray(0, 2).toString("latin1") === "\r\n" ? 2 : 0;
    const end = pending.indexOf("\r\n", start);
    if (end === -1) return null;
    const size = Number.parseInt(pending.toString("latin1", start, end), 16);
    pending = pending.subarray(end + 2);
    return Number.isNaN(size) ? 0 : size;
  };
  return {
    take: (bytes) => {
      pending = pending.length === 0 ? bytes : Buffer.concat([pending, bytes]);
      const parts: Buffer[] = [];
      while (pending.length > 0 && !isWhole) {
        if (left === 0) {
          const size = nextSize();
          if (size === null) break;
          left = size;
          isWhole = size === 0;
        }
        const part = pending.subarray(0, left);
        left -= part.length;
        pending = pending.subarray(part.length);
        parts.push(part);
      }
      return Buffer.concat(parts);
    },
    isWhole: () => isWhole,
  };
};
