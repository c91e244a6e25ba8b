// One model pulled to its end, through stalls and lost connections: what has come stays on the server's disk, so that each
// new attempt goes on where the last one was. It gives up when trying again cannot help, and says why.

import { sayBytes } from "../../../base/say-bytes.ts";
import { addressText, type ServerAddress } from "../address.ts";
import { askLayers, type ModelLayer } from "./ask-registry.ts";
import { askServer } from "../ask-server.ts";
import { explainOddity, explainPull, sayStalled, type PullTrouble } from "./explain-pull.ts";
import {
  findForeignParts,
  partialOf,
  removeParts,
  removingCommand,
  type ForeignParts,
} from "./foreign-parts.ts";
import { adviseOnParts, adviseRoom, findShortage, sayShortage, type ModelStorage } from "./room.ts";
import { removeEmpty } from "./empty-model.ts";
import { createCounter } from "./count-pull.ts";
import { readPullLine, type PullLine } from "./pull-line.ts";
import { removeWrongLayers } from "./wrong-layers.ts";
import { pause } from "../../../host/pause.ts";

export interface PullProgress {
  /** Bytes that the server has, of what it knows by now. */
  readonly bytes: number;
  readonly total: number;
  /** Bytes a second of late; null when that cannot be told yet. */
  readonly rate: number | null;
  /** What the server does besides fetching, or why it waits; null while bytes come. */
  readonly detail: string | null;
}

export type PullEnd =
  | { readonly kind: "pulled" }
  | { readonly kind: "aborted" }
  | ({ readonly kind: "failed" } & Told);

type Told = Pick<PullTrouble, "why" | "hint">;

export interface PullRequest extends ModelStorage {
  readonly address: ServerAddress;
  /** As it is described. */
  readonly model: string;
  /** A pull of which no byte has come for so long is called off and taken up again. */
  readonly stallMs: number;
  /** jig started the server, and knows its folder by itself: what a lie left there may be removed. */
  readonly isOwn: boolean;
  /** The variables of whoever wants it, for the proxies among them; null: not known. */
  readonly env: Readonly<Record<string, string | undefined>> | null;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: PullProgress) => void;
}

export const STALL_MS = 60_000;
/** Attempts in a row in which not a byte came. */
const FRUITLESS = 6;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;

/** Nothing is thrown, and nothing is left open. */
export const pullModel = async (request: PullRequest): Promise<PullEnd> => {
  const { signal, onProgress } = request;
  const layers = await lookBefore(request);
  if (signal.aborted) return { kind: "aborted" };
  if ("why" in layers) return { kind: "failed", ...withoutKind(layers) };
  let last = { bytes: 0, total: 0 };
  let wasWrong = false;
  for (let fruitless = 0; ;) {
    const attempt = await pullOnce(request, {
      layers,
      onProgress: (progress) => {
        last = progress;
        onProgress(progress);
      },
    });
    if (signal.aborted) return { kind: "aborted" };
    if (attempt.trouble === null) return seeWhatCame(request);
    const { isPassing } = attempt.trouble;
    const told = withoutKind(attempt.trouble);
    // What came wrong once may have been cut short on the way: the server has thrown it away.
    const advice = await clearUp(attempt, attempt.trouble, request);
    if (signal.aborted) return { kind: "aborted" };
    // The server would take for good what is left of it.
    const isWrong: boolean = attempt.trouble.isDifferent === true && !wasWrong && advice === null;
    wasWrong ||= isWrong;
    fruitless = attempt.hasComeOn ? 0 : fruitless + 1;
    if ((!isPassing && !isWrong) || fruitless >= FRUITLESS) {
      return { kind: "failed", ...told, hint: advice === null ? told.hint : `${told.hint}; ${advice}` };
    }
    onProgress({ ...last, rate: null, detail: `${told.why}; trying again` });
    await pause(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.max(0, fruitless - 1)), signal);
  }
};

/** The server calls it a success, and that is not all there is to it. */
const seeWhatCame = async (request: PullRequest): Promise<PullEnd> => {
  const empty = await removeEmpty(request);
  if (request.signal.aborted) return { kind: "aborted" };
  return empty === null ? { kind: "pulled" } : { kind: "failed", ...withoutKind(empty) };
};

/** Throws away what came wrong where jig may. The command for what stands in the way of the next pull, for people; null: nothing does. */
const clearUp = async (
  { open, layers }: Attempt,
  { isRoom, isDifferent }: PullTrouble,
  request: PullRequest,
): Promise<string | null> => {
  if (isRoom === true) return adviseOnParts(request.folder, open);
  return isDifferent === true ? removeWrongLayers(request, layers) : null;
};

/** The parts of the model, none where nobody says which; or why it is not begun. */
const lookBefore = async (request: PullRequest): Promise<readonly ModelLayer[] | PullTrouble> => {
  const { model, folder, env, signal } = request;
  // Without a folder there is nothing to compare it with.
  const layers = request.freeBytes() === null ? null : await askLayers(model, { env, signal });
  if (layers === null || signal.aborted) return [];
  if (layers === "endless" || layers === "no-model") return explainOddity(layers, model);
  const inTheWay = clearTheWay(request, findForeignParts(folder, layers));
  if (inTheWay !== null) return inTheWay;
  const short = findShortage(layers, request);
  return short === null ? layers : noRoom(request, short);
};

