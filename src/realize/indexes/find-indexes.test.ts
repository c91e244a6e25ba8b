import { expect, test } from "bun:test";

import { fakeHost, type FakeHostOptions } from "../../host/fake-host.ts";
import { findIndexes } from "./find-indexes.ts";

const uv = "/usr/bin/uv";

const namesOf = async (options: FakeHostOptions, asked: string | null = null) => {
  const { indexes, isOffline } = await findIndexes(fakeHost(options), {
    venv: "/home/ada/p/.venv",
    uv: asked,
  });
  const shown = indexes.map(({ url, proxy, isTrusted }) =>
    [url.href, proxy === null ? "" : `by ${proxy.host}`, isTrusted ? "trusted" : ""].join(" ").trim(),
  );
  return isOffline ? ["offline", ...shown] : shown;
};

test("the index is uv's variable, or pip's, or pip's settings, or uv's settings, in that order", async () => {
  const files = {
    "/home/ada/.config/uv/uv.toml": [
      '[[index]]\nname = "other"\nurl = "https://b.example/simple"\n',
      '[[index]]\nurl = "https://a.example/simple"\ndefault = true\n[pip]\n',
    ].join(""),
  };
  expect(await namesOf({ files })).toEqual(["https://a.example/simple", "https://b.example/simple"]);
  const plain = { "/etc/uv/uv.toml": 'index-url = "https://c.example/simple"\n' };
  expect(await namesOf({ files: plain })).toEqual(["https://c.example/simple"]);
  const pip = {
    "/etc/pip.conf":
      "[global]\nindex-url = https://d.example/simple\nextra-index-url = https://e.example/x\n",
  };
  expect(await namesOf({ files: pip })).toEqual(["https://d.example/simple", "https://e.example/x"]);
  const env = {
    UV_DEFAULT_INDEX: "mine=https://f.example/simple",
    UV_INDEX: "https://f.example/two https://g.example",
  };
  expect(await namesOf({ files: pip, env })).toEqual(["https://f.example/simple", "https://g.example/"]);
});

test("without any, uv is asked for its own default; no address is built in", async () => {
  const help =
    "      --default-index <DEFAULT_INDEX>\n          The default package index (by default: <https://h.example/simple>) [env: X]\n";
  const programs = { [`${uv} pip install --help`]: help };
  expect(await namesOf({ programs }, uv)).toEqual(["https://h.example/simple"]);
  const wrapped = help.replace("(by default:", "(by\n          default:");
  expect(await namesOf({ programs: { [`${uv} pip install --help`]: wrapped } }, uv)).toHaveLength(1);
  expect(await namesOf({}, null)).toEqual([]);
  expect(await namesOf({}, uv)).toEqual([]);
  expect(await namesOf({ programs: { [uv]: "nothing of the kind" } }, uv)).toEqual([]);
});

test("a folder is no index to be asked, and neither is one that uv is told not to use", async () => {
  expect(await namesOf({ env: { UV_DEFAULT_INDEX: "file:///wheels", UV_INDEX: "/more" } })).toEqual([]);
  expect(await namesOf({ env: { UV_DEFAULT_INDEX: "https://a.example", UV_NO_INDEX: "1" } })).toEqual([]);
});

test("uv's and pip's word for offline, trusted hosts and proxies is taken", async () => {
  const UV_DEFAULT_INDEX = "https://a.example:8443/simple";
  expect(await namesOf({ env: { UV_DEFAULT_INDEX, UV_OFFLINE: "true" } })).toEqual([
    "offline",
    UV_DEFAULT_INDEX,
  ]);
  expect(await namesOf({ env: { UV_DEFAULT_INDEX, UV_OFFLINE: "0" } })).toEqual([UV_DEFAULT_INDEX]);
  expect(await namesOf({ env: { UV_DEFAULT_INDEX, UV_INSECURE_HOST: "b a.example" } })).toEqual([
    `${UV_DEFAULT_INDEX}  trusted`,
  ]);
  const through = (env: Readonly<Record<string, string>>) => namesOf({ env: { UV_DEFAULT_INDEX, ...env } });
  expect(await through({ HTTPS_PROXY: "http://me:secret@p.example:3128" })).toEqual([
    `${UV_DEFAULT_INDEX} by p.example:3128`,
  ]);
  expect(await through({ ALL_PROXY: "p.example:3128" })).toEqual([`${UV_DEFAULT_INDEX} by p.example:3128`]);
  expect(await through({ HTTP_PROXY: "http://p.example" })).toEqual([UV_DEFAULT_INDEX]);
  for (const NO_PROXY of ["*", "a.example", ".example", "x, *.example"]) {
    expect(await through({ HTTPS_PROXY: "http://p.example", NO_PROXY })).toEqual([UV_DEFAULT_INDEX]);
  }
  expect(await through({ HTTPS_PROXY: "http://p.example", no_proxy: "b.example" })).toHaveLength(1);
  const settings = { "/etc/pip.conf": "[global]\nproxy = http://p.example:8080\n" };
  expect(await namesOf({ files: settings, env: { UV_DEFAULT_INDEX } })).toEqual([
    `${UV_DEFAULT_INDEX} by p.example:8080`,
  ]);
});
