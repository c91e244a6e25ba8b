// Which Ollama a project uses: one that answers already, else the program to start. It starts nothing, and asks only the
// addresses that people and Ollama itself use.

import { readFileSync } from "node:fs";

import { readVariable } from "../../host/processes/process-table.ts";
import type { PlannedOllama } from "../../plan/services/service-spec.ts";
import { COOKIE_NAME } from "../processes/cookie.ts";
import { describeOwner, findPortHolder, identifyStranger } from "../ports/port-holder.ts";
import {
  addressText,
  isLoopback,
  parseAddress,
  readGateway,
  USUAL_PORT,
  type ServerAddress,
} from "./address.ts";
import { folderIn, whyClosed } from "./models-folder.ts";
import { isOld, OLDER, UPDATE } from "./oldest-version.ts";
import { sayNotThere, type Remark } from "./say-not-there.ts";
import { askVersion } from "./server-api.ts";
import { isExecutable } from "../../host/files/is-executable.ts";

export type Finding =
  /** A server that is not this project's. */
  | { readonly kind: "found"; readonly address: ServerAddress; readonly version: string }
  /** None; the program can be started. */
  | { readonly kind: "free"; readonly program: string; readonly remark: string | null }
  /** None, and for people why none is started. */
  | {
      readonly kind: "missing";
      readonly why: string;
      readonly hint?: string;
      /** What is wrong with one that answers; null: none does. */
      readonly remark: string | null;
    };

export interface Search {
  /** What the service would be started in. */
  readonly env: Readonly<Record<string, string>>;
  /** The project's own state folder. */
  readonly state: string;
  readonly signal: AbortSignal;
  /** Nothing is to be started: the folder for models is not made. */
  readonly isLookOnly?: boolean;
}

/** How long an address may be silent. */
const NEAR_MS = 2000;
const FAR_MS = 4000;

/** Never throws; takes as long as the addresses are silent, four seconds for each at most. */
export const findServer = async (ollama: PlannedOllama, search: Search): Promise<Finding> => {
  const remarks: Remark[] = [...judgeVariable(ollama, search.env)];
  for (const address of candidates(ollama, search.env)) {
    const silenceMs = isLoopback(address) ? NEAR_MS : FAR_MS;
    const version = await askVersion(address, { silenceMs, signal: search.signal });
    const remark =
      (await judge(
        address,
        version.ok ? { version: version.value } : { failure: version.failure },
        search,
      )) ?? (version.ok || ollama.host !== null ? null : judgeSilence(address, search.env));
    if (remark === null && version.ok) {
      // Another project's goes when that project goes: it is nobody's to rely on, unless somebody wrote it down.
      if (ollama.host === null && isOfProject(address)) continue;
      return { kind: "found", address, version: version.value };
    }
    if (remark !== null) remarks.push(remark);
  }
  const [first = null] = remarks;
  if (ollama.host !== null) return { kind: "missing", ...sayNotThere(ollama, first), remark: null };
  return findStart(ollama, search, first);
};

/** Nobody's server can be used: the program, or why none is started. */
const findStart = (
  { places, install }: PlannedOllama,
  { env, isLookOnly = false }: Search,
  first: Remark | null,
): Exclude<Finding, { readonly kind: "found" }> => {
  const remark = first?.hint === undefined ? (first?.why ?? null) : `${first.why}: ${first.hint}`;
  const program = findProgram(places, env["PATH"]);
  if (program !== null) {
    const closed = whyClosed(folderIn(env), isLookOnly);
    return closed === null ? { kind: "free", program, remark } : { kind: "missing", why: closed, remark };
  }
  // One is there: it is not a second one that is lacking.
  if (first?.hint !== undefined) return { kind: "missing", why: first.why, hint: first.hint, remark };
  const absent = "Ollama is not installed";
  return remark === null
    ? { kind: "missing", why: absent, hint: install, remark }
    : { kind: "missing", why: `${absent}: ${install}; ${remark}`, remark };
};

