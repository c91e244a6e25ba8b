// What a flake is written from: of a description only what everybody has, its presets applied, its ports decided. Pure.

import type { CudaWish, Description, DescribedService, StopSignal } from "../../describe/description.ts";
import type { Template } from "../../describe/services/template.ts";
import { assignPorts } from "../../plan/services/assign-ports.ts";
import { cleanOptions } from "../../plan/plan-notebooks.ts";
import type { Platform } from "../../plan/platforms/platforms.ts";
import { sortServices } from "../../plan/services/sort-services.ts";
import type { Preset } from "../../presets/preset.ts";
import { presetByName } from "../../presets/preset-by-name.ts";

/** `[packages]`: attribute paths of nixpkgs, `python311Packages.foo` among them. */
export interface FlakePackages {
  readonly common: readonly string[];
  readonly linux: readonly string[];
  readonly macos: readonly string[];
  readonly unfree: boolean;
}

export interface FlakeInput {
  /** As written, or the folder's. */
  readonly name: string;
  readonly packages: FlakePackages;
  /** A branch or a revision of nixpkgs. */
  readonly nixpkgs: string;
  readonly python: { readonly version: string; readonly importCheck: readonly string[] } | null;
  readonly cuda: CudaWish;
  readonly env: readonly { readonly name: string; readonly value: Template }[];
  readonly welcome: string | null;
  /** nb-clean's options, for git's filter; null: git takes notebooks as they are. */
  readonly clean: readonly string[] | null;
  /** `copy-once`: paths in the project. */
  readonly copies: readonly { readonly from: string; readonly to: string }[];
  /** `[ollama]`, or a service that is one; null: none. */
  readonly ollama: FlakeOllama | null;
  /** Those that the workbench is for; null: all. */
  readonly platforms: readonly Platform[] | null;
  /** In an order in which they can start. */
  readonly services: readonly FlakeService[];
}

export interface FlakeOllama {
  /** The server to use, and no other. */
  readonly host: string | null;
  readonly models: readonly string[];
}

export interface FlakeService {
  readonly name: string;
  readonly preset: Preset;
  readonly described: DescribedService;
  readonly port: number | null;
  readonly ready:
    | { readonly kind: "http"; readonly path: string }
    | { readonly kind: "tcp" }
    | { readonly kind: "started" };
  readonly readySeconds: number;
  readonly page: string | null;
  readonly open: boolean;
  readonly require: boolean;
  readonly oneshot: boolean;
  readonly stop: { readonly signal: StopSignal; readonly seconds: number };
}

/** What `jig.local.toml` says has no place in it: hand in the description of what is committed. */
export const flakeInputOf = (
  description: Description,
  { name, packages, nixpkgs }: Pick<FlakeInput, "name" | "packages" | "nixpkgs">,
): FlakeInput => {
  const { python, gpu, welcome, notebooks } = description;
  const services = servicesOf(description.services);
  return {
    name,
    packages,
    nixpkgs,
    python:
      python === null
        ? null
        : { version: python.version.value, importCheck: python.importCheck.map(({ value }) => value) },
    cuda: gpu?.cuda?.value ?? "auto",
    env: description.env.map((variable) => ({ name: variable.name, value: variable.value })),
    welcome: welcome?.value ?? null,
    clean: notebooks === null || notebooks.clean === null ? null : cleanOptions(notebooks.clean.value),
    copies: (notebooks?.copyOnce ?? []).map(({ from, to }) => ({ from, to })),
    ollama: services.some((service) => isOllama(service)) ? ollamaOf(description) : null,
    platforms: description.platforms?.map(({ value }) => value) ?? null,
    services,
  };
};

/** Whether it is Ollama as jig would run it. */
export const isOllama = ({ preset, described }: FlakeService): boolean =>
  preset.ollama !== undefined && described.run === null;

const ollamaOf = ({ ollama }: Description): FlakeOllama => ({
  host: ollama?.host?.value ?? null,
  models: [...new Set(ollama?.models.map(({ value }) => value))],
});

const servicesOf = (described: readonly DescribedService[]): readonly FlakeService[] => {
  const services = sortServices(described).flatMap((service) => {
    const preset = presetByName(service.use?.value ?? "command");
    return preset === null ? [] : [{ service, preset }];
  });
  const wanted = services.flatMap(({ service, preset }) => {
    // Ollama is the whole machine's in a flake: a port of its own would be another server.
    const number = service.port?.value ?? (preset.ollama === undefined ? preset.port : null);
    return number === null ? [] : [{ service: service.name, number, fixed: service.port !== null }];
  });
  const ports = assignPorts(wanted, new Set(), {});
  return services.map(({ service, preset }) => fill(service, preset, ports[service.name] ?? null));
};

const fill = (described: DescribedService, preset: Preset, port: number | null): FlakeService => {
  const ready = described.ready?.probe ?? preset.ready ?? { kind: port === null ? "started" : "tcp" };
  const opens = described.open?.value;
  const page = port === null ? null : (preset.page ?? (ready.kind === "http" || opens === true ? "/" : null));
  return {
    name: described.name,
    preset,
    described,
    port,
    ready,
    readySeconds: readySecondsOf(described, preset),
    page,
    open: page !== null && (opens ?? preset.open),
    // Nobody has to have Ollama, unless the description says so.
    require: described.require?.value ?? preset.ollama === undefined,
    oneshot: described.oneshot?.value === true,
    stop: stopOf(described, preset),
  };
};

const readySecondsOf = ({ ready }: DescribedService, preset: Preset): number =>
  secondsOf(ready?.timeoutMs ?? preset.readyTimeoutMs);

const stopOf = ({ stop }: DescribedService, preset: Preset): FlakeService["stop"] => ({
  signal: stop?.signal ?? preset.stop.signal,
  seconds: secondsOf(stop?.timeoutMs ?? preset.stop.timeoutMs),
});

const secondsOf = (milliseconds: number): number => Math.ceil(milliseconds / 1000);
