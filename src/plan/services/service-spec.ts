// A planned service: how it is started, found ready, opened and stopped, as plain JSON data. The supervisor keeps and
// compares it.

import type { Place } from "../../base/place.ts";
import type { StopSignal, Until } from "../../describe/description.ts";
import type { Template } from "../../describe/services/template.ts";

/** How one service runs. Templates are rendered by `render-service.ts` when it starts. */
export interface ServiceSpec {
  readonly name: string;
  readonly preset: string;
  readonly why: Place;
  /** Of all that would make a running copy "older": not of a port that moved by itself. */
  readonly digest: string;
  readonly command: Command;
  /** Absolute. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, Template>>;
  readonly port: PlannedPort | null;
  readonly ready: Readiness;
  readonly stop: StopWay;
  readonly open: boolean;
  /** The path that a person opens; null when there is nothing to see. */
  readonly page: string | null;
  readonly after: readonly { readonly service: string; readonly until: Until }[];
  readonly require: boolean;
  readonly oneshot: boolean;
  /** Files that are made before each start, in the state folder only. */
  readonly files: readonly PlannedFile[];
  /** A secret of this service: a 0600 file, made once, handed over by path. */
  readonly token: PlannedToken | null;
  /** How to ask whether it holds live work. */
  readonly live: "jupyter-kernels" | null;
  /** It is Ollama: one that runs already serves as well, and it has models. Absent for all others. */
  readonly ollama?: PlannedOllama;
  /** Variables in which everything else of the project finds the address at which it answers. Absent: none. */
  readonly tells?: readonly string[];
  /** Why it is not started on this machine, in words: what it needs and is missing. Absent when nothing is. */
  readonly lacks?: string;
}

export interface PlannedOllama {
  /** Absent: what is missing is fetched. It is no part of any digest. */
  readonly pulls?: false;
  /** The server to use, and no other: none is started. Null: what runs is looked for, else one is started. */
  readonly host: string | null;
  /** Where that is written; absent when it is not. */
  readonly hostAt?: Place;
  /** There is a Windows around this Linux, and its server may be asked. */
  readonly wsl: boolean;
  /** Where the program may be, besides PATH. */
  readonly places: readonly string[];
  /** The one command, or sentence, that brings it to this system. */
  readonly install: string;
  /** Each once. */
  readonly models: readonly PlannedModel[];
}

export interface PlannedModel {
  /** As it is described. */
  readonly name: string;
  /** Hex, from `jig.lock`; null when it is not pinned. */
  readonly digest: string | null;
}

export type Command =
  | {
      readonly kind: "shell";
      readonly script: Template;
      /** The shell stays as the service's parent, so a stop signal goes to the whole group. */
      readonly shellStays: boolean;
    }
  | { readonly kind: "argv"; readonly words: readonly Template[] };

export interface PlannedPort {
  /** The port of choice: written, remembered or free. */
  readonly number: number;
  /** Written in `jig.toml`: never moved. */
  readonly fixed: boolean;
  /** Where it is written; absent for one that may move. */
  readonly place?: Place;
}

export interface Readiness {
  /** `started`: it is ready when its process has run for half a second. */
  readonly probe:
    | { readonly kind: "http"; readonly path: string }
    | { readonly kind: "tcp" }
    | { readonly kind: "started" };
  readonly timeoutMs: number;
}

export interface StopWay {
  /** Asked first, with the token if there is one; a POST. */
  readonly http: { readonly path: string } | null;
  readonly signal: StopSignal;
  readonly timeoutMs: number;
}

export interface PlannedFile {
  /** Absolute, inside the state folder. */
  readonly path: string;
  readonly content: string;
}

export interface PlannedToken {
  /** Absolute, inside the state folder. */
  readonly file: string;
  /** How a person's link carries it: `?token=…`. */
  readonly parameter: string;
  /** How a request carries it: `Authorization: token …`. */
  readonly scheme: string;
}
