// One request to an Ollama server, its answer as a whole or line by line. It knows no proxy: the runtime's own `fetch`
// heeds proxy variables, and a proxy in between makes a server of this machine look dead. It repeats nothing.

import { fail, ok, type Result } from "../../base/result.ts";
import { addressText, type ServerAddress } from "./address.ts";
import { createBodyReader, type BodyReader } from "./body-reader.ts";

export interface ServerRequest {
  readonly address: ServerAddress;
  readonly method: "GET" | "POST" | "DELETE";
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: object;
  /** How long nothing may be heard; streams set none and watch by themselves. */
  readonly silenceMs: number | null;
  /** How long the whole answer may take, however often something is heard; absent: as long as it likes. */
  readonly limitMs?: number;
  readonly signal?: AbortSignal;
  /** Takes each line as it comes; the answer's `body` is empty then. */
  readonly onLine?: (line: string) => void;
}

export interface ServerAnswer {
  readonly status: number;
  readonly body: string;
}

/** `untrusted`: nobody known vouches for its certificate. `cut-off`: it ended before it was over, or is not HTTP. */
export type RequestFailure = "unreachable" | "untrusted" | "silent" | "aborted" | "cut-off";

/** So much of an answer is read as a whole, at most; a `body` that is longer was cut off there. */
export const ANSWER_LIMIT = 16 * 1024 * 1024;

/** Asks once. Nothing is thrown. */
export const askServer = (request: ServerRequest): Promise<Result<ServerAnswer, RequestFailure>> =>
  new Promise((resolve) => {
    const reading = createReading(request.onLine);
    let silence: ReturnType<typeof setTimeout> | undefined;
    let limit: ReturnType<typeof setTimeout> | undefined;
    let end: (() => void) | null = null;
    let isOver = false;
    const finish = (failure: RequestFailure | null): void => {
      if (isOver) return;
      isOver = true;
      clearTimeout(silence);
      clearTimeout(limit);
      request.signal?.removeEventListener("abort", abort);
      end?.();
      const answer = failure === null ? reading.answer() : null;
      resolve(answer === null ? fail(failure ?? "cut-off") : ok(answer));
    };
    const abort = (): void => finish("aborted");
    const listen = (): void => {
      clearTimeout(silence);
      if (request.silenceMs !== null) silence = setTimeout(() => finish("silent"), request.silenceMs);
    };
    if (request.signal?.aborted === true) return abort();
    request.signal?.addEventListener("abort", abort, { once: true });
    listen();
    if (request.limitMs !== undefined) limit = setTimeout(() => finish("silent"), request.limitMs);
    const { host, port, isTls } = request.address;
    Bun.connect({
      hostname: host,
      port,
      ...(isTls ? { tls: { serverName: host } } : {}),
      socket: {
        open: (socket) => {
          // Whoever cancels a pull means the server to notice: only the end of the connection tells it.
          end = () => socket.terminate();
          if (isOver) return end();
          if (!isTls) socket.write(textOf(request));
        },
        // What is written before it is lost.
        handshake: (socket, _, problem) => {
          if (problem === null) socket.write(textOf(request));
          else finish("untrusted");
        },
        data: (_, chunk) => {
          listen();
          reading.take(Buffer.from(chunk));
          if (reading.isWhole() || reading.size() > ANSWER_LIMIT) finish(null);
        },
        close: () => finish(null),
        error: () => finish("cut-off"),
        connectError: () => finish("unreachable"),
      },
    }).catch(() => finish("unreachable"));
  });

const textOf = ({ address, method, path, body }: ServerRequest): string => {
  const sent = body === undefined ? "" : JSON.stringify(body);
  const lines = [
    `${method} ${path} HTTP/1.1`,
    `Host: ${addressText(address).replace(/^https?:\/\//, "")}`,
    "Accept: application/json",
    "User-Agent: jig",
    "Connection: close",
    ...(body === undefined
      ? []
      : ["Content-Type: application/json", `Content-Length: ${Buffer.byteLength(sent)}`]),
  ];
  return `${lines.join("\r\n")}\r\n\r\n${sent}`;
};

/** An answer as it comes in. */
const createReading = (onLine: ServerRequest["onLine"]) => {
  const decoder = new TextDecoder();
  let head: { readonly status: number; readonly body: BodyReader } | null = null;
  let pending = Buffer.alloc(0);
  let text = "";
  const takeText = (more: string): void => {
    text += more;
    if (onLine === undefined) return;
    const lines = text.split("\n");
    text = lines.pop() ?? "";
    for (const line of lines) if (line.trim() !== "") onLine(line);
  };
  return {
    take: (chunk: Buffer): void => {
      if (head === null) {
        pending = Buffer.concat([pending, chunk]);
        const at = pending.indexOf("\r\n\r\n");
        if (at === -1) return;
        const lines = pending.toString("latin1", 0, at);
        head = { status: statusOf(lines), body: createBodyReader(lines) };
        chunk = pending.subarray(at + 4);
        pending = Buffer.alloc(0);
      }
      takeText(decoder.decode(head.body.take(chunk), { stream: true }));
    },
    isWhole: (): boolean => head?.body.isWhole() === true,
    size: (): number => text.length + pending.length,
    /** Null when what came does not begin as HTTP does, or ended too soon. */
    answer: (): ServerAnswer | null => {
      if (onLine !== undefined && text.trim() !== "") onLine(text);
      return head === null || head.status === 0
        ? null
        : { status: head.status, body: onLine === undefined ? text : "" };
    },
  };
};

const statusOf = (head: string): number => Number(/^HTTP\/1\.[01] (\d{3})(?: |\r|$)/.exec(head)?.[1] ?? 0);
