// One small HTTP request to a service of this machine. It knows no proxy, follows no redirect and keeps no connection:
// the runtime's own `fetch` heeds proxy variables, and a proxy in between makes every local check lie.

import { fail, ok, type Result } from "../base/result.ts";

export interface LoopbackRequest {
  readonly host: "127.0.0.1" | "::1";
  readonly port: number;
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** The body is wanted: the answer is read to its end (16 MiB at most). */
  readonly body?: boolean;
  readonly signal?: AbortSignal;
}

export interface LoopbackAnswer {
  readonly status: number;
  readonly location: string | null;
  /** Empty unless it was asked for. */
  readonly body: string;
}

export type LoopbackFailure =
  | { readonly reason: "refused" }
  | { readonly reason: "timeout" }
  | { readonly reason: "aborted" }
  /** It was accepted, and what came was cut off or is not HTTP. */
  | { readonly reason: "no-http" };

const LIMIT = 16 * 1024 * 1024;

/** Asks once. A hung server is a `timeout`; nothing is thrown. */
export const requestLoopback = async (
  request: LoopbackRequest,
): Promise<Result<LoopbackAnswer, LoopbackFailure>> => {
  const chunks: Buffer[] = [];
  let size = 0;
  const talk = await openTalk(request, {
    greeting: headOf(request),
    onData: (chunk) => {
      chunks.push(chunk);
      size += chunk.length;
      const isEnough = request.body === true ? isWhole(chunks) : chunk.includes(10);
      return isEnough || size > LIMIT;
    },
  });
  if (talk !== "over") return fail({ reason: talk });
  const answer = parseAnswer(Buffer.concat(chunks));
  return answer === null ? fail({ reason: "no-http" }) : ok(answer);
};

/** Whether a TCP connection is accepted within the time. */
export const canConnect = async (
  host: "127.0.0.1" | "::1",
  port: number,
  timeoutMs: number,
): Promise<boolean> =>
  (await openTalk({ host, port, timeoutMs }, { greeting: "", onData: () => true })) === "over";

/** How a connection went: `over` means that it was accepted and that all was heard that was to be heard. */
type TalkEnd = "over" | "refused" | "timeout" | "aborted";

interface Talk {
  /** Sent at once; when it is empty, being accepted is all. */
  readonly greeting: string;
  /** True when enough was heard. */
  readonly onData: (chunk: Buffer) => boolean;
}

/** The runtime's own sockets: `node:net` alone would add a quarter to the supervisor's memory. */
const openTalk = (
  target: Pick<LoopbackRequest, "host" | "port" | "timeoutMs" | "signal">,
  { greeting, onData }: Talk,
): Promise<TalkEnd> =>
  new Promise((resolve) => {
    let end: (() => void) | null = null;
    let isOver = false;
    const finish = (how: TalkEnd): void => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      target.signal?.removeEventListener("abort", abort);
      end?.();
      resolve(how);
    };
    const abort = (): void => finish("aborted");
    const timer = setTimeout(() => finish("timeout"), target.timeoutMs);
    target.signal?.addEventListener("abort", abort, { once: true });
    if (target.signal?.aborted === true) {
      abort();
      return;
    }
    Bun.connect({
      hostname: target.host,
      port: target.port,
      socket: {
        open: (socket) => {
          end = () => {
            socket.terminate();
          };
          if (isOver) end();
          else if (greeting === "") finish("over");
          else socket.write(greeting);
        },
        data: (_, chunk) => {
          if (onData(Buffer.from(chunk))) finish("over");
        },
        close: () => finish("over"),
        error: () => finish("over"),
        connectError: () => finish("refused"),
      },
    }).catch(() => finish("refused"));
  });

const headOf = ({ host, port, method, path, headers }: LoopbackRequest): string => {
  const name = host === "::1" ? `[::1]:${port}` : `${host}:${port}`;
  const lines = [
    `${method} ${path} HTTP/1.1`,
    `Host: ${name}`,
    "Accept: */*",
    "User-Agent: jig",
    "Connection: close",
    ...(method === "POST" ? ["Content-Length: 0"] : []),
    ...Object.entries(headers ?? {}).map(([header, value]) => `${header}: ${value}`),
  ];
  return `${lines.join("\r\n")}\r\n\r\n`;
};

/** Not every server closes as it was asked to: a length or a last chunk ends the wait too. */
const isWhole = (chunks: readonly Buffer[]): boolean => {
  const bytes = Buffer.concat(chunks);
  const end = bytes.indexOf("\r\n\r\n");
  if (end === -1) return false;
  const head = bytes.toString("latin1", 0, end);
  const length = /^content-length: *(\d+)/im.exec(head)?.[1];
  if (length !== undefined) return bytes.length - end - 4 >= Number(length);
  return isChunked(head) && bytes.subarray(-5).toString("latin1") === "0\r\n\r\n";
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
