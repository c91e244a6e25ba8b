// Which package indexes uv would ask on this machine, and through which proxy: by variables, pip's and uv's settings, and
// what uv itself says is its default. No address is built in.

import type { Host } from "../../host/host.ts";
import { proxyFor } from "../../host/network/proxy-for.ts";
import { readUvSettings, uvEnvironment } from "../uv/uv-environment.ts";

export interface NamedIndex {
  readonly url: URL;
  readonly proxy: URL | null;
  /** Its certificate is not looked at: the user said so. */
  readonly isTrusted: boolean;
}

export interface NamedIndexes {
  readonly indexes: readonly NamedIndex[];
  /** uv is told not to use the network. */
  readonly isOffline: boolean;
}

/** @param uv a uv that may be asked for its default index; null when there is none */
export const findIndexes = async (
  host: Host,
  { venv, uv }: { readonly venv: string; readonly uv: string | null },
): Promise<NamedIndexes> => {
  const env = uvEnvironment(host, venv);
  if (isOn(env["UV_NO_INDEX"])) return { indexes: [], isOffline: false };
  const settings = readUvSettings(host).map((text) => indexesIn(text));
  const main = usualIndexHere({ host, layout: { venv } });
  const others = [
    ...wordsOf(env["UV_INDEX"] ?? env["UV_EXTRA_INDEX_URL"]),
    ...settings.flatMap((found) => found.others.map(({ url }) => url)),
  ];
  const named = [main ?? (await defaultOf(host, uv)) ?? "", ...others].flatMap((text) => asUrl(text));
  const trusted = new Set(wordsOf(env["UV_INSECURE_HOST"]));
  return {
    isOffline: isOn(env["UV_OFFLINE"]),
    indexes: onePerHost(named).map((url) => ({
      url,
      proxy: proxyFor(url, env),
      isTrusted: trusted.has(url.hostname) || trusted.has(url.host),
    })),
  };
};

/** What this machine has in place of the usual index: by a variable, or by uv's own settings; null when it has that one. */
export const usualIndexHere = ({
  host,
  layout,
}: {
  readonly host: Host;
  readonly layout: { readonly venv: string };
}): string | null => {
  const env = uvEnvironment(host, layout.venv);
  const settings = readUvSettings(host).map((text) => indexesIn(text));
  const named = env["UV_DEFAULT_INDEX"] ?? env["UV_INDEX_URL"];
  // uv lets a variable name it, too: `inner=https://…`.
  return (
    named?.replace(/^[A-Za-z0-9_.-]+=(?=\w+:)/, "") ??
    settings.find((found) => found.main !== null)?.main ??
    null
  );
};

/** Whether a variable of uv's says yes. */
export const isOn = (value: string | undefined): boolean =>
  value !== undefined && !["", "0", "false", "no", "off"].includes(value.toLowerCase());

const wordsOf = (text: string | undefined): readonly string[] =>
  (text ?? "").split(/\s+/).filter((word) => word !== "");

/** `name=https://…` is how uv lets one give an index a name; a folder is an index that needs no network. */
const asUrl = (text: string): readonly URL[] => {
  const address = text.replace(/^[A-Za-z0-9_.-]+=(?=https?:)/, "");
  return /^https?:\/\//.test(address) && URL.canParse(address) ? [new URL(address)] : [];
};

const onePerHost = (urls: readonly URL[]): readonly URL[] =>
  urls.filter(({ host }, at) => urls.findIndex((other) => other.host === host) === at);

interface FurtherIndex {
  readonly url: string;
  readonly name: string | null;
}

/** `index-url = …` and `[[index]]` tables of a uv.toml. */
export const indexesIn = (
  text: string,
): { readonly main: string | null; readonly others: readonly FurtherIndex[] } => {
  const tables = text
    .split(/^\s*\[\[\s*index\s*\]\]/m)
    .slice(1)
    .map((table) => table.split(/^\s*\[/m)[0] ?? "");
  const found = tables.flatMap((table) => {
    const url = /^\s*url\s*=\s*["']([^"']+)/m.exec(table)?.[1];
    const name = /^\s*name\s*=\s*["']([^"']+)/m.exec(table)?.[1] ?? null;
    return url === undefined ? [] : [{ url, name, isMain: /^\s*default\s*=\s*true/m.test(table) }];
  });
  const plain = /^\s*index-url\s*=\s*["']([^"']+)/m.exec(text)?.[1] ?? null;
  return {
    main: found.find(({ isMain }) => isMain)?.url ?? plain,
    others: found.filter(({ isMain }) => !isMain),
  };
};

/** uv names its default in its help; a uv that does not leaves it unknown. */
const defaultOf = async (host: Host, uv: string | null): Promise<string | null> => {
  if (uv === null) return null;
  const argv = [uv, "pip", "install", "--help"] as const;
  const ran = await host.run({ argv, cwd: "/", env: { ...host.env, NO_COLOR: "1" }, timeoutMs: 1000 });
  if (ran.kind !== "exited" || ran.code !== 0) return null;
  return /index \(by\s+default:\s*<?(https?:\/\/[^\s>)]+)/.exec(ran.stdout)?.[1] ?? null;
};
