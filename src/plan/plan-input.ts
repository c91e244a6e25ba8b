// All that planning looks at. Whoever plans gathers it first, so that planning itself is a function of values.

import type { Description } from "../describe/description.ts";
import type { Facts } from "./facts.ts";
import type { RequirementsFiles } from "./requirements/reach-requirements.ts";
import type { Layout } from "./layout.ts";
import type { Lock } from "./lock/lock.ts";

export interface PlanInput {
  readonly description: Description;
  readonly facts: Facts;
  readonly layout: Layout;
  /** Null when there is no `jig.lock`. */
  readonly lock: Lock | null;
  /** This machine's own lock, which stands in for `jig.lock` where `jig.local.toml` asks for other packages. */
  readonly localLock?: Lock | null;
  /** Every requirements file that the description reaches, `-r` and `-c` too. */
  readonly requirementsFiles: RequirementsFiles;
  /** The ports that movable services had before. */
  readonly rememberedPorts: Readonly<Record<string, number>>;
  /** The digest of what is installed, when the services are to start on that and not on what the plan installs. */
  readonly installedEnvironment?: string;
  /** Services are to be started: what they cannot do without has to be here. */
  readonly startsServices?: boolean;
  readonly locking: "when-needed" | "asked" | "locked" | "frozen";
}
