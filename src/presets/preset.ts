// What a preset is: the knowledge of one tool, as data. A key of the user's service always beats the preset's.

import type { StopSignal } from "../describe/description.ts";

/**
 * Texts may hold `${port}` and, in presets only, `${python}` (the venv's interpreter), `${root}`, `${state}` (this
 * service's own folder in the state folder), `${venv}`, `${home}` (the user's), `${project}` (its name) and `${id}` (what
 * `jig id` prints: it changes no running service into an older one).
 */
export interface Preset {
  readonly name: string;
  /** What people write who mean it: never taken for it, only told. */
  readonly alsoCalled: readonly string[];
  /** One line for people. */
  readonly about: string;
  /**
   * Distributions (PEP 503 names). The lock must hold the first; where there is no lock yet, the requirements may name any
   * of them: the others bring the first along. Empty: Python is not needed.
   */
  readonly needs: readonly string[];
  readonly command: readonly string[] | null;
  /** The folder that the preset's own command is started in; the project's root where it is not given. */
  readonly cwd?: string;
  /** Added for uid 0 only. */
  readonly rootArguments: readonly string[];
  /** The port tried first; it moves when it is taken. Null: none unless the user gives one. */
  readonly port: number | null;
  readonly env: Readonly<Record<string, string>>;
  /** Values in a file that ends in `.json` are escaped for a JSON string. */
  readonly files: readonly { readonly path: string; readonly content: string }[];
  readonly token: { readonly file: string; readonly parameter: string; readonly scheme: string } | null;
  readonly ready: { readonly kind: "http"; readonly path: string } | { readonly kind: "tcp" } | null;
  readonly readyTimeoutMs: number;
  readonly page: string | null;
  readonly open: boolean;
  readonly stop: { readonly http: string | null; readonly signal: StopSignal; readonly timeoutMs: number };
  readonly live: "jupyter-kernels" | null;
  /** It is Ollama, which may run already: where its program may be, besides PATH. */
  readonly ollama?: { readonly places: readonly string[] };
  /** Variables in which everything else of the project finds its address. */
  readonly tells?: readonly string[];
}
