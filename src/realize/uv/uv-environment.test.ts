import { afterEach, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Host } from "../../host/host.ts";
import { realHost } from "../../host/real-host.ts";
import { uvEnvironment } from "./uv-environment.ts";

const folders: string[] = [];
afterEach(() => {
  for (const dir of folders.splice(0)) rmSync(dir, { recursive: true, force: true });
});

/** A host with its own home, without this machine's settings of pip and uv. */
const hostWith = (env: Record<string, string>, files: Record<string, string> = {}): Host => {
  const home = mkdtempSync(join(tmpdir(), "jig-uv-environment-"));
  folders.push(home);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(home, path, ".."), { recursive: true });
    writeFileSync(join(home, path), text);
  }
  const real = realHost();
  const hidden = (path: string): boolean => !path.startsWith(home) && path.startsWith("/etc/");
  return {
    ...real,
    env: { PIP_CONFIG_FILE: join(home, "none"), ...env },
    machine: { ...real.machine, home },
    files: { ...real.files, readText: (path) => (hidden(path) ? null : real.files.readText(path)) },
  };
};

const environment = (host: Host): Readonly<Record<string, string | undefined>> =>
  uvEnvironment(host, join(host.machine.home, "project/.venv"));

test("what the user told uv passes through, what would lead it elsewhere does not", () => {
  const env = environment(
    hostWith({
      UV_INDEX: "https://mirror.invalid/simple",
      UV_CACHE_DIR: "/cache",
      https_proxy: "http://proxy.invalid:3128",
      UV_PROJECT: "/other",
      UV_PYTHON: "3.8",
      UV_NO_VERIFY_HASHES: "1",
      VIRTUAL_ENV: "/venv",
      CONDA_PREFIX: "/conda",
      PYTHONPATH: "/lib",
    }),
  );
  expect(env).toMatchObject({
    UV_INDEX: "https://mirror.invalid/simple",
    UV_CACHE_DIR: "/cache",
    https_proxy: "http://proxy.invalid:3128",
  });
  for (const name of [
    "UV_PROJECT",
    "UV_PYTHON",
    "UV_NO_VERIFY_HASHES",
    "VIRTUAL_ENV",
    "CONDA_PREFIX",
    "PYTHONPATH",
  ]) {
    expect(env).not.toHaveProperty(name);
  }
});

test("what pip was told is told to uv", () => {
  const home = hostWith({}).machine.home;
  const bundle = join(home, "bundle.pem");
  writeFileSync(bundle, "certificates");
  const env = environment(
    hostWith({
      PIP_INDEX_URL: "https://mirror.invalid/simple",
      PIP_EXTRA_INDEX_URL: "https://a.invalid/simple https://b.invalid/simple",
      PIP_FIND_LINKS: `${home} /not/there`,
      PIP_CERT: bundle,
      PIP_PROXY: "http://proxy.invalid:3128",
      PIP_TRUSTED_HOST: "mirror.invalid",
      PIP_DEFAULT_TIMEOUT: "180",
    }),
  );
  expect(env).toMatchObject({
    UV_DEFAULT_INDEX: "https://mirror.invalid/simple",
    UV_INDEX: "https://a.invalid/simple https://b.invalid/simple",
    UV_FIND_LINKS: home,
    SSL_CERT_FILE: bundle,
    HTTPS_PROXY: "http://proxy.invalid:3128",
    UV_INSECURE_HOST: "mirror.invalid",
    UV_HTTP_TIMEOUT: "180",
  });
});

test("pip's settings files count, the later one more, and a variable most", () => {
  const files = {
    ".pip/pip.conf": "[global]\nindex-url = https://old.invalid/simple\n",
    ".config/pip/pip.conf": [
      "# mine",
      "[global]",
      "index_url: https://mirror.invalid/simple",
      "extra-index-url =",
      "    https://a.invalid/simple",
      "    https://b.invalid/simple",
      "[list]",
      "index-url = https://wrong.invalid",
    ].join("\n"),
  };
  expect(environment(hostWith({}, files))).toMatchObject({
    UV_DEFAULT_INDEX: "https://mirror.invalid/simple",
    UV_INDEX: "https://a.invalid/simple https://b.invalid/simple",
  });
  expect(environment(hostWith({ PIP_INDEX_URL: "https://c.invalid" }, files))).toMatchObject({
    UV_DEFAULT_INDEX: "https://c.invalid",
  });
  expect(environment(hostWith({ PIP_CONFIG_FILE: "/dev/null" }, files))).not.toHaveProperty(
    "UV_DEFAULT_INDEX",
  );
});

test("somebody who told uv itself is believed", () => {
  const pip = { PIP_INDEX_URL: "https://pip.invalid/simple" };
  const told = hostWith({ ...pip, UV_DEFAULT_INDEX: "https://uv.invalid/simple" });
  expect(environment(told)).toMatchObject({ UV_DEFAULT_INDEX: "https://uv.invalid/simple" });
  const written = hostWith(pip, { ".config/uv/uv.toml": '[[index]]\nurl = "https://uv.invalid/simple"\n' });
  expect(environment(written)).not.toHaveProperty("UV_DEFAULT_INDEX");
});

test("without a word about certificates the machine's are trusted", () => {
  expect(environment(hostWith({}))).toMatchObject({ UV_SYSTEM_CERTS: "1", UV_NATIVE_TLS: "1" });
  expect(environment(hostWith({ UV_SYSTEM_CERTS: "0" }))).not.toHaveProperty("UV_NATIVE_TLS");
  expect(environment(hostWith({ SSL_CERT_FILE: "/not/there", PIP_CERT: "/neither" }))).toMatchObject({
    SSL_CERT_FILE: "/not/there",
  });
});

test("across file systems files are copied without a warning, unless the user chose a way", () => {
  expect(environment(hostWith({}))).not.toHaveProperty("UV_LINK_MODE");
  const host = hostWith({ UV_CACHE_DIR: "/" });
  const moved = { ...host, files: { ...host.files, stat: (path: string) => statOn(host, path) } };
  expect(environment(moved)).toMatchObject({ UV_LINK_MODE: "copy" });
  const chosen = hostWith({ UV_CACHE_DIR: "/", UV_LINK_MODE: "symlink" });
  expect(environment(chosen)).toMatchObject({ UV_LINK_MODE: "symlink" });
});

/** The cache (`/`) as if it lay on a disk of its own. */
const statOn = (host: Host, path: string) => {
  const stat = host.files.stat(path);
  return stat !== null && path === "/" ? { ...stat, device: -1 } : stat;
};
