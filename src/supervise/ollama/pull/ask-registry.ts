// How large a model is, as its registry tells before anything is fetched. It asks once, and does without an answer: the
// server, which has settings and certificates of its own, tells the same a little later.

import { parseRecord } from "../../../base/parse-json.ts";
import { isRecord } from "../../../base/is-record.ts";
import { heldName, isRegistry } from "../../../describe/tables/model-name.ts";
import { proxyFor } from "../../../host/network/proxy-for.ts";
import { readAnswer } from "../../../host/network/read-answer.ts";
import { isLoopback, parseAddress } from "../address.ts";
import { ANSWER_LIMIT, askServer } from "../ask-server.ts";
import { isBytes } from "../is-bytes.ts";
import { DIGEST } from "./pull-line.ts";

export interface ModelLayer {
  /** `sha256:` and 64 hex digits. */
  readonly digest: string;
  readonly size: number;
}

const ANSWER_MS = 5000;

/** Where models come from that name no registry: Ollama's own. */
const USUAL_REGISTRY = "registry.ollama.ai";

export interface Asking {
  /** Whose proxies it is asked through; null: nobody's are known. */
  readonly env: Readonly<Record<string, string | undefined>> | null;
  readonly signal: AbortSignal;
}

/** `endless`: its answer is larger than any model's. `no-model`: it answers, and names no part of it. */
export type RegistryOddity = "endless" | "no-model";

/** The parts of a model, what is odd about the answer, or null when its registry does not say. @param model as it is described */
export const askLayers = async (
  model: string,
  asking: Asking,
): Promise<readonly ModelLayer[] | RegistryOddity | null> => {
  const url = manifestUrl(model);
  const text = url === null ? null : await readManifest(url, asking);
  if (text === ENDLESS) return "endless";
  const manifest = text === null ? null : parseRecord(text);
  if (manifest === null) return null;
  const { layers, config } = manifest;
  // Ollama would take it for a model without anything in it.
  if (!Array.isArray(layers) || layers.length === 0) return "no-model";
  const all = [...layers, config].flatMap((layer: unknown) => layerOf(layer));
  // One digest, one file, however often it is named.
  return [...new Map(all.map((layer) => [layer.digest, layer])).values()];
};

/** Null when it is no name that Ollama would take. */
export const manifestUrl = (model: string): string | null => {
  const scheme = model.startsWith("http://") ? "http" : "https";
  const [, path = "", tag = ""] = /^([\w./:-]+):([\w.-]+)$/.exec(heldName(model)) ?? [];
  const parts = path.split("/");
  if (parts.some((part) => !/^[\w.-]+(?::\d+)?$/.test(part) || /^\.+$/.test(part))) return null;
  const name = parts.pop();
  const [space = "library", host = USUAL_REGISTRY, ...more] = parts.toReversed();
  return more.length > 0 || !isRegistry(host)
    ? null
    : `${scheme}://${host}/v2/${space}/${name}/manifests/${tag}`;
};

const ENDLESS = Symbol("endless");

const readManifest = async (
  url: string,
  { env, signal }: Asking,
): Promise<string | typeof ENDLESS | null> => {
  const { host, pathname, protocol } = new URL(url);
  const address = protocol === "http:" ? parseAddress(`http://${host}`) : null;
  // No proxy stands between this machine and itself; for all else the server would take the same one.
  if (address !== null && isLoopback(address)) {
    const answer = await askServer({
      address,
      method: "GET",
      path: pathname,
      silenceMs: ANSWER_MS,
      limitMs: ANSWER_MS,
      signal,
    });
    if (!answer.ok || answer.value.status !== 200) return null;
    return answer.value.body.length > ANSWER_LIMIT ? ENDLESS : answer.value.body;
  }
  const proxy = env === null ? null : proxyFor(new URL(url), env);
  try {
    const answer = await fetch(url, {
      ...(proxy === null ? {} : { proxy: proxy.href }),
      headers: { accept: "application/vnd.docker.distribution.manifest.v2+json" },
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]),
    });
    if (!answer.ok) return null;
    const body = await readAnswer(answer, ANSWER_LIMIT);
    return body === null ? ENDLESS : new TextDecoder().decode(body);
  } catch {
    return null;
  }
};

const layerOf = (layer: unknown): readonly ModelLayer[] => {
  if (!isRecord(layer)) return [];
  const { digest, size } = layer;
  if (typeof digest !== "string" || !isBytes(size)) return [];
  return DIGEST.test(digest) ? [{ digest, size }] : [];
};
