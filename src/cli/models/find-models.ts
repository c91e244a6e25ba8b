// The models that a project describes, the server that it uses, and what is known of both without starting anything.

import type { ModelStatus, ServiceStatus } from "../../api/contract.ts";
import { fail, ok, type Result } from "../../base/result.ts";
import { distinctModels, modelKey } from "../../describe/tables/model-name.ts";
import { placeOf } from "../../base/place.ts";
import type { Layout } from "../../plan/layout.ts";
import type { PlannedOllama } from "../../plan/services/service-spec.ts";
import type { LockedModel } from "../../plan/lock/lock.ts";
import { parseLock } from "../../plan/lock/parse-lock.ts";
import { readDesired } from "../../supervise/records/records.ts";
import { parseAddress, type ServerAddress } from "../../supervise/ollama/address.ts";
import { findServer } from "../../supervise/ollama/find-server.ts";
import { exitCodes } from "../answer/exit-codes.ts";
import { stopFor, type Stop } from "../answer/stop.ts";
import type { JigContext } from "../context.ts";
import { describeProject } from "../project/description/describe-project.ts";
import { openProject } from "../project/open-project.ts";
import { readServices } from "../services/known-services.ts";

export interface ProjectModels {
  readonly layout: Layout;
  /** The described ones, as far as anybody knows how they are. */
  readonly models: readonly ModelStatus[];
  /** As `jig.lock` has them. */
  readonly pins: readonly LockedModel[];
  /** The one that the service uses, else one that answers where the service would look; null: none. */
  readonly server: ServerAddress | null;
  /** Its process, where jig started it for this project. */
  readonly ownPid: number | null;
  /** Why there is none, for people. */
  readonly why: string | null;
  /** What helps then. */
  readonly hint: string | null;
}

/** Fails when there is no project, or no `[ollama]` in it. @param directory the value of `-C` */
export const findModels = async (
  context: JigContext,
  directory: string | undefined,
): Promise<Result<ProjectModels, Stop>> => {
  const project = await openProject(context, directory);
  if (!project.ok) return project;
  const { found, layout } = project.value;
  const described = describeProject(found);
  if (!described.ok) return described;
  const { ollama } = described.value.description;
  if (ollama === null) return fail(noOllama);
  const lock = parseLock(context.host.files.readText(layout.lock) ?? "");
  const service = (await readServices(layout)).find(({ name }) => name === "ollama");
  const names = distinctModels(ollama.models.map(({ value }) => value));
  const models = names.map((name) => ({
    ...(service?.models?.find((model) => modelKey(model.name) === modelKey(name)) ?? NOTHING_KNOWN),
    name,
  }));
  const used =
    service !== undefined && ["ready", "unready", "external"].includes(service.state) ? service.url : null;
  const address = used === null ? null : parseAddress(used);
  const pins = lock.ok ? (lock.value.models ?? []) : [];
  const known = { layout, models, pins, ownPid: address === null ? null : ownPidOf(service) };
  if (address !== null) return ok({ ...known, server: address, why: null, hint: null });
  const { source } = described.value.description;
  const named =
    ollama.host === null
      ? { host: null }
      : { host: ollama.host.value, hostAt: placeOf(source, ollama.host.range) };
  return ok({ ...known, ...(await lookAround(context, layout, named)) });
};

const ownPidOf = (service: ServiceStatus | undefined): number | null =>
  service === undefined || service.state === "external" ? null : service.pid;

const lookAround = async (
  { host }: JigContext,
  layout: Layout,
  named: Pick<PlannedOllama, "host" | "hostAt">,
): Promise<Pick<ProjectModels, "server" | "why" | "hint">> => {
  const before = readDesired(layout.state)?.services.find(({ ollama }) => ollama !== undefined)?.ollama;
  const finding = await findServer(
    { ...named, wsl: before?.wsl ?? false, places: [], install: before?.install ?? "", models: [] },
    { env: withoutUnset(host.env), state: layout.state, signal: new AbortController().signal },
  );
  if (finding.kind === "found") return { server: finding.address, why: null, hint: null };
  const { why, hint = STARTS_ONE } =
    finding.kind === "missing" && named.host !== null
      ? finding
      : { why: finding.remark ?? "no Ollama answers" };
  return { server: null, why, hint };
};

const STARTS_ONE = "`jig up ollama` starts one, or says what is missing";

const withoutUnset = (env: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );

const noOllama: Stop = stopFor(exitCodes.usage, {
  code: "no-ollama-section",
  message: "`jig.toml` has no `[ollama]`",
  hint: 'add `[ollama]`, and under it `models = ["qwen3:0.6b"]`',
});

const NOTHING_KNOWN: Omit<ModelStatus, "name"> = {
  state: "absent",
  bytes: null,
  total: null,
  rate: null,
  secondsLeft: null,
  digest: null,
  reason: null,
};
