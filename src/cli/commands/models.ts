// `jig models`: which models of `[ollama]` are there; `pull` and `remove` fetch and delete them on the server that the
// project uses. It starts no server.

import { connectSupervisor } from "../../api/client.ts";
import type { ModelStatus } from "../../api/contract.ts";
import type { Result } from "../../base/result.ts";
import { sayBytes } from "../../base/say-bytes.ts";
import type { LockedModel } from "../../plan/lock/lock.ts";
import { parseLock } from "../../plan/lock/parse-lock.ts";
import { distinctModels, heldName, isModelName, modelKey } from "../../describe/tables/model-name.ts";
import { drawModels } from "../../show/services/draw-models.ts";
import { drawRows } from "../../show/text/table.ts";
import { visibleText } from "../../show/text/visible-text.ts";
import { addressText, type ServerAddress } from "../../supervise/ollama/address.ts";
import { forgetHandPull, handPulls, withHandPull } from "../../supervise/ollama/pull/hand-pulls.ts";
import { ASK_ITSELF, NOT_LISTED, NOT_SAID } from "../../supervise/ollama/model-entry.ts";
import { findHeld, listModels, removeModel, type HeldModel } from "../../supervise/ollama/server-api.ts";
import { exitCodes } from "../answer/exit-codes.ts";
import { stopFor, type Stop } from "../answer/stop.ts";
import { paperOf } from "../answer/streams.ts";
import type { ReadFlags } from "../command-line/flags.ts";
import { tellStop, type JigContext } from "../context.ts";
import { withHeld } from "../models/held-models.ts";
import { findModels, type ProjectModels } from "../models/find-models.ts";
import { pinModels, sayAnother, whyNotPinned } from "../models/pin-models.ts";
import { pullWithProgress } from "../models/pull-with-progress.ts";

export async function models(context: JigContext, flags: ReadFlags, ...words: string[]): Promise<void> {
  const form = flags.json ? "object" : "words";
  const [verb = "list", ...names] = words;
  const odd = oddityOf(verb, names);
  if (odd !== null) return tellStop(context, odd, form);
  const found = await findModels(context, flags.directory);
  if (!found.ok) return tellStop(context, found.failure, form);
  if (verb === "list") return list(context, flags, found.value);
  const { server } = found.value;
  if (server === null) return tellStop(context, noServer(found.value), form);
  const done =
    verb === "pull"
      ? await pull(context, { project: found.value, server, names })
      : await remove(found.value, server, names);
  if (verb === "remove")
    await tellSupervisor(context, found.value, { names: done.map(({ name }) => name), wasPulled: false });
  if (done.some(({ isDone }) => !isDone))
    context.setExitCode(
      done.some(({ isLeft }) => isLeft === true) ? exitCodes.interrupted : exitCodes.failed,
    );
  if (flags.json) {
    const answers = done.map(({ name, isDone, said, remark = null }) => ({
      name,
      ok: isDone,
      reason: isDone ? remark : said,
    }));
    return context.out.write(`${JSON.stringify({ version: 1, models: answers })}\n`);
  }
  const { style } = context.out;
  for (const { name, isDone, said } of done)
    context.out.write(
      `${isDone ? style.good("✓") : style.bad("✗")} ${visibleText(name)}: ${visibleText(said)}\n`,
    );
}

const VERBS: ReadonlySet<string> = new Set(["list", "pull", "remove"]);

/** What is wrong with the words; null: nothing. */
const oddityOf = (verb: string, names: readonly string[]): Stop | null => {
  if (!VERBS.has(verb)) return usage(`there is no \`jig models ${verb}\``, MEANT[verb] ?? FORMS);
  if (verb === "remove" && names.length === 0) return usage("`jig models remove` takes the names of models");
  if (names.some((name) => name.trim() === "")) return usage("an empty text is no model's name");
  // A server may have others; none of them is fetched.
  const odd = verb === "pull" ? names.find((name) => !isModelName(name)) : undefined;
  return odd === undefined ? null : usage(`\`${odd}\` cannot be the name of a model`, AS_PULLED);
};

const FORMS = "`jig models`, `jig models pull [MODEL]…`, `jig models remove MODEL…`";
const MEANT: Readonly<Record<string, string>> = {
  add: "write it into `models` in jig.toml, then `jig models pull`",
  ls: "`jig models` lists them",
  rm: "`jig models remove MODEL…` removes it",
  delete: "`jig models remove MODEL…` removes it",
};
const AS_PULLED = "write it as behind `ollama pull`: `qwen3:0.6b`";