const withoutKind = ({ why, hint }: PullTrouble): Told => ({ why, hint });

const noRoom = ({ model, folder }: Pick<PullRequest, "model" | "folder">, why: string): PullTrouble => ({
  why,
  hint: `${adviseRoom({ folder })}; \`jig models pull ${model}\` tries again`,
  isPassing: false,
  isRoom: true,
});

/** Removes what a lie left in a folder of jig's own server; else says what is in the way. */
const clearTheWay = (
  { folder, isOwn, model }: Pick<PullRequest, "folder" | "isOwn" | "model">,
  parts: readonly ForeignParts[],
): PullTrouble | null => {
  if (parts.length === 0) return null;
  if (!isOwn || folder === null) return liedAbout({ folder, isOwn, model }, parts);
  removeParts(
    folder,
    parts.map(({ digest }) => digest),
  );
  return null;
};

const liedAbout = (
  { folder, isOwn, model }: Pick<PullRequest, "folder" | "isOwn" | "model">,
  parts: readonly ForeignParts[],
): PullTrouble | null => {
  const [first] = parts;
  if (first === undefined) return null;
  const digests = parts.map(({ digest }) => digest);
  const again = `\`jig models pull ${model}\` tries again`;
  const isRemoved = isOwn && folder !== null;
  return {
    why: `the server takes a part of it for ${sayBytes(first.counted)}, and its registry says ${sayBytes(first.size)}: an earlier pull from a registry that lied, or this one lies`,
    hint: isRemoved
      ? `what came of it is removed; ${again}`
      : folder === null
        ? `remove what came of it (\`${partialOf(first.digest)}*\`) where its models are kept; ${again}`
        : `\`${removingCommand(folder, digests)}\` removes what came of it; ${again}`,
    isPassing: false,
  };
};

interface Attempt {
  /** Null: it is all there. */
  readonly trouble: PullTrouble | null;
  /** Bytes came that were not there before. */
  readonly hasComeOn: boolean;
  /** The digests of layers that are not whole. */
  readonly open: readonly string[];
  /** Those of all. */
  readonly layers: readonly string[];
}

/** One request for the model, watched. */
const pullOnce = async (
  request: PullRequest,
  { layers, onProgress }: { readonly layers: readonly ModelLayer[] } & Pick<PullRequest, "onProgress">,
): Promise<Attempt> => {
  const { address, model, stallMs, freeBytes, signal } = request;
  const calledOff = new AbortController();
  const counter = createCounter();
  let trouble: PullTrouble | null = null;
  let isDone = false;
  const callOff = (why: PullTrouble): void => {
    trouble ??= why;
    calledOff.abort();
  };
  const look = setInterval(
    () => {
      const { idleMs } = counter.look();
      if (idleMs >= stallMs) callOff(stalled(request, counter));
    },
    Math.min(1000, stallMs / 4),
  );
  const answer = await askServer({
    address,
    method: "POST",
    path: "/api/pull",
    body: { ...namedTo(model), stream: true },
    silenceMs: null,
    signal: AbortSignal.any([signal, calledOff.signal]),
    onLine: (line) => {
      const said = readPullLine(line);
      // More may have come with the line that ended it.
      if (said === null || calledOff.signal.aborted) return;
      const { error, status } = said;
      if (error !== null) trouble ??= explainPull(error, model);
      if (status === "success") isDone = true;
      const other = otherSize(said, layers);
      if (other !== null) {
        const why = liedAbout(request, [other]);
        if (why !== null) callOff(why);
        clearTheWay(request, [other]);
        return;
      }
      counter.take(said);
      onProgress(counter.look());
      const { bytes, total } = counter.look();
      const short = sayShortage(total - bytes, freeBytes());
      if (short !== null) callOff(noRoom(request, short));
    },
  });
  clearInterval(look);
  const { hasComeOn } = counter.look();
  const told = { hasComeOn, open: counter.open(), layers: counter.layers() };
  if (isDone) return { trouble: null, ...told };
  const why = answer.ok
    ? "the server ended it without a word"
    : `the server at ${addressText(address)} went away`;
  return { trouble: trouble ?? { ...stalled(request, counter), why }, ...told };
};

/** A layer that is not whole, and of another size than the registry announced; null: none. */
const otherSize = (
  { digest, total, completed }: PullLine,
  layers: readonly ModelLayer[],
): ForeignParts | null => {
  const layer = layers.find((each) => each.digest === digest);
  if (layer === undefined || total === null || total === layer.size || completed === total) return null;
  return { ...layer, counted: total };
};

/** A registry without certificates is asked only when its name begins with `http://`. */
const namedTo = (model: string): { model: string; name: string; insecure?: true } => ({
  model,
  name: model,
  ...(model.startsWith("http://") ? { insecure: true } : {}),
});

const stalled = (
  { model, stallMs, isOwn }: PullRequest,
  counter: ReturnType<typeof createCounter>,
): PullTrouble => {
  const { bytes } = counter.look();
  const came = bytes > 0 ? "some" : counter.layers().length > 0 ? "names" : "nothing";
  return sayStalled({ model, seconds: stallMs / 1000, isOwn, came });
};
