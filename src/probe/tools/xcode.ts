// macOS puts programs into /usr/bin that only open a dialog ("install the developer tools?") until these are there.

import type { Host } from "../../host/host.ts";

/** Whether a program may be such a stand-in. */
export const isStandIn = (host: Host, path: string): boolean =>
  host.machine.platform === "darwin" && path.startsWith("/usr/bin/");

/** Whether a program may be started without asking a person to install something. */
export const isSafeToStart = async (host: Host, path: string): Promise<boolean> => {
  if (!isStandIn(host, path)) return true;
  const ran = await host.run({ argv: ["/usr/bin/xcode-select", "-p"], timeoutMs: 5000 });
  return ran.kind === "exited" && ran.code === 0;
};