const usage = (message: string, hint = FORMS): Stop =>
  stopFor(exitCodes.usage, { code: "usage", message, hint });

const noServer = ({ why, hint }: ProjectModels): Stop =>
  stopFor(exitCodes.failed, {
    code: "no-ollama",
    message: why ?? "no Ollama answers",
    ...(hint === null ? {} : { hint }),
  });

const list = async (context: JigContext, flags: ReadFlags, project: ProjectModels): Promise<void> => {
  const known = project.server === null ? null : await heldBy(project.server);
  const held = known ?? [];
  const own = project.models.map((model): ModelStatus =>
    withHandPull(project.layout.state, withHeld(model, known, project.pins)),
  );
  // One that jig.toml does not name is seen while it comes.
  const coming = handPulls(project.layout.state).filter(({ name }) =>
    own.every((model) => modelKey(model.name) !== modelKey(name)),
  );
  const others = held.filter(({ name }) => own.every((model) => modelKey(model.name) !== modelKey(name)));
  const server = project.server === null ? null : addressText(project.server);
  if (flags.json) {
    const pinned = (name: string) => pinOf(project.pins, name);
    const told = [...own, ...coming].map((model) => ({ ...model, pinned: pinned(model.name) }));
    const rest = others.map(({ name, size, digest }) => ({
      name,
      size,
      digest: digest === "" ? null : digest,
    }));
    return context.out.write(`${JSON.stringify({ version: 1, server, models: told, others: rest })}\n`);
  }
  const paper = paperOf(context.out);
  const shown = [...own, ...coming];
  const lines = shown.length === 0 ? ["jig.toml names no models"] : drawModels(shown, paper);
  const rows = others.map(({ name, size, digest }) => [
    { text: name },
    { text: digest.slice(0, 12) },
    { text: sayBytes(size) },
  ]);
  const heading = ["not in jig.toml", "", ""].map((text) => ({ text, paint: paper.style.dim }));
  context.out.write(
    `${[...lines, ...(rows.length === 0 ? [] : ["", ...drawRows([heading, ...rows])])].join("\n")}\n`,
  );
  if (server === null) context.note(`${project.why ?? "no Ollama answers"}; ${project.hint ?? ""}`);
  else if (known === null) context.note(`${server}: ${NOT_SAID}`);
};

/** Null: it does not say. */
const heldBy = async (server: ServerAddress): Promise<readonly HeldModel[] | null> => {
  const held = await listModels(server);
  return held.ok ? held.value : null;
};

interface Done {
  readonly name: string;
  readonly isDone: boolean;
  readonly said: string;
  /** What there is to say of one that is done, for scripts, too. */
  readonly remark?: string;
  /** Somebody stopped waiting for it. */
  readonly isLeft?: true;
}

interface Pulling {
  readonly project: ProjectModels;
  readonly server: ServerAddress;
  readonly names: readonly string[];
}

/** One that is not there after all is not done, whatever the server said before. */
const pull = async (context: JigContext, { project, server, names }: Pulling): Promise<readonly Done[]> => {
  const wanted = names.length === 0 ? project.models.map(({ name }) => name) : distinctModels(names);
  const done: Done[] = [];
  const signal = context.interruption();
  for (const name of wanted) {
    const end = await pullWithProgress(context, {
      address: server,
      model: name,
      signal,
      ownPid: project.ownPid,
      state: project.layout.state,
    });
    if (end.kind === "aborted") {
      const said = "interrupted; what has come stays, and is not fetched again";
      return [...done, { name, isDone: false, isLeft: true, said }];
    }
    done.push({
      name,
      isDone: end.kind === "pulled",
      said: end.kind === "pulled" ? THERE : `${end.why}; ${end.hint}`,
    });
  }
  const pulled = done.flatMap(({ name, isDone }) => (isDone ? name : []));
  const listed = await listPulled(server, pulled);
  const held = listed.ok ? listed.value : [];
  const pins = project.models.flatMap(({ name }) => {
    const isWanted = wanted.some((each) => modelKey(each) === modelKey(name));
    const digest = isWanted ? findHeld(held, name)?.digest : undefined;
    return digest === undefined ? [] : [{ name, digest }];
  });
  const why = pulled.length > 0 ? whyNotPinned(context.host, project.layout, pins) : null;
  if (why !== null) context.note(`nothing is pinned: ${why}`);
  const pinned = pinModels(context.host, project.layout, pins);
  await tellSupervisor(context, project, { names: pulled, wasPulled: true });
  return done.map((one) => {
    if (!one.isDone || !listed.ok) return one;
    const there = findHeld(held, one.name);
    if (there === null) return { ...one, isDone: false, said: `${NOT_LISTED}; ${ASK_ITSELF}` };
    const isPinned = pinned.some((name) => modelKey(name) === modelKey(one.name));
    return { ...one, ...sayPinned(there.digest, { former: pinOf(project.pins, one.name), isPinned }) };
  });
};

