// An HTTP answer as it comes in, piece by piece: when it is whole, and what it says. It talks to nobody.

export interface LoopbackAnswer {
  readonly status: number;
  readonly location: string | null;
  /** Empty unless it was asked for. */
  readonly body: string;
}

export interface AnswerReader {
  readonly take: (chunk: Buffer) => void;
  /** The head is there. */
  readonly hasHead: () => boolean;
  /** Nothing more comes, even if the connection stays open: not every server closes as it was asked to. */
  readonly isWhole: () => boolean;
  /** Bytes so far. */
  readonly size: () => number;
  /** Null when what came does not begin as HTTP does. */
  readonly answer: () => LoopbackAnswer | null;
}

interface Head {
  /** Bytes, with the empty line. */
  readonly size: number;
  /** Of the body; null when only the connection's end tells. */
  readonly length: number | null;
  readonly isChunked: boolean;
}

const LAST_CHUNK = "0\r\n\r\n";

/** @param keepsBody otherwise a body is counted and forgotten */
export const createAnswerReader = (keepsBody: boolean): AnswerReader => {
  let kept = Buffer.alloc(0);
  const rest: Buffer[] = [];
  let tail = "";
  let size = 0;
  let head: Head | null = null;
  return {
    take: (chunk) => {
      size += chunk.length;
      tail = (tail + chunk.toString("latin1", Math.max(0, chunk.length - LAST_CHUNK.length))).slice(
        -LAST_CHUNK.length,
      );
      if (head === null) {
        kept = Buffer.concat([kept, chunk]);
        head = findHead(kept);
      } else if (keepsBody) rest.push(chunk);
    },
    hasHead: () => head !== null,
    isWhole: () => {
      if (head === null) return false;
      if (head.length !== null) return size - head.size >= head.length;
      return head.isChunked && tail === LAST_CHUNK;
    },
    size: () => size,
    answer: () => {
      const answer = parseAnswer(Buffer.concat([kept, ...rest]));
      return answer === null || keepsBody ? answer : { ...answer, body: "" };
    },
  };
};

/** Null while it is not complete. */
const findHead = (bytes: Buffer): Head | null => {
  const end = bytes.indexOf("\r\n\r\n");
  if (end === -1) return null;
  const head = bytes.toString("latin1", 0, end);
  const isBodiless = /^HTTP\/1\.[01] (?:204|304)\b/.test(head);
  const length = isBodiless ? "0" : /^content-length: *(\d+)/im.exec(head)?.[1];
  return {
    size: end + 4,
    length: length === undefined ? null : Number(length),
    isChunked: isChunked(head),
  };
};

const isChunked = (head: string): boolean => /^transfer-encoding: *chunked/im.test(head);

/** Null when it does not begin as HTTP does. */
export const parseAnswer = (bytes: Buffer): LoopbackAnswer | null => {
  const end = bytes.indexOf("\r\n\r\n");
  const head = bytes.toString("latin1", 0, end === -1 ? bytes.length : end);
  const status = /^HTTP\/1\.[01] (\d{3})(?: |\r|$)/.exec(head)?.[1];
  if (status === undefined) return null;
  const raw = end === -1 ? Buffer.alloc(0) : bytes.subarray(end + 4);
  return {
    status: Number(status),
    location: /^location: *(.*?) *$/im.exec(head)?.[1] ?? null,
    body: (isChunked(head) ? joinChunks(raw) : raw).toString("utf8"),
  };
};

const joinChunks = (raw: Buffer): Buffer => {
  const parts: Buffer[] = [];
  for (let at = 0; ;) {
    const line = raw.indexOf("\r\n", at);
    if (line === -1) break;
    const size = Number.parseInt(raw.toString("latin1", at, line), 16);
    if (!(size > 0)) break;
    parts.push(raw.subarray(line + 2, line + 2 + size));
    at = line + 2 + size + 2;
  }
  return Buffer.concat(parts);
};
