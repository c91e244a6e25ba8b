// What a service wrote and nobody means to show: Ollama begins its log with all of its variables, the proxies' passwords
// among them. The file stays as it was written; only this user reads it.

import { hideSecrets } from "../base/secrets.ts";

/** The line as it is shown. */
export const hideLogged = (line: string): string => (SETTINGS.test(line) ? hideSecrets(line) : line);

const SETTINGS = /server config"? env="map\[/;