/** Each once, the likeliest first. */
const candidates = (
  { host, wsl }: PlannedOllama,
  env: Readonly<Record<string, string>>,
): readonly ServerAddress[] => {
  const own = host ?? env["OLLAMA_HOST"];
  const named = own === undefined ? null : parseAddress(own);
  if (host !== null) return named === null ? [] : [named];
  const gateway = wsl ? readGateway(readText("/proc/net/route")) : null;
  const usual: readonly (ServerAddress | null)[] = [
    named,
    { host: "127.0.0.1", port: USUAL_PORT, isTls: false },
    gateway === null ? null : { host: gateway, port: USUAL_PORT, isTls: false },
  ];
  const known = usual.filter((address) => address !== null);
  return [...new Map(known.map((address) => [addressText(address), address])).values()];
};

/** None where it says nothing, or what Ollama's own client understands. What may be a password is not said again. */
const judgeVariable = ({ host }: PlannedOllama, env: Search["env"]): readonly Remark[] =>
  host !== null || (env["OLLAMA_HOST"] ?? "").trim() === "" || namedIn(env) !== null
    ? []
    : [{ why: sayVariable(env["OLLAMA_HOST"] ?? "") }];

const sayVariable = (text: string): string => {
  const [port] = /^\d{1,5}$/.exec(text.trim()) ?? [];
  if (port !== undefined)
    return `\`OLLAMA_HOST\` is a port alone: \`127.0.0.1:${port}\` is one of this machine`;
  return text.includes("@")
    ? "`OLLAMA_HOST` holds a name or a password, and Ollama takes none (`http://gpu-box:11434`)"
    : "what `OLLAMA_HOST` says is not the address of a server (`http://gpu-box:11434`)";
};

/** Somebody has named a server elsewhere. One of this machine may be a former one of the project, named by its shell. */
const judgeSilence = (address: ServerAddress, env: Search["env"]): Remark | null => {
  const named = namedIn(env);
  return named === null || isLoopback(address) || addressText(address) !== addressText(named)
    ? null
    : { why: `nothing answers at ${addressText(address)}, which \`OLLAMA_HOST\` names` };
};

const namedIn = (env: Search["env"]): ServerAddress | null => parseAddress(env["OLLAMA_HOST"] ?? "");

/** One that speaks HTTP breaks off what begins as HTTPS does, as one whose certificate is refused. */
const judgeScheme = async (address: ServerAddress, { signal }: Search): Promise<Remark | null> => {
  const plain = { ...address, isTls: false };
  const version = await askVersion(plain, { silenceMs: NEAR_MS, signal });
  return version.ok
    ? { why: `${addressText(address)} speaks HTTP, not HTTPS`, hint: `write \`${addressText(plain)}\`` }
    : null;
};

/** What is wrong with a server that answers, for people; null when nothing is, or nobody does. */
const judge = async (
  address: ServerAddress,
  answer: { readonly version: string } | { readonly failure: string },
  search: Search,
): Promise<Remark | null> => {
  const where = addressText(address);
  if ("version" in answer) {
    const why = `the Ollama ${answer.version} at ${where} is ${OLDER}`;
    return isOld(answer.version) ? { why, hint: UPDATE } : null;
  }
  if (answer.failure === "silent") return { why: `what listens at ${where} does not answer` };
  if (answer.failure === "untrusted")
    return (
      (await judgeScheme(address, search)) ?? {
        why: `the certificate of ${where} is not trusted here`,
        hint: "name the bundle that vouches for it with `SSL_CERT_FILE`, then `jig down` and `jig up`",
      }
    );
  if (answer.failure !== "not-ollama") return null;
  const holder = isLoopback(address) ? findPortHolder(address.port, []) : null;
  const owner =
    holder?.kind === "stranger" ? describeOwner(identifyStranger(holder, address.port, search.state)) : null;
  return { why: `what answers at ${where} is not Ollama${owner === null ? "" : ` but ${owner}`}` };
};

/** Whether a server of this machine was started by jig, for some project. */
const isOfProject = (address: ServerAddress): boolean => {
  if (!isLoopback(address)) return false;
  const holder = findPortHolder(address.port, []);
  if (holder.kind !== "stranger" || holder.pid === null) return false;
  return readVariable(holder.pid, COOKIE_NAME) !== null;
};

const findProgram = (places: readonly string[], path: string | undefined): string | null => {
  const onPath = (path ?? "").split(":").filter((folder) => folder.startsWith("/"));
  return (
    [...onPath.map((folder) => `${folder}/ollama`), ...places].find((file) => isExecutable(file)) ?? null
  );
};

const readText = (path: string): string => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
};
