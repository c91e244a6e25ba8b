// Where things are for one project on one machine: absolute paths, decided once by the host.

export interface Layout {
  /** The folder that holds `jig.toml`, links resolved. */
  readonly root: string;
  /** The description's file name in `root`: `jig.toml` or `pyproject.toml`. */
  readonly file: string;
  /** This project's own folder inside `JIG_STATE_DIR`, 0700. */
  readonly state: string;
  /** Shared by all projects: uv and what it unpacks. */
  readonly cache: string;
  /** The supervisor's socket. Its folder may vanish at a logout. */
  readonly socket: string;
  readonly venv: string;
  readonly lock: string;
}

/** The lock of this machine alone, for what `jig.local.toml` adds: never in the project. */
export const localLockPath = ({ state }: Pick<Layout, "state">): string => `${state}/local.lock`;
