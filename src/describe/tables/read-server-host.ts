// `host` of `[ollama]`: the address of a server that can be asked, and what is wrong with what is none. It asks nobody.

import type { Located } from "../../base/place.ts";
import { readText, report, type Reading } from "../reading.ts";
import type { TomlValue } from "../toml/toml-tree.ts";
import { quote } from "../words.ts";

/** A host, with a scheme and a port or without. */
export const SERVER_ADDRESS = /^(https?:\/\/)?([A-Za-z0-9_.-]+|\[[0-9A-Fa-f:]+\])(?::([0-9]{1,5}))?\/?$/;

const USUAL = 'write scheme, host and port: `"http://gpu-box:11434"`';

/** Null for what is no such address, which is noted. */
export const readServerHost = (reading: Reading, value: TomlValue): Located<string> | null => {
  if (value.kind === "string" && value.value.trim() === "") {
    const hint = `${USUAL}, or take the line out`;
    return report(reading, { code: "empty-value", message: "`host` is empty", range: value.range, hint });
  }
  if (value.kind === "integer" || value.kind === "float") {
    const message = "`host` must be an address, not a number";
    return report(reading, { code: "wrong-type", message, range: value.range, hint: USUAL });
  }
  const host = readText(reading, value, "`host`");
  const wrong = host === null ? null : judgeHost(host.value);
  if (host === null || wrong === null) return host;
  return report(reading, { code: "invalid-host", range: host.range, ...wrong });
};

const sayHere = (port: string): string => `write \`"127.0.0.1:${port}"\` for one on this machine`;

const judgeHost = (host: string): { readonly message: string; readonly hint: string } | null => {
  // What may be a password is not said again.
  const [, scheme = "http://", bare] = /^(\w+:\/\/)?[^/]*@(.*)$/.exec(host) ?? [];
  if (bare !== undefined)
    return {
      message: "`host` holds a name or a password, and Ollama takes none",
      hint: `write \`"${scheme}${bare}"\`, and change that password: others read this file`,
    };
  const [whole, , name = "", port] = SERVER_ADDRESS.exec(host) ?? [];
  if (whole === undefined) return { message: `${quote(host)} is not the address of a server`, hint: USUAL };
  if (port !== undefined && (Number(port) < 1 || Number(port) > 65_535))
    return {
      message: `${quote(host)} has no port that there is`,
      hint: "ports go from 1 to 65535; Ollama's is 11434",
    };
  if (/^\d+$/.test(name) && /[1-9]/.test(name)) {
    const isPort = port === undefined && Number(name) <= 65_535;
    return isPort
      ? { message: `${quote(host)} is a port, and no address`, hint: sayHere(name) }
      : { message: `${quote(host)} has a number where its host should be`, hint: USUAL };
  }
  if (/^(?:0+(?:\.0+){0,3}|\[[0:]+\])$/.test(name))
    return {
      message: `${quote(host)} is where a server listens, and no address to ask at`,
      hint: sayHere("11434"),
    };
  return null;
};
