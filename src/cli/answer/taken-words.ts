// Which command changes a lock that is another tool's, for the hints of `jig add` and `jig remove`. It runs none.

import { takenKind } from "../../plan/requirements/taken-lock.ts";

/** What adds packages to it and brings them here, in words. */
export const addWithItsTool = (path: string, requirements: readonly string[]): string =>
  sayCommand(path, `uv add ${requirements.map((text) => quoted(text)).join(" ")}`);

/** What takes a package out of it and of here, in words. */
export const removeWithItsTool = (path: string, name: string): string =>
  sayCommand(path, `uv remove ${quoted(name)}`);

/** Where nobody has installed a uv, `jig run` has one. */
const sayCommand = (path: string, command: string): string => {
  const folder = path.slice(0, Math.max(0, path.lastIndexOf("/")));
  if (takenKind(path) === "pylock")
    return `write \`${path}\` anew with the tool that made it, then \`jig up\``;
  const whole = folder === "" ? command : `${command} --project ${quoted(folder)}`;
  return `\`${whole}\`, then \`jig up\` (without a uv on PATH: \`jig run -- uv …\`)`;
};

const quoted = (text: string): string => (/^[\w.,=/-]+$/.test(text) ? text : `'${text}'`);
