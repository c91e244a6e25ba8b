// What a diagnosis tells of the project's Ollama: whether a model answers and where it was loaded, or, of a server that jig did
// not start, what it is and has. Only a server that jig started loads a model for it. Where none runs it is looked anew what `up`
// would do.

import type { ServiceStatus } from "../../api/contract.ts";
import { readEnvironment } from "../../host/processes/process-table.ts";
import { heldName } from "../../describe/tables/model-name.ts";
import type { OllamaProof } from "../../diagnose/diagnosis.ts";
import type { Plan } from "../../plan/plan.ts";
import type { PlannedOllama, ServiceSpec } from "../../plan/services/service-spec.ts";
import { visibleText } from "../../show/text/visible-text.ts";
import { withModelsFolder } from "../../supervise/life/attend-ollama.ts";
import { addressText, parseAddress, type ServerAddress } from "../../supervise/ollama/address.ts";
import { findServer } from "../../supervise/ollama/find-server.ts";
import { judgePin } from "../../supervise/ollama/judge-pin.ts";
import { NOT_SAID } from "../../supervise/ollama/model-entry.ts";
import { askToken, askVersion, findHeld, listModels } from "../../supervise/ollama/server-api.ts";
import { hasGpu, watchLoads } from "../../supervise/ollama/watch-loads.ts";
import { readLatestLog } from "../../supervise/records/run-files.ts";
import { ollamaUrl } from "./ask-ollama.ts";

const VERSION_MS = 1000;
const TOKEN_MS = 60_000;

interface Seen {
  readonly services: readonly ServiceStatus[];
  /** The project's own state folder. */
  readonly state: string;
  /** Told before a model is waited for: it may have to be loaded from a slow disk. */
  readonly onWait: (words: string) => void;
  /** What the service would be started in. */
  readonly env: Readonly<Record<string, string>>;
}

/** Null where the project has no Ollama. */
export const proveOllama = async (plan: Pick<Plan, "services">, seen: Seen): Promise<OllamaProof | null> => {
  const spec = plan.services.find(({ ollama }) => ollama !== undefined);
  if (spec?.ollama === undefined) return null;
  const url = ollamaUrl(plan, seen.services);
  const address = url === null ? null : parseAddress(url);
  const status = seen.services.find(({ name }) => name === spec.name);
  if (address !== null && status !== undefined)
    return { words: await sayServer(spec.ollama, { ...seen, address, status }), lack: null };
  // What is known of it is of the last `up`, and much may have happened since.
  return status === undefined || LOOKED_FOR.has(status.state)
    ? lookAnew(spec, spec.ollama, seen)
    : { words: status.reason ?? NOT_RUNNING, lack: null };
};

/** States in which nothing of it runs because of what was there, or because nobody asked for it. */
const LOOKED_FOR: ReadonlySet<string> = new Set(["stopped", "unavailable"]);

const NOT_RUNNING = "does not run";

/** Which server `up` would use, or why it would have none. */
const lookAnew = async (
  spec: ServiceSpec,
  ollama: PlannedOllama,
  { env, state }: Seen,
): Promise<OllamaProof> => {
  const found = await findServer(ollama, {
    env: withModelsFolder(env, spec),
    state,
    signal: new AbortController().signal,
    isLookOnly: true,
  });
  switch (found.kind) {
    case "found": {
      const who = `${visibleText(found.version)} at ${addressText(found.address)}`;
      return { words: `${who} answers: \`jig up\` uses it`, lack: null };
    }
    case "free":
      return { words: `${NOT_RUNNING}${found.remark === null ? "" : `; ${found.remark}`}`, lack: null };
    case "missing": {
      const { why, hint = null } = found;
      const lack = { service: spec.name, isRequired: spec.require, why, hint };
      return { words: hint === null ? why : `${why}: ${hint}`, lack };
    }
  }
};

const sayServer = async (
  ollama: PlannedOllama,
  { address, status, state, onWait }: Seen & Pick<OwnServer, "address" | "status">,
): Promise<string> => {
  const held = await listModels(address);
  if (!held.ok) return held.failure === "not-ollama" ? NOT_SAID : "does not answer";
  const names = ollama.models.map(({ name }) => name);
  const there = names.flatMap((name) => {
    const found = findHeld(held.value, name);
    return found === null ? [] : [{ name, digest: found.digest }];
  });
  const others = sayOthers(ollama, there);
  if (status.state === "external")
    return `${await sayExternal(address, { names, there: there.map(({ name }) => name) })}${others}`;
  const [model] = there;
  if (model === undefined) return `answers; none of its models is there${names.length === 0 ? "" : " yet"}`;
  onWait(`waiting for a token of ${visibleText(model.name)}…`);
  return `${await sayToken(model, { address, state, status })}${others}`;
};

/** Those that are not what `jig.lock` names. */
const sayOthers = (
  { models }: PlannedOllama,
  there: readonly { readonly name: string; readonly digest: string }[],
): string =>
  there
    .flatMap(({ name, digest }) => {
      const pinned = models.find((model) => model.name === name)?.digest ?? null;
      const why = judgePin({ name, digest, pinned }, null);
      return why === null ? [] : [`; ${name}: ${why}`];
    })
    .join("");

interface OwnServer {
  readonly address: ServerAddress;
  readonly state: string;
  readonly status: ServiceStatus;
}

const sayToken = async (
  { name, digest }: { readonly name: string; readonly digest: string },
  { address, state, status }: OwnServer,
): Promise<string> => {
  const token = await askToken(address, heldName(name), { limitMs: TOKEN_MS });
  if (!token.ok) return `${name} gives no token: ${token.failure}`;
  const readLog = (): string => readLatestLog(state, status.name);
  const env = status.pid === null ? null : readEnvironment(status.pid);
  const wrong = await watchLoads({ address, readLog, hasGpu: hasGpu(env) })(name, digest);
  const took = `${name} gives a token in ${(token.value.ms / 1000).toFixed(1)} s`;
  return wrong === null || wrong === undefined ? took : `${took}; ${wrong}`;
};

/** It is not asked to load anything: that is its owner's to decide. */
const sayExternal = async (
  address: ServerAddress,
  { names, there }: { readonly names: readonly string[]; readonly there: readonly string[] },
): Promise<string> => {
  const version = await askVersion(address, { silenceMs: VERSION_MS });
  const who = `${version.ok ? `${visibleText(version.value)} ` : ""}at ${addressText(address)}, which jig did not start and asks for no token`;
  const lacking = names.filter((name) => !there.includes(name));
  const parts = [
    ...(there.length === 0 ? [] : [`${there.join(", ")} ${isOrAre(there)} there`]),
    ...(lacking.length === 0 ? [] : [`${lacking.join(", ")} ${isOrAre(lacking)} not`]),
  ];
  return parts.length === 0 ? who : `${who}; ${parts.join(", ")}`;
};

const isOrAre = (names: readonly string[]): string => (names.length === 1 ? "is" : "are");
