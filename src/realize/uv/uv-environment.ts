// The environment that every uv of ours runs in: the user's proxies, certificates and indexes, whether they were set for
// uv or for pip, and nothing that would point uv at another project or interpreter.

import { join } from "node:path";

import type { Host } from "../../host/host.ts";
import { readPipSettings, type PipSettings } from "../indexes/pip-settings.ts";

/** Variables of the user's that would change what we ask uv for. The rest of `UV_*` passes through. */
const redirecting = new Set([
  "UV_BUILD_CONSTRAINT",
  "UV_CONFIG_FILE",
  "UV_CONSTRAINT",
  "UV_ENV_FILE",
  "UV_EXCLUDE",
  "UV_FROZEN",
  "UV_ISOLATED",
  "UV_LOCKED",
  "UV_NO_PROJECT",
  "UV_NO_SYNC",
  "UV_NO_VERIFY_HASHES",
  "UV_OVERRIDE",
  "UV_PROJECT",
  "UV_PROJECT_ENVIRONMENT",
  "UV_PYTHON",
  "UV_REQUIRE_HASHES",
  "UV_SYSTEM_PYTHON",
  "UV_VENV_CLEAR",
  "UV_VENV_RELOCATABLE",
  "UV_VENV_SEED",
  "UV_WORKING_DIR",
  "UV_WORKING_DIRECTORY",
  "PYTHONHOME",
  "PYTHONPATH",
  "PYTHONSTARTUP",
  "PYTHONUSERBASE",
]);

const isRedirecting = (name: string): boolean =>
  redirecting.has(name) || /^(VIRTUAL_ENV|CONDA_|_CE_|PYENV_)/.test(name);

/** The whole environment for a uv that works on `venv` (its file system decides how files are linked). */
export const uvEnvironment = (host: Host, venv: string): Readonly<Record<string, string>> => {
  const base: Record<string, string> = {};
  for (const [name, value] of Object.entries(host.env)) {
    if (value !== undefined && !isRedirecting(name)) base[name] = value;
  }
  const isSet = (...names: readonly string[]): boolean => names.some((name) => (base[name] ?? "") !== "");
  const pip = readPipSettings(host);
  return {
    // An interpreter is downloaded only by the step that says so.
    UV_PYTHON_DOWNLOADS: "never",
    ...(isSet("UV_LINK_MODE") || canLink(host, base, venv) ? {} : { UV_LINK_MODE: "copy" }),
    ...indexVariables(host, pip, isSet),
    ...networkVariables(pip, isSet),
    ...base,
    ...certificateVariables(host, pip, base),
    NO_COLOR: "1",
  };
};

type IsSet = (...names: readonly string[]) => boolean;

const indexVariables = (host: Host, pip: PipSettings, isSet: IsSet): Record<string, string> => {
  if (uvHasIndexSettings(host)) return {};
  const links = pip.findLinks.filter((link) => /^\w+:\/\//.test(link) || host.files.stat(link) !== null);
  return {
    ...(pip.indexUrl === null || isSet("UV_DEFAULT_INDEX", "UV_INDEX_URL")
      ? {}
      : { UV_DEFAULT_INDEX: pip.indexUrl }),
    ...(pip.extraIndexUrls.length === 0 || isSet("UV_INDEX", "UV_EXTRA_INDEX_URL")
      ? {}
      : { UV_INDEX: pip.extraIndexUrls.join(" ") }),
    ...(links.length === 0 || isSet("UV_FIND_LINKS") ? {} : { UV_FIND_LINKS: links.join(",") }),
  };
};

/** Somebody who wrote uv's own settings has told uv what it needs to know. */
const uvHasIndexSettings = (host: Host): boolean =>
  readUvSettings(host).some((text) => /^\s*(\[+index|index-url|extra-index-url|find-links)/m.test(text));

/** The texts of uv's own settings files, the user's before the machine's. One that cannot be read is left out. */
export const readUvSettings = ({ env, files, machine }: Host): readonly string[] => {
  const user = env["XDG_CONFIG_HOME"] ?? join(machine.home, ".config");
  return [join(user, "uv", "uv.toml"), "/etc/xdg/uv/uv.toml", "/etc/uv/uv.toml"].flatMap((path) => {
    try {
      return files.readText(path) ?? [];
    } catch {
      return [];
    }
  });
};

const networkVariables = (pip: PipSettings, isSet: IsSet): Record<string, string> => ({
  ...(pip.proxy === null || isSet("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy")
    ? {}
    : { HTTPS_PROXY: pip.proxy, HTTP_PROXY: pip.proxy }),
  ...(pip.timeout === null || isSet("UV_HTTP_TIMEOUT", "UV_REQUEST_TIMEOUT")
    ? {}
    : { UV_HTTP_TIMEOUT: pip.timeout }),
  ...(pip.trustedHosts.length === 0 || isSet("UV_INSECURE_HOST")
    ? {}
    : { UV_INSECURE_HOST: pip.trustedHosts.join(" ") }),
});

/** uv trusts its own list unless told: the certificates that this machine's other programs trust are named to it. */
const certificateVariables = (
  host: Host,
  pip: PipSettings,
  env: Readonly<Record<string, string>>,
): Record<string, string> => {
  const bundle = namedBundle(host, pip.cert, env);
  if (bundle !== null) return { SSL_CERT_FILE: bundle };
  const isTold = ["SSL_CERT_FILE", "SSL_CERT_DIR", "UV_SYSTEM_CERTS", "UV_NATIVE_TLS"].some(
    (name) => name in env,
  );
  // The older name is for a uv of before the newer one.
  return isTold ? {} : { UV_SYSTEM_CERTS: "1", UV_NATIVE_TLS: "1" };
};

/** The certificate bundle that the user named, to whichever program; null when none is, or it is not there. */
export const namedBundle = (
  host: Host,
  pipCert: string | null,
  env: Readonly<Record<string, string | undefined>>,
): string | null => {
  const named = [env["SSL_CERT_FILE"], pipCert, env["REQUESTS_CA_BUNDLE"], env["CURL_CA_BUNDLE"]];
  return (
    named.find((path) => path !== undefined && path !== null && host.files.stat(path)?.kind === "file") ??
    null
  );
};

/** Files can be hard-linked out of uv's cache only within one file system. A cache that is not there yet lies in home. */
const canLink = (host: Host, env: Readonly<Record<string, string>>, venv: string): boolean => {
  const cache = env["UV_CACHE_DIR"] ?? join(env["XDG_CACHE_HOME"] ?? join(host.machine.home, ".cache"), "uv");
  const from = deviceOf(host, cache);
  const to = deviceOf(host, venv);
  return from === null || to === null || from === to;
};

/** The file system of a path, or of the nearest folder above it that is there. */
const deviceOf = (host: Host, path: string): number | null => {
  for (let at = path; ; at = join(at, "..")) {
    const stat = host.files.stat(at);
    if (stat !== null) return stat.device;
    if (at === "/" || at === "." || at === "..") return null;
  }
};
