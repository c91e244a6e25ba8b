// A model registry on loopback with one tiny model, as Ollama's own answers: blobs come in ranges from another host name.
// It is slow, falls silent, hangs up or lies as a test says, and counts what it sends.

import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

export interface ModelRegistry extends AsyncDisposable {
  readonly port: number;
  /** What `models` says of a model here: `http://127.0.0.1:PORT/library/tiny:latest`. */
  readonly nameOf: (tag: string) => string;
  /** How the servers call it. */
  readonly heldName: (tag: string) => string;
  /** Of the whole model. */
  readonly size: number;
  /** How blobs are sent from now on; null: well. */
  misbehave(how: Misbehaviour | null): void;
  /** Bytes of blobs that were sent so far. */
  readonly sent: () => number;
}

export type Misbehaviour =
  /** In pieces, so many bytes a second. */
  | { readonly kind: "slow"; readonly bytesPerSecond: number }
  /** Nothing comes after so many bytes of an answer. */
  | { readonly kind: "stall"; readonly after: number }
  /** The connection is cut after so many bytes of an answer. */
  | { readonly kind: "drop"; readonly after: number }
  /** Other bytes than were announced. */
  | { readonly kind: "lie" };

const sha256 = (bytes: Uint8Array): string => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

const MEDIA = "application/vnd.ollama.image";

/** Serves a model of these bytes (a GGUF file), and 404 for every other. */
export const serveModels = async (model: Uint8Array, padding = 0, wanted = 0): Promise<ModelRegistry> => {
  // A licence is passed through as it is: with one, the model takes as long to send as a test likes.
  const license = new Uint8Array(padding).fill(46);
  // A model of random weights would never come to an end by itself.
  const params = new TextEncoder().encode(JSON.stringify({ num_predict: 64 }));
  const layers = [
    { mediaType: `${MEDIA}.model`, bytes: model },
    { mediaType: `${MEDIA}.params`, bytes: params },
    ...(padding === 0 ? [] : [{ mediaType: `${MEDIA}.license`, bytes: license }]),
  ];
  const config = new TextEncoder().encode(
    JSON.stringify({
      model_format: "gguf",
      model_family: "llama",
      model_families: ["llama"],
      model_type: "119K",
      file_type: "unknown",
      architecture: "amd64",
      os: "linux",
      rootfs: { type: "layers", diff_ids: layers.map(({ bytes }) => sha256(bytes)) },
    }),
  );
  const blobs = new Map([config, ...layers.map(({ bytes }) => bytes)].map((bytes) => [sha256(bytes), bytes]));
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: "application/vnd.docker.distribution.manifest.v2+json",
    config: {
      mediaType: "application/vnd.docker.container.image.v1+json",
      digest: sha256(config),
      size: config.length,
    },
    layers: layers.map(({ mediaType, bytes }) => ({ mediaType, digest: sha256(bytes), size: bytes.length })),
  });
  let how: Misbehaviour | null = null;
  let sent = 0;
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://registry");
    if (/^\/v2\/library\/tiny\/manifests\/\w+$/.test(pathname)) {
      response.writeHead(200, { "content-type": "application/json" }).end(manifest);
      return;
    }
    const digest = /\/(?:blobs|files)\/(sha256:[0-9a-f]{64})$/.exec(pathname)?.[1] ?? "";
    const bytes = blobs.get(digest);
    if (bytes === undefined) {
      response.writeHead(404).end(JSON.stringify({ errors: [{ code: "MANIFEST_UNKNOWN" }] }));
      return;
    }
    if (request.method === "HEAD") {
      response.writeHead(200, { "content-length": bytes.length }).end();
      return;
    }
    if (pathname.startsWith("/v2/")) {
      response.writeHead(307, { location: `http://localhost:${port}/files/${digest}` }).end();
      return;
    }
    // The description of the model is a few bytes, and always sent well.
    const manner = bytes === config || bytes === params ? null : how;
    sendRange({ request, response, bytes, how: manner, count: (size) => void (sent += size) });
  });
  await new Promise<void>((resolve) => server.listen(wanted, resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    port,
    nameOf: (tag) => `http://127.0.0.1:${port}/library/tiny:${tag}`,
    heldName: (tag) => `127.0.0.1:${port}/library/tiny:${tag}`,
    size: [...blobs.values()].reduce((all, { length }) => all + length, 0),
    misbehave: (next) => {
      how = next;
    },
    sent: () => sent,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

interface Sending {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly bytes: Uint8Array;
  readonly how: Misbehaviour | null;
  readonly count: (bytes: number) => void;
}

const sendRange = ({ request, response, bytes, how, count }: Sending): void => {
  const [, from = "0", to = ""] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "") ?? [];
  const start = Number(from);
  const end = to === "" ? bytes.length - 1 : Math.min(Number(to), bytes.length - 1);
  const honest = bytes.subarray(start, end + 1);
  const part = how?.kind === "lie" ? honest.map((byte) => byte ^ 1) : honest;
  response.writeHead(206, {
    "content-length": part.length,
    "content-range": `bytes ${start}-${end}/${bytes.length}`,
  });
  const send = (piece: Uint8Array): void => {
    count(piece.length);
    response.write(piece);
  };
  if (how?.kind === "stall" || how?.kind === "drop") {
    send(part.subarray(0, how.after));
    if (how.kind === "drop") setTimeout(() => response.destroy(), 50);
    return;
  }
  if (how?.kind !== "slow") {
    send(part);
    response.end();
    return;
  }
  const piece = Math.max(1, Math.round(how.bytesPerSecond / 20));
  let at = 0;
  const timer = setInterval(() => {
    send(part.subarray(at, at + piece));
    at += piece;
    if (at < part.length) return;
    clearInterval(timer);
    response.end();
  }, 50);
  response.on("close", () => clearInterval(timer));
};
