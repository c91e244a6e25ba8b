// jig's own version and the formats it writes. A format's number goes up when an older jig could misread it.

import { version } from "../../package.json" with { type: "json" };

export const JIG_VERSION: string = version;

/** The talk between `jig` and its supervisor. A client never replaces a supervisor of another protocol. */
export const PROTOCOL_VERSION = 1;
