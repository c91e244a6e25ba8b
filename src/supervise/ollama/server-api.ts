// What jig asks of an Ollama server, each question once, as values. What its messages mean is told in `explain-pull.ts`.

import { parseRecord } from "../../base/parse-json.ts";
import { isRecord } from "../../base/is-record.ts";
import { fail, ok, type Result } from "../../base/result.ts";
import { modelKey } from "../../describe/tables/model-name.ts";
import type { ServerAddress } from "./address.ts";
import { askServer, type RequestFailure } from "./ask-server.ts";
import { isBytes } from "./is-bytes.ts";

/** `not-ollama`: somebody answers, and not as Ollama does. */
export type ServerFailure = RequestFailure | "not-ollama";

export interface HeldModel {
  /** As the server calls it: `qwen3:0.6b`, `tiny:latest`. */
  readonly name: string;
  /** 64 hex digits; empty when the server gives something else. */
  readonly digest: string;
  readonly size: number;
  /** The server says that there is nothing in it: it is the name of a model, and none. */
  readonly isEmpty?: true;
}

const ANSWER_MS = 10_000;
/** For the whole of a short answer: what drips may never be silent and never be over. */
const SHORT_MS = 5000;
/** A model may be loaded from a slow disk first. */
const TOKEN_MS = 300_000;
/** A large model is many files. */
const REMOVE_MS = 30_000;

/** `0.9.6`. */
export const askVersion = async (
  address: ServerAddress,
  options: { readonly silenceMs: number; readonly limitMs?: number; readonly signal?: AbortSignal },
): Promise<Result<string, ServerFailure>> => {
  const answer = await askServer({
    address,
    method: "GET",
    path: "/api/version",
    limitMs: SHORT_MS,
    ...options,
  });
  if (!answer.ok) return answer.failure === "cut-off" ? fail("not-ollama") : answer;
  const version = readVersion(answer.value.status, answer.value.body);
  return version === null ? fail("not-ollama") : ok(version);
};

/** The version in an answer of `/api/version`; null when nobody but Ollama would answer so. */
export const readVersion = (status: number, body: string): string | null => {
  const version = parseRecord(body)?.["version"];
  return status === 200 && typeof version === "string" ? version : null;
};

/** The models that the server has. */
export const listModels = async (
  address: ServerAddress,
  signal?: AbortSignal,
): Promise<Result<readonly HeldModel[], ServerFailure>> => {
  const answer = await askServer({
    address,
    method: "GET",
    path: "/api/tags",
    silenceMs: ANSWER_MS,
    limitMs: ANSWER_MS,
    ...(signal === undefined ? {} : { signal }),
  });
  if (!answer.ok) return answer;
  const models = parseRecord(answer.value.body)?.["models"];
  if (answer.value.status !== 200) return fail("not-ollama");
  if (models !== null && !Array.isArray(models)) return fail("not-ollama");
  return ok((models ?? []).flatMap((model: unknown) => heldModel(model) ?? []));
};

const heldModel = (model: unknown): HeldModel | null => {
  if (!isRecord(model)) return null;
  const { name, digest, size } = model;
  if (typeof name !== "string" || typeof digest !== "string") return null;
  const hex = /^(?:sha256:)?([0-9a-f]{64})$/i.exec(digest)?.[1]?.toLowerCase() ?? "";
  return { name, digest: hex, size: isBytes(size) ? size : 0, ...(size === 0 ? { isEmpty: true } : {}) };
};

/** The model of that name among those that the server has; null when it is not there, or empty. */
export const findHeld = (models: readonly HeldModel[], name: string): HeldModel | null =>
  models.find((model) => model.isEmpty !== true && modelKey(model.name) === modelKey(name)) ?? null;

/** The same, of a model without anything in it. */
export const findEmpty = (models: readonly HeldModel[], name: string): HeldModel | null =>
  models.find((model) => model.isEmpty === true && modelKey(model.name) === modelKey(name)) ?? null;

export interface ModelFile {
  /** In which the server keeps models. */
  readonly folder: string;
  /** The digest of the file. */
  readonly hex: string;
}

/** Where the server has a model; null when it does not say. */
export const askFile = async (
  address: ServerAddress,
  model: string,
  signal?: AbortSignal,
): Promise<ModelFile | null> => {
  const body = { model, name: model };
  const answer = await askServer({
    address,
    method: "POST",
    path: "/api/show",
    body,
    silenceMs: ANSWER_MS,
    limitMs: ANSWER_MS,
    ...(signal === undefined ? {} : { signal }),
  });
  if (!answer.ok) return null;
  const modelfile = parseRecord(answer.value.body)?.["modelfile"];
  return typeof modelfile === "string" ? fileIn(modelfile) : null;
};

/** Null where it names none, or a folder that no server would write so: with steps back, or with what no line shows. */
const fileIn = (modelfile: string): ModelFile | null => {
  const [, folder = "", hex = ""] =
    /^FROM (.{1,1024})[/\\]blobs[/\\]sha256-([0-9a-f]{64})$/m.exec(modelfile) ?? [];
  return folder === "" || ODD_FOLDER.test(folder) ? null : { folder, hex };
};

const ODD_FOLDER = /\p{C}|[\u2028\u2029`]|(?:^|[/\\])\.\.?(?:[/\\]|$)/u;

/** Loads a model and has it answer with one token. Fails with what the server says, for people. */
export const askToken = async (
  address: ServerAddress,
  model: string,
  { limitMs = TOKEN_MS, signal }: { readonly limitMs?: number; readonly signal?: AbortSignal } = {},
): Promise<Result<{ readonly ms: number }, string>> => {
  const began = performance.now();
  const body = { model, prompt: "hi", stream: false, options: { num_predict: 1 } };
  const answer = await askServer({
    address,
    method: "POST",
    path: "/api/generate",
    body,
    silenceMs: null,
    limitMs,
    ...(signal === undefined ? {} : { signal }),
  });
  if (!answer.ok) return fail(sayNoToken(answer.failure, limitMs));
  const said = parseRecord(answer.value.body);
  const error = said?.["error"];
  if (answer.value.status !== 200)
    return fail(typeof error === "string" ? error : `status ${answer.value.status}`);
  return said?.["done"] === true ? ok({ ms: performance.now() - began }) : fail("it gave no token");
};

const sayNoToken = (failure: RequestFailure, limitMs: number): string => {
  if (failure === "aborted") return "it was not waited for";
  return failure === "silent" ? `it gave none within ${limitMs / 1000} s` : "the server went away";
};

/** False when the server had no such model. Fails with what it says, for people. */
export const removeModel = async (
  address: ServerAddress,
  model: string,
  limitMs = REMOVE_MS,
): Promise<Result<boolean, string>> => {
  const answer = await askServer({
    address,
    method: "DELETE",
    path: "/api/delete",
    body: { model, name: model },
    silenceMs: null,
    limitMs,
  });
  if (!answer.ok && answer.failure === "silent")
    return fail(
      `the server did not say within ${limitMs / 1000} s that it is done; \`jig models\` shows whether it is`,
    );
  if (!answer.ok) return fail("the server does not answer");
  const error = parseRecord(answer.value.body)?.["error"];
  if (answer.value.status === 200 || answer.value.status === 404) return ok(answer.value.status === 200);
  return fail(typeof error === "string" ? error : `status ${answer.value.status}`);
};
