// Where this machine's packages come from and whose certificates it trusts, as pip has been told: by variables and by its
// settings files. Data scientists behind a proxy have set pip up; uv does not look there. Reads only.

import { join } from "node:path";

import type { Host } from "../../host/host.ts";

export interface PipSettings {
  readonly indexUrl: string | null;
  readonly extraIndexUrls: readonly string[];
  readonly findLinks: readonly string[];
  readonly cert: string | null;
  readonly proxy: string | null;
  readonly trustedHosts: readonly string[];
  /** Seconds, as written. */
  readonly timeout: string | null;
}

/** A variable beats the files; of the files the later one beats the earlier: the machine's, the user's, the named one. */
export const readPipSettings = (host: Host): PipSettings => {
  const merged = new Map<string, string>();
  for (const path of settingsFiles(host)) {
    for (const [key, value] of readSettings(textOf(host, path))) merged.set(key, value);
  }
  const setting = (key: string): string | null => {
    const variable = host.env[`PIP_${key.toUpperCase().replaceAll("-", "_")}`];
    return (variable === undefined || variable === "" ? merged.get(key) : variable) ?? null;
  };
  const list = (key: string): readonly string[] =>
    (setting(key) ?? "").split(/\s+/).filter((item) => item !== "");
  return {
    indexUrl: setting("index-url"),
    extraIndexUrls: list("extra-index-url"),
    findLinks: list("find-links"),
    cert: setting("cert"),
    proxy: setting("proxy"),
    trustedHosts: list("trusted-host"),
    timeout: setting("default-timeout") ?? setting("timeout"),
  };
};

const settingsFiles = ({ env, machine }: Host): readonly string[] => {
  const named = env["PIP_CONFIG_FILE"];
  if (named === "/dev/null") return [];
  const global = (env["XDG_CONFIG_DIRS"] ?? "/etc/xdg").split(":").filter((dir) => dir.startsWith("/"));
  const user = env["XDG_CONFIG_HOME"] ?? join(machine.home, ".config");
  return [
    ...global.toReversed().map((dir) => join(dir, "pip", "pip.conf")),
    "/etc/pip.conf",
    ...(machine.platform === "darwin"
      ? [
          "/Library/Application Support/pip/pip.conf",
          join(machine.home, "Library/Application Support/pip/pip.conf"),
        ]
      : []),
    join(machine.home, ".pip", "pip.conf"),
    join(user, "pip", "pip.conf"),
    ...(named === undefined || !named.startsWith("/") ? [] : [named]),
  ];
};

const textOf = ({ files }: Host, path: string): string => {
  try {
    return files.readText(path) ?? "";
  } catch {
    return "";
  }
};

/** The `[global]`, `[install]` and `[download]` sections of an INI text, with values that run over several lines. */
const readSettings = (text: string): ReadonlyMap<string, string> => {
  const settings = new Map<string, string>();
  let section = "";
  let latest: string | null = null;
  for (const line of text.split(/\r?\n/)) {
    if (/^\s*([#;].*)?$/.test(line)) continue;
    const header = /^\[(.+)\]\s*$/.exec(line)?.[1];
    if (header !== undefined) {
      section = header.trim();
      latest = null;
      continue;
    }
    if (!["global", "install", "download"].includes(section)) continue;
    if (/^\s/.test(line) && latest !== null) {
      settings.set(latest, `${settings.get(latest) ?? ""} ${line.trim()}`.trim());
      continue;
    }
    const [, key, value] = /^([^=:]+?)\s*[=:]\s*(.*?)\s*$/.exec(line) ?? [];
    if (key === undefined || value === undefined) continue;
    latest = key.trim().toLowerCase().replaceAll("_", "-");
    settings.set(latest, value);
  }
  return settings;
};
