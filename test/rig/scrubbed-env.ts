// The environment of a test's processes: what this machine needs to reach its package index, and nothing of the person
// who runs the tests. It reads the environment; it changes none.

import { accessSync, constants, mkdirSync, realpathSync } from "node:fs";
import { delimiter, join } from "node:path";

import { cacheFolder } from "./paths.ts";

/** Where packages come from and whom to trust: without these nothing can be installed behind a mirror or a proxy. */
const network = [
  /^(HTTPS?|ALL|NO)_PROXY$/i,
  /^SSL_CERT_(FILE|DIR)$/,
  /^(REQUESTS|CURL)_CA_BUNDLE$/,
  /^PIP_(INDEX_URL|EXTRA_INDEX_URL|CERT|FIND_LINKS|TRUSTED_HOST|DEFAULT_TIMEOUT|DISABLE_PIP_VERSION_CHECK)$/,
  /^UV_(INDEX_URL|DEFAULT_INDEX|INDEX|EXTRA_INDEX_URL|SYSTEM_CERTS|NATIVE_TLS|HTTP_TIMEOUT)$/,
];

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** The first Python from 3.11 on that is on the PATH of whoever runs the tests, links and shims resolved. */
export const hostPython = (): string => {
  const names = ["python3", "python3.11", "python3.12", "python3.13", "python3.14"];
  const folders = ["/usr/bin", ...(process.env["PATH"] ?? "").split(delimiter)];
  for (const folder of folders) {
    for (const name of names) {
      const path = join(folder, name);
      if (!isExecutable(path)) continue;
      const ran = Bun.spawnSync([
        path,
        "-c",
        "import sys; print(sys.executable) if sys.version_info >= (3, 11) else 0",
      ]);
      const printed = ran.stdout.toString().trim();
      if (printed.startsWith("/")) return printed;
    }
  }
  throw new Error("the tests need a Python of version 3.11 or newer");
};

/** A PATH of `binDir` and the machine's own folders, and of the variables only those that reach the package index. */
export const scrubbedEnv = (binDir: string): Record<string, string> => {
  const kept = Object.entries(process.env).filter(
    ([name, value]) => value !== undefined && network.some((pattern) => pattern.test(name)),
  );
  // Shared by all tests, so that a package is downloaded once.
  mkdirSync(cacheFolder, { recursive: true });
  const cache = realpathSync(cacheFolder);
  return {
    ...Object.fromEntries(kept.map(([name, value]) => [name, value ?? ""])),
    PATH: [binDir, "/usr/local/bin", "/usr/bin", "/bin"].join(delimiter),
    LANG: "C.UTF-8",
    UV_CACHE_DIR: join(cache, "uv"),
    JIG_CACHE_DIR: join(cache, "jig"),
  };
};
