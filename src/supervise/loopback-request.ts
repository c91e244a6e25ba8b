// One small HTTP request to a service of this machine. It knows no proxy, follows no redirect and keeps no connection:
// the runtime's own `fetch` heeds proxy variables, and a proxy in between makes every local check lie.

import { connect } from "node:net";

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
export const requestLoopback = (request: LoopbackRequest): Promise<Result<LoopbackAnswer, LoopbackFailure>> =>
  new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let connected = false;
    const socket = connect({ host: request.host, port: request.port });
    const finish = (result: Result<LoopbackAnswer, LoopbackFailure>): void => {
      clearTimeout(timer);
      request.signal?.removeEventListener("abort", abort);
      socket.destroy();
      resolve(result);
    };
    const abort = (): void => finish(fail({ reason: "aborted" }));
    const timer = setTimeout(() => finish(fail({ reason: "timeout" })), request.timeoutMs);
    request.signal?.addEventListener("abort", abort, { once: true });
    const conclude = (): void => {
      const answer = parseAnswer(Buffer.concat(chunks));
      finish(answer === null ? fail({ reason: "no-http" }) : ok(answer));
    };
    socket.on("connect", () => {
      connected = true;
      socket.write(headOf(request));
    });
    socket.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      const isEnough = request.body === true ? isWhole(chunks) : chunk.includes(10);
      if (isEnough || size > LIMIT) conclude();
    });
    socket.on("end", conclude);
    socket.on("error", () => (connected ? conclude() : finish(fail({ reason: "refused" }))));
    if (request.signal?.aborted === true) abort();
  });

/** Whether a TCP connection is accepted within the time. */
export const canConnect = (host: "127.0.0.1" | "::1", port: number, timeoutMs: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host, port });
    const finish = (accepted: boolean): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(accepted);
    };
    const timer = setTimeout(() => finish(false), timeoutMs);
    socket.on("connect", () => finish(true));
    socket.on("error", () => finish(false));
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
