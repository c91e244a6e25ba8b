import { afterAll, beforeAll, expect, test } from "bun:test";
import fs from "node:fs";
import net from "node:net";
import { join } from "node:path";

import { fakeHost } from "../../host/fake-host.ts";
import type { Host } from "../../host/host.ts";
import { realFiles } from "../../host/files/real-files.ts";
import { realNetwork } from "../../host/network/network.ts";
import { askIndexes } from "./ask-indexes.ts";

const openssl = Bun.which("openssl");
let folder = "";
let tls: { readonly key: string; readonly cert: string } | null = null;

beforeAll(() => {
  folder = fs.mkdtempSync("/tmp/jig-ask-");
  if (openssl === null) return;
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
  const made = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", key, "-out", cert];
  Bun.spawnSync([openssl, ...made, ...subject]);
  tls = { key: fs.readFileSync(key, "utf8"), cert: fs.readFileSync(cert, "utf8") };
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const ask = async (env: Readonly<Record<string, string>>) => {
  // The machine's own settings are no part of the test.
  const host: Host = {
    ...fakeHost({ env }),
    files: { ...realFiles, readText: (path) => (path.startsWith(folder) ? realFiles.readText(path) : null) },
  };
  const asking = { host: { ...host, now: () => new Date() }, network: realNetwork };
  const [answer] = await askIndexes(asking, { venv: "/home/ada/p/.venv", uv: null });
  return answer;
};

/** A server of bytes: it says one thing to whoever speaks, or nothing at all. */
const saying = async (answer: string | null): Promise<{ readonly host: string } & AsyncDisposable> => {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    if (answer !== null) socket.once("data", () => socket.end(answer));
  });
  await new Promise<void>((resolve) => server.listen({ host: "127.0.0.1", port: 0 }, resolve));
  const address = server.address();
  return {
    host: `127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
};

test("an index that answers is told with its status and its clock, and gets its password as a header", async () => {
  const heard: { path: string; method: string; authorization: string | null }[] = [];
  using server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: ({ url, method, headers }) => {
      heard.push({ path: new URL(url).pathname, method, authorization: headers.get("authorization") });
      return new Response(null, {
        status: 404,
        headers: { date: new Date(Date.now() + 3_600_000).toUTCString() },
      });
    },
  });
  const answer = await ask({ UV_DEFAULT_INDEX: `http://me:pass%20word@127.0.0.1:${server.port}/simple` });
  expect(answer).toMatchObject({
    host: `127.0.0.1:${server.port}`,
    proxy: null,
    outcome: { kind: "answers", status: 404 },
  });
  const ahead = answer?.outcome.kind === "answers" ? (answer.outcome.clockAheadMs ?? 0) : 0;
  expect(Math.abs(ahead - 3_600_000)).toBeLessThan(5000);
  const authorization = `Basic ${Buffer.from("me:pass word").toString("base64")}`;
  expect(heard).toEqual([{ path: "/simple/pip/", method: "HEAD", authorization }]);
});

test("nobody there, no such name and no answer are told apart", async () => {
  const gone = await saying(null);
  await gone[Symbol.asyncDispose]();
  expect((await ask({ UV_DEFAULT_INDEX: `http://${gone.host}/simple` }))?.outcome).toEqual({
    kind: "refused",
  });
  expect((await ask({ UV_DEFAULT_INDEX: "https://nowhere.invalid/simple" }))?.outcome).toEqual({
    kind: "unknown-name",
  });
  await using silent = await saying(null);
  expect((await ask({ UV_DEFAULT_INDEX: `http://${silent.host}/simple` }))?.outcome).toEqual({
    kind: "silent",
  });
});

test("a proxy that is gone, silent or refuses is told as such", async () => {
  const UV_DEFAULT_INDEX = "https://nowhere.invalid/simple";
  const gone = await saying(null);
  await gone[Symbol.asyncDispose]();
  const answer = await ask({ UV_DEFAULT_INDEX, HTTPS_PROXY: `http://me:secret@${gone.host}` });
  expect(answer).toEqual({ host: "nowhere.invalid", proxy: gone.host, outcome: { kind: "proxy-refused" } });
  const unknown = await ask({ UV_DEFAULT_INDEX, HTTPS_PROXY: "http://nobody.invalid:3128" });
  expect(unknown?.outcome).toEqual({ kind: "proxy-unknown-name" });
  await using silent = await saying(null);
  expect((await ask({ UV_DEFAULT_INDEX, HTTPS_PROXY: `http://${silent.host}` }))?.outcome).toEqual({
    kind: "proxy-silent",
  });
  await using strict = await saying(
    "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n",
  );
  expect((await ask({ UV_DEFAULT_INDEX, HTTPS_PROXY: `http://${strict.host}` }))?.outcome).toEqual({
    kind: "proxy-denies",
    said: "407 Proxy Authentication Required",
  });
});

test.skipIf(openssl === null)(
  "a certificate that nobody knows is told, unless it is named or its host trusted",
  async () => {
    if (tls === null) throw new Error("there is no certificate");
    using server = Bun.serve({ port: 0, hostname: "127.0.0.1", tls, fetch: () => new Response(null) });
    const UV_DEFAULT_INDEX = `https://127.0.0.1:${server.port}/simple`;
    expect((await ask({ UV_DEFAULT_INDEX }))?.outcome).toEqual({
      kind: "certificate",
      code: "DEPTH_ZERO_SELF_SIGNED_CERT",
    });
    const named = await ask({ UV_DEFAULT_INDEX, SSL_CERT_FILE: join(folder, "cert.pem") });
    expect(named?.outcome).toMatchObject({ kind: "answers", status: 200 });
    const trusted = await ask({ UV_DEFAULT_INDEX, UV_INSECURE_HOST: "127.0.0.1" });
    expect(trusted?.outcome).toMatchObject({ kind: "answers", status: 200 });
  },
);

test.each([
  ["SSL_CERT_FILE", "nowhere.pem", true],
  ["SSL_CERT_FILE", "empty.pem", false],
  ["PIP_CERT", "empty.pem", false],
])(
  "`%s` naming %s is what is told, for nothing would be trusted with it",
  async (namedBy, file, isMissing) => {
    fs.writeFileSync(join(folder, "empty.pem"), "no certificate\n");
    await using server = await saying("");
    const path = join(folder, file);
    const asked = await ask({ UV_DEFAULT_INDEX: `https://${server.host}/simple`, [namedBy]: path });
    expect(asked?.outcome).toEqual({ kind: "bundle", namedBy, path, isMissing });
    // An index that needs no certificate is asked without one.
    await using plain = await saying("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    const answer = await ask({ UV_DEFAULT_INDEX: `http://${plain.host}/simple`, [namedBy]: path });
    expect(answer?.outcome).toMatchObject({ kind: "answers" });
  },
);

test("what an index does that is no HTTP is told in words for people", async () => {
  await using server = await saying("");
  const answer = await ask({ UV_DEFAULT_INDEX: `http://${server.host}/simple` });
  expect(answer?.outcome).toEqual({ kind: "other", said: "it closes the connection without an answer" });
});

test("offline, nobody is asked", async () => {
  const env = { UV_DEFAULT_INDEX: "https://nowhere.invalid", UV_OFFLINE: "1" };
  expect(await ask(env)).toEqual({ host: "nowhere.invalid", proxy: null, outcome: { kind: "offline" } });
});
