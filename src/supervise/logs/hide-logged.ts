// What a service wrote and nobody means to show: Ollama begins its log with all of its variables, the proxies' passwords
// among them, and names the proxy again where it cannot be reached. The file stays as it was written; only this user reads it.

import { hideSecrets, hideUsers } from "../../base/secrets.ts";

/** The line as it is shown. */
export const hideLogged = (line: string): string => {
  if (SETTINGS.test(line)) return hideSecrets(line);
  // The link of a page behind a proxy keeps its token: it is there to be opened.
  return line.includes("://") && /proxy/i.test(line) ? hideUsers(line) : line;
};

const SETTINGS = /server config"? env="map\[/;
