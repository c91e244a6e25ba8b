// What is particular to Ollama in a service's life: it may run already, and it has models. It changes no state by itself:
// what it finds becomes an event of the life, like any other.

import { readEnvironment } from "../../host/processes/process-table.ts";
import { parseAddress } from "../ollama/address.ts";
import type { ServiceSpec } from "../../plan/services/service-spec.ts";
import { renderTemplate } from "../../plan/render/render-template.ts";
import { keepOutside, keepOwn, lookForServer, watchServer, type Sighting } from "../ollama/attend-server.ts";
import { askVersion } from "../ollama/server-api.ts";
import type { Life, Told } from "./life.ts";
import type { Event } from "./life-states.ts";
import { readLogTail } from "../records/run-files.ts";
import { statePaths } from "../records/state-paths.ts";

type Tell = (life: Life, event: Event, told?: Told) => boolean;

/** What a server writes until a model is loaded is shorter than this. */
const LOG_LINES = 2000;

/** Whether an Ollama runs already. Without an environment it is not known where to look, which the spawn tells. */
export const lookAround = (life: Life, tell: Tell): void => {
  const { ollama } = life.spec;
  if (ollama === undefined || life.env === null) {
    queueMicrotask(() => tell(life, "free"));
    return;
  }
  const looking = new AbortController();
  life.looking = looking;
  const env = withModelsFolder(life.env, life.spec);
  const search = { env, state: life.context.state, signal: looking.signal };
  void lookForServer(ollama, search, (sighting) => {
    if (!looking.signal.aborted) takeSighting(life, sighting, tell);
  });
};

/** The description may say where models are kept. The rest that it says is for a server that is started. */
export const withModelsFolder = (
  env: Readonly<Record<string, string>>,
  { env: own }: Pick<ServiceSpec, "env">,
): Readonly<Record<string, string>> => {
  const { OLLAMA_MODELS: template } = own;
  const folder = template === undefined ? null : renderTemplate(template, { port: null, ports: {}, env });
  return folder?.ok === true ? { ...env, OLLAMA_MODELS: folder.value } : env;
};

/** What was seen of an Ollama, as an event. */
const takeSighting = (life: Life, sighting: Sighting, tell: Tell): void => {
  if (sighting.kind === "found") {
    life.outside = sighting.server;
    tell(life, "found", { why: sighting.server.about });
    return;
  }
  life.outside = null;
  if (sighting.kind === "missing") {
    const { why, hint } = sighting;
    tell(life, "missing", { why: hint === undefined ? why : `${why}: ${hint}` });
    return;
  }
  life.program = sighting.program;
  life.remark = sighting.remark;
  tell(life, "free");
};

const AGAIN_MS = 2000;

/** Whether a server that is used is still there, for who asks for it just now: one that is not is looked for anew. */
export const askAgain = async (life: Life, tell: Tell): Promise<void> => {
  const { outside } = life;
  if (outside === null || life.isAskedAgain) return;
  life.isAskedAgain = true;
  const version = await askVersion(outside.address, { silenceMs: AGAIN_MS, limitMs: AGAIN_MS });
  life.isAskedAgain = false;
  if (life.state !== "external" || life.outside !== outside) return;
  if (version.ok || !tell(life, "restart")) life.context.onChange(life);
};

/** Goes on with a server that was used under a former supervisor. It may have gone meanwhile, which is then told. */
export const resumeOutside = (
  life: Life,
  { url, about }: { readonly url: string; readonly about: string },
  tell: Tell,
): void => {
  const address = parseAddress(url);
  if (address === null) return;
  const looking = new AbortController();
  life.looking = looking;
  life.outside = { address, about, folder: null };
  life.state = "external";
  life.reason = about;
  void watchServer(address, {
    isThere: true,
    ollama: life.spec.ollama ?? { host: null },
    signal: looking.signal,
    tell: (sighting) => takeSighting(life, sighting, tell),
  });
  attendModels(life);
};

/** The models are kept while a server answers, and at no other time. */
export const attendModels = (life: Life): void => {
  const { state, models, spec, outside, run, context } = life;
  const isServing = spec.ollama !== undefined && (state === "ready" || state === "external");
  if (!isServing) {
    models?.end();
    life.models = null;
    return;
  }
  if (models !== null) return;
  const wanted = life.newest.ollama ?? { models: [] };
  const onChange = (): void => context.onChange(life);
  if (state === "external" && outside !== null)
    life.models = keepOutside({ server: outside, env: life.env }, wanted, onChange);
  if (state !== "ready" || run === null || run.port === null) return;
  const log = statePaths(context.state).log(life.name, run.generation);
  const readLog = (): string => readLogTail(log, LOG_LINES).join("\n");
  // As it was started: the description may give it variables of its own.
  const env = (run.main === null ? null : readEnvironment(run.main.pid)) ?? life.env;
  life.models = keepOwn({ port: run.port, env, readLog }, wanted, onChange);
};
