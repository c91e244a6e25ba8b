// What a description says, by the keys that a person would write it with: for telling what changed. It decides no digest: that
// is `plainDescription`'s, whose keys are those of the code.

import type { Json } from "../../base/digest.ts";
import type { PlainDescription } from "./plain-description.ts";

export type Table = Readonly<Record<string, Json | undefined>>;

export const isTable = (value: Json | undefined): value is Table =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The same, with every key as `jig.toml` has it, so that whoever reads of one finds it there. */
export const writtenDescription = ({
  notebooks,
  ollama,
  services,
  welcome,
  ...rest
}: PlainDescription): Table => ({
  ...rest,
  ...(isTable(notebooks) ? { notebooks: writtenNotebooks(notebooks) } : {}),
  ...(isTable(ollama) ? { ollama } : {}),
  ...(welcome === undefined ? {} : { welcome: { text: welcome } }),
  ...(isTable(services) ? { services: writtenServices(services, ollama) } : {}),
});

/** Cleaning without an option is `true`, and what is copied a table from file to file. */
const writtenNotebooks = ({ clean, "copy-once": copies, ...rest }: Table): Table => ({
  ...rest,
  ...(clean === undefined ? {} : { clean: isTable(clean) && Object.keys(clean).length === 0 ? true : clean }),
  ...(Array.isArray(copies)
    ? { "copy-once": Object.fromEntries(copies.map((copy: Json) => fromTo(copy))) }
    : {}),
});

const fromTo = (copy: Json): readonly [string, Json] =>
  isTable(copy) && typeof copy["from"] === "string" ? [copy["from"], copy["to"] ?? null] : ["", copy];

const writtenServices = (services: Table, ollama: Json | undefined): Table =>
  Object.fromEntries(
    Object.entries(services).map(([name, service]) => {
      if (!isTable(service)) return [name, service];
      const written = writtenService(service);
      return [name, name === "ollama" && isTable(ollama) ? withoutImplied(written, ollama) : written];
    }),
  );

const writtenService = ({ run, ready, stop, ...rest }: Table): Table => ({
  ...rest,
  ...(isTable(run) ? { run: run["script"] ?? run["words"] ?? null } : {}),
  ...(isTable(ready) ? { ready: writtenReady(ready) } : {}),
  ...(isTable(stop) ? { stop: writtenTimes(stop) } : {}),
});

const writtenReady = ({ probe, ...rest }: Table): Table => ({
  ...writtenTimes(rest),
  ...(isTable(probe) ? (probe["kind"] === "http" ? { http: probe["path"] } : { tcp: true }) : {}),
});

const writtenTimes = ({ "timeout-ms": ms, ...rest }: Table): Table =>
  typeof ms === "number" ? { ...rest, timeout: ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms` } : rest;

/** What its service has from `[ollama]` is told of `[ollama]`. */
const withoutImplied = ({ require, ...service }: Table, ollama: Table): Table =>
  require === (ollama["require"] ?? false) ? service : { ...service, require };
