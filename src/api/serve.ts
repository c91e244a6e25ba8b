// The supervisor's end of the socket: HTTP, one JSON line a message. It checks every request before anything is done,
// and knows no more of services than how to pass a question on.

import { chmodSync, lstatSync, mkdirSync, rmSync } from "node:fs";
import { dirname } from "node:path";

import * as v from "valibot";

import {
  downRequest,
  modelsRequest,
  REQUEST_LIMIT,
  restartRequest,
  upRequest,
  type DownRequest,
  type Hello,
  type ModelsRequest,
  type Refusal,
  type RestartRequest,
  type ServiceMessage,
  type ServiceStatus,
  type UpRequest,
  type WatchMessage,
} from "./contract.ts";
import { privacyOf, type FolderPrivacy } from "../host/files/private-folder.ts";

const SENDING_MS = 200;
/** A service may take minutes to be ready, or to stop, and says nothing meanwhile. (The runtime's types leave it out.) */
const NEVER_IDLE: object = { idleTimeout: 0 };

type Emit = (message: ServiceMessage) => void;

/** Who answers. Each talk emits messages, `settled` last; `cancel` means that nobody listens any more. */
export interface Answering {
  readonly hello: () => Hello;
  readonly status: () => readonly ServiceStatus[];
  readonly up: (request: UpRequest, emit: Emit) => Talk;
  readonly down: (request: DownRequest, emit: Emit) => Talk;
  readonly restart: (request: RestartRequest, emit: Emit) => Talk;
  /** Comes back when it was looked what there is. */
  readonly models: (request: ModelsRequest) => Promise<void>;
  /** Tells until it is cancelled. Who watches keeps nobody from ending. */
  readonly watch: (emit: (message: WatchMessage) => void) => Talk;
  /** Called when an answer has been sent, or given up. */
  readonly onAnswered: () => void;
}

export interface Talk {
  readonly cancel: () => void;
}

export interface Serving {
  /** Whether the socket is still where clients look for it. */
  readonly isReachable: () => boolean;
  /** Ends the service once what is being sent has been sent; a talk that goes on is cut off soon. */
  readonly stop: () => Promise<void>;
}

/** Listens on a socket (0600, its folder 0700), in place of whatever lies there: the caller holds the project's lock. */
export const serveSupervisor = (socket: string, answering: Answering): Serving => {
  const folder = dirname(socket);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const privacy = privacyOf(folder);
  if (privacy !== "private") throw new Error(`\`${folder}\` ${sayPrivacy(privacy)}`);
  rmSync(socket, { force: true });
  const server = Bun.serve({
    unix: socket,
    ...NEVER_IDLE,
    maxRequestBodySize: REQUEST_LIMIT,
    fetch: (request) => answer(request, answering),
    error: (error) => refuse("bad-request", error.message),
  });
  chmodSync(socket, 0o600);
  const inode = inodeOf(socket);
  return {
    isReachable: () => inodeOf(socket) === inode,
    stop: async () => {
      // Another may have made its own by now.
      if (inodeOf(socket) === inode) rmSync(socket, { force: true });
      await Promise.race([server.stop(), Bun.sleep(SENDING_MS)]);
    },
  };
};

const sayPrivacy = (privacy: Exclude<FolderPrivacy, "private">): string =>
  ({
    absent: "vanished as soon as it was made",
    "not-ours":
      "belongs to somebody else, so jig listens to nothing in it; set `JIG_RUNTIME_DIR` to a folder of yours",
    open: "can be entered by others; `chmod 700` closes it",
  })[privacy];

const answer = async (request: Request, answering: Answering): Promise<Response> => {
  const { pathname } = new URL(request.url);
  switch (`${request.method} ${pathname}`) {
    case "GET /hello":
      return Response.json(answering.hello());
    case "GET /status":
      return Response.json({ services: answering.status() });
    case "GET /watch":
      return watch(answering);
    case "POST /up":
      return converse(request, upRequest, { talk: answering.up, answering });
    case "POST /down":
      return converse(request, downRequest, { talk: answering.down, answering });
    case "POST /restart":
      return converse(request, restartRequest, { talk: answering.restart, answering });
    case "POST /models":
      return takeModels(request, answering);
    default:
      return refuse("unknown-path", `there is no \`${request.method} ${pathname}\``);
  }
};

const takeModels = async (request: Request, { models, onAnswered }: Answering): Promise<Response> => {
  const asked = v.safeParse(modelsRequest, await readJson(request));
  if (!asked.success) return refuse("bad-request", asked.issues[0].message);
  await models(asked.output);
  onAnswered();
  return Response.json({});
};

const watch = (answering: Answering): Response => {
  let watching: Talk | null = null;
  const encoder = new TextEncoder();
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => {
      watching = answering.watch((message) =>
        controller.enqueue(encoder.encode(`${JSON.stringify(message)}\n`)),
      );
    },
    cancel: () => watching?.cancel(),
  });
  return new Response(stream, { headers: { "Content-Type": "application/x-ndjson" } });
};

const converse = async <Asked>(
  request: Request,
  schema: v.GenericSchema<unknown, Asked>,
  { talk, answering }: { talk: (asked: Asked, emit: Emit) => Talk; answering: Answering },
): Promise<Response> => {
  const asked = v.safeParse(schema, await readJson(request));
  if (!asked.success) {
    const [issue] = asked.issues;
    return refuse("bad-request", `${v.getDotPath(issue) ?? "the request"}: ${issue.message}`);
  }
  let running: Talk | null = null;
  const encoder = new TextEncoder();
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => {
      running = talk(asked.output, (message) => {
        controller.enqueue(encoder.encode(`${JSON.stringify(message)}\n`));
        if (message.kind !== "settled") return;
        controller.close();
        answering.onAnswered();
      });
    },
    cancel: () => {
      running?.cancel();
      answering.onAnswered();
    },
  });
  return new Response(stream, { headers: { "Content-Type": "application/x-ndjson" } });
};

/** Undefined when it is no JSON: no schema accepts that. */
const readJson = async (request: Request): Promise<unknown> => {
  try {
    return await request.json();
  } catch {
    return undefined;
  }
};

const refuse = (reason: Refusal["reason"], message: string): Response =>
  Response.json({ reason, message } satisfies Refusal, { status: reason === "unknown-path" ? 404 : 400 });

const inodeOf = (path: string): bigint | null => {
  try {
    return lstatSync(path, { bigint: true }).ino;
  } catch {
    return null;
  }
};
