// What a proposal is made of before it is written: the parts of a `jig.toml`, as values.

export interface Draft {
  readonly name: string | null;
  readonly python: DraftPython | null;
  readonly services: readonly DraftService[];
}

export interface DraftPython {
  readonly version: string;
  readonly requirements: readonly string[];
  readonly packages: readonly string[];
  readonly importCheck: readonly string[];
}

export interface DraftService {
  readonly name: string;
  readonly use?: string;
  /** A text for the shell, in jig's spelling: `${port}` is the service's port. */
  readonly run?: string;
  readonly port?: number;
  /** A path, or `tcp`: when its port takes connections. */
  readonly ready?: string;
  readonly open?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

/** A service that was found, and what it takes. */
export interface FoundService extends DraftService {
  /** What it was made from, for people. */
  readonly from: string;
  /** Of each list one distribution (a PEP 503 name, perhaps with extras) has to be there; the first is added otherwise. */
  readonly needs: readonly (readonly string[])[];
  /** The port is written in the program, so it cannot be another one. */
  readonly isPortFixed?: boolean;
  readonly notes: readonly string[];
}
