// One small HTTP request to a service of this machine. It knows no proxy, follows no redirect and keeps no connection:
// the runtime's own `fetch` heeds proxy variables, and a proxy in between makes every local check lie. It hears every
// answer out and never resets a connection: a server may write that into its log as an error.

import { fail, ok, type Result } from "../../base/result.ts";
import { errorCode } from "../../host/files/file-error.ts";
import { createAnswerReader, type LoopbackAnswer } from "./http-answer.ts";
import type { Loopback } from "./port-holder.ts";

export interface LoopbackRequest {
  readonly host: Loopback;
  readonly port: number;
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** The body is wanted: the answer is waited for to its end. Otherwise for a second at most. */
  readonly body?: boolean;
  readonly signal?: AbortSignal;
  /** Asked once the connection is accepted, before anything is said: false ends it there. */
  readonly isMeant?: () => boolean;
}

export type LoopbackFailure =
  | { readonly reason: "refused" }
  | { readonly reason: "timeout" }
  | { readonly reason: "aborted" }
  /** Accepted by somebody who was not meant: nothing was said to them. */
  | { readonly reason: "not-meant" }
  /** It was accepted and closed again without a word. */
  | { readonly reason: "closed" }
  /** It was accepted, and what came was cut off or is not HTTP. */
  | { readonly reason: "no-http" };

/** Bytes of an answer that are read at most. */
const LIMIT = 16 * 1024 * 1024;
/** How long a body that nobody wants is read on for: a page may well be an endless stream. */
const UNWANTED_MS = 1000;

/** Asks once. A hung server is a `timeout`; nothing is thrown. */
export const requestLoopback = async (
  request: LoopbackRequest,
): Promise<Result<LoopbackAnswer, LoopbackFailure>> => {
  const wantsBody = request.body === true;
  const reader = createAnswerReader(wantsBody);
  const talk = await openTalk(request, {
    greet: () => (request.isMeant?.() === false ? null : headOf(request)),
    onData: (chunk) => {
      reader.take(chunk);
      if (reader.isWhole() || reader.size() > LIMIT) return "enough";
      return reader.hasHead() && !wantsBody ? "nearly" : "more";
    },
  });
  if (talk !== "over") return fail({ reason: talk });
  if (reader.size() === 0) return fail({ reason: "closed" });
  const answer = reader.answer();
  return answer === null ? fail({ reason: "no-http" }) : ok(answer);
};

/** Whether a TCP connection is accepted within the time. */
export const canConnect = async (host: Loopback, port: number, timeoutMs: number): Promise<boolean> =>
  (await openTalk({ host, port, timeoutMs }, { greet: () => null, onData: () => "enough" })) === "not-meant";

/** How a connection went: `over` means that it was accepted and that all was heard that was to be heard. */
type TalkEnd = "over" | "not-meant" | "refused" | "timeout" | "aborted";

interface Talk {
  /** What is said once it is accepted; null: nothing, the connection ends there. */
  readonly greet: () => string | null;
  /** Whether more must be heard; `nearly`: what matters is there, the rest may come for a moment. */
  readonly onData: (chunk: Buffer) => "more" | "nearly" | "enough";
}

/** The runtime's own sockets: `node:net` alone would add a quarter to the supervisor's memory. */
const openTalk = (
  target: Pick<LoopbackRequest, "host" | "port" | "timeoutMs" | "signal">,
  { greet, onData }: Talk,
): Promise<TalkEnd> =>
  new Promise((resolve) => {
    let end: (() => void) | null = null;
    let isOver = false;
    let unwanted: ReturnType<typeof setTimeout> | undefined;
    const finish = (how: TalkEnd): void => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      clearTimeout(unwanted);
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
          end = () => void socket.end();
          if (isOver) {
            end();
            return;
          }
          const greeting = greet();
          if (greeting === null) finish("not-meant");
          else socket.write(greeting);
        },
        data: (_, chunk) => {
          const need = onData(Buffer.from(chunk));
          if (need === "enough") finish("over");
          if (need === "nearly" && !isOver) unwanted ??= setTimeout(() => finish("over"), UNWANTED_MS);
        },
        close: () => finish("over"),
        error: () => finish("over"),
        // Reset so soon that the runtime calls it no connection: somebody listens all the same.
        connectError: (_, error) => finish(errorCode(error) === "ECONNRESET" ? "over" : "refused"),
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