const THERE = "it is there";

/** @param former as the lock had it before; null: it had none */
const sayPinned = (
  digest: string,
  { former, isPinned }: { readonly former: string | null; readonly isPinned: boolean },
): Pick<Done, "said" | "remark"> => {
  const remark = sayAnother(digest, former, isPinned);
  if (remark !== null) return { said: `${THERE}, and ${remark}`, remark };
  if (isPinned) return { said: `${THERE}, pinned in jig.lock` };
  return { said: digest === "" ? `${THERE}; not pinned: the server gives no digest for it` : THERE };
};

const LIST_AGAIN_MS = 400;
const LIST_TIMES = 3;

/** A model that somebody else pulls at the same time is missing in the list for the moment in which it is written anew. */
const listPulled = async (
  server: ServerAddress,
  pulled: readonly string[],
): Promise<Result<readonly HeldModel[], unknown>> => {
  for (let times = 1; ; times += 1) {
    const listed = await listModels(server);
    const isWhole = !listed.ok || pulled.every((name) => findHeld(listed.value, name) !== null);
    if (isWhole || times === LIST_TIMES) return listed;
    await Bun.sleep(LIST_AGAIN_MS);
  }
};

/** Who watches the server would notice by itself, some seconds later, and not know what `jig.lock` says by now. */
const tellSupervisor = async (
  { host }: JigContext,
  { layout }: ProjectModels,
  { names, wasPulled }: { readonly names: readonly string[]; readonly wasPulled: boolean },
): Promise<void> => {
  if (names.length === 0) return;
  const connected = await connectSupervisor({ layout, start: null, patienceMs: PATIENCE_MS });
  if (!connected.ok) return;
  const lock = parseLock(host.files.readText(layout.lock) ?? "");
  const pins = lock.ok ? (lock.value.models ?? []) : [];
  await connected.value.models({
    models: names.map((name) => ({ name, wasPulled, digest: pinOf(pins, name) })),
  });
};

const pinOf = (pins: readonly LockedModel[], name: string): string | null =>
  pins.find((pin) => modelKey(pin.name) === modelKey(name))?.digest ?? null;

const PATIENCE_MS = 1000;

/** That a model is on its way, and what ends that: it would be there again at once. Null: it is not. */
const sayPuller = ({ layout, models: described }: ProjectModels, name: string): string | null => {
  const isMeant = (model: ModelStatus): boolean => modelKey(model.name) === modelKey(name);
  if (handPulls(layout.state).some(isMeant))
    return "it is being pulled: Ctrl-C at its `jig models pull` ends that";
  return described.some((model) => isMeant(model) && model.state === "pulling")
    ? "it is being pulled for `jig up`: `jig down` ends that"
    : null;
};

const remove = async (
  project: ProjectModels,
  server: ServerAddress,
  names: readonly string[],
): Promise<readonly Done[]> => {
  const done: Done[] = [];
  for (const name of names) {
    const puller = sayPuller(project, name);
    if (puller !== null) {
      done.push({ name, isDone: false, said: puller });
      continue;
    }
    forgetHandPull(project.layout.state, name);
    const removed: Result<boolean, string> = await removeModel(server, heldName(name));
    const isOurs = project.models.some((model) => modelKey(model.name) === modelKey(name));
    const gone = `removed${isOurs ? "; jig.toml names it, so `jig up` pulls it again" : ""}`;
    done.push(
      removed.ok
        ? { name, isDone: removed.value, said: removed.value ? gone : "the server has no model of this name" }
        : { name, isDone: false, said: removed.failure },
    );
  }
  return done;
};
