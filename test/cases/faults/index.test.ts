import { expect, test } from "bun:test";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

import { describeService } from "../../rig/describe-service.ts";
import { openIndexedRig } from "../../rig/indexed-rig.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { servePackageIndex, type Misbehaviour } from "../../rig/package-index.ts";
import type { Rig } from "../../rig/rig.ts";
import { canMakeCertificates, makeCertificates } from "../../rig/certificates.ts";

const describe = (version: string): string =>
  `[python]\nversion = "3.11"\npackages = ["alder==${version}", "birch"]\nimport-check = ["alder"]\n`;

const printVersion = ["run", "--", "python", "-c", "import alder, birch; print(alder.version)"] as const;

/** The environment of before is the one that a command gets: nothing of it was lost. */
const expectFormer = async (rig: Rig, lock: string): Promise<void> => {
  expect(rig.read("jig.lock")).toBe(lock);
  rig.write("jig.toml", describe("1.0"));
  expectOutcome(await rig.jig(...printVersion), { stdout: "1.0\n" });
};

const page: Misbehaviour = (response) => {
  response.writeHead(200, { "content-type": "text/html" }).end("<html>Log in to this network</html>");
  return true;
};

/** What jig itself adds stands in no line of the description; which file comes damaged first is chance. */
const isOurs = (path: string): boolean => path.includes("/pip-");

/** Only the beginning of each wheel arrives, whoever asks: too little to read what it is from. */
const half: Misbehaviour = (response, { wheel, path }) => {
  if (wheel === null || isOurs(path)) return false;
  response.writeHead(200, { "content-length": wheel.length });
  response.write(wheel.subarray(0, 20), () => response.socket?.end());
  return true;
};

test.each<readonly [string, Misbehaviour, readonly string[]]>([
  [
    "answers 503",
    (response) => {
      response.writeHead(503).end();
      return true;
    },
    ["the package index has trouble of its own (503 Service Unavailable)", "hint: try again later"],
  ],
  ["answers with a login page", page, ["there is no `alder==2.0` in the package index"]],
  [
    "sends a part of a file",
    half,
    ["came damaged from the package index", "jig.toml:3:", "hint: try again; when it stays so"],
  ],
  [
    "sends a page in the place of a file",
    (response, asked) => asked.wheel !== null && !isOurs(asked.path) && page(response, asked),
    ["came damaged from the package index", "jig.toml:3:", "hint: try again; when it stays so"],
  ],
  [
    "wants a password",
    (response) => {
      response.writeHead(401).end();
      return true;
    },
    ["hint: the package index asks for a password, or a proxy does"],
  ],
])(
  "an index that %s is told as that; the lock and the environment of before stay",
  async (_, answer, stderr) => {
    await using index = await servePackageIndex();
    await using rig = await openIndexedRig(index, { description: describe("1.0") });
    expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
    const lock = rig.read("jig.lock");

    index.misbehave(answer);
    rig.write("jig.toml", describe("2.0"));
    expectOutcome(await rig.jig("sync"), { code: 1, stderr });
    await expectFormer(rig, lock);

    index.misbehave(null);
    rig.write("jig.toml", describe("2.0"));
    expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
    expectOutcome(await rig.jig(...printVersion), { stdout: "2.0\n" });
  },
);

test("a file that is changed on the way leaves the packages of before, and `up` starts on them", async () => {
  await using index = await servePackageIndex();
  const service = describeService("web", { run: ["sleep", "1000"] });
  await using rig = await openIndexedRig(index, { description: describe("1.0") + service });
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
  index.misbehave((response, { wheel, path }) => {
    if (wheel === null || !path.includes("alder")) return false;
    // The first file's bytes begin behind its header and name: the record of the wheel stays readable.
    response.end(wheel.with(40, (wheel[40] ?? 0) ^ 255));
    return true;
  });
  rig.write("jig.toml", describe("2.0") + service);
  expectOutcome(await rig.jig("up"), {
    code: 1,
    stdout: ["web", "ready"],
    stderr: [
      "`alder` came damaged from the package index",
      "hint: try again; when it stays so",
      "the packages are those of before",
    ],
  });
  const print = [join(rig.root, ".venv/bin/python"), "-c", "import alder; print(alder.version)"];
  expect(Bun.spawnSync(print).stdout.toString()).toBe("1.0\n");
});

test("a file with another hash than the locked one is not installed, and nobody is told to try it", async () => {
  await using index = await servePackageIndex();
  await using rig = await openIndexedRig(index, { description: describe("1.0") });
  expectOutcome(await rig.jig("lock"), { stdout: anything, stderr: anything });
  const forged = rig.read("jig.lock").replaceAll(/sha256 = "[0-9a-f]{64}"/g, `sha256 = "${"0".repeat(64)}"`);
  rig.write("jig.lock", forged);
  const sync = await rig.jig("sync");
  expectOutcome(sync, { code: 1, stderr: ["do not use it before you know why"] });
  expect(existsSync(join(rig.root, ".venv/lib/python3.11/site-packages/alder.py"))).toBe(false);
  expect(rig.read("jig.lock")).toBe(forged);
});

test("without a network, what uv has in its cache is enough for an environment that was deleted", async () => {
  await using index = await servePackageIndex();
  await using rig = await openIndexedRig(index, { description: describe("1.0") });
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
  await index.close();
  rmSync(join(rig.root, ".venv"), { recursive: true });
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: ["3 packages installed"] });
  expectOutcome(await rig.jig(...printVersion), { stdout: "1.0\n" });
});

test("without a network and without a cache, the missing network is named, and the next sync needs no help", async () => {
  await using index = await servePackageIndex();
  await using rig = await openIndexedRig(index, { description: describe("1.0") });
  const away = { UV_DEFAULT_INDEX: "http://127.0.0.1:9/simple", PIP_INDEX_URL: "http://127.0.0.1:9/simple" };
  expectOutcome(await rig.jigWith({ env: away }, "sync"), {
    code: 1,
    stderr: ["the package index cannot be reached", "hint: is the network there?"],
  });
  expectOutcome(await rig.jig("lock"), { stdout: anything, stderr: anything });
  rmSync(index.cache, { recursive: true });
  // What is locked is what is asked for: that needs nobody, unless the newest versions are meant.
  const lock = rig.read("jig.lock");
  expectOutcome(await rig.jigWith({ env: away }, "lock"), {
    stdout: "✓ jig.lock is up to date\n",
    stderr: ["jig.lock stays: the package index cannot be reached"],
  });
  expectOutcome(await rig.jigWith({ env: away }, "lock", "--upgrade"), {
    code: 1,
    stderr: ["error: the package index cannot be reached"],
  });
  rig.write("jig.toml", describe("2.0"));
  expectOutcome(await rig.jigWith({ env: away }, "lock"), {
    code: 1,
    stderr: ["error: the package index cannot be reached"],
  });
  rig.write("jig.toml", describe("1.0"));
  expect(rig.read("jig.lock")).toBe(lock);
  expectOutcome(await rig.jigWith({ env: away }, "sync"), {
    code: 1,
    stderr: ["could not be installed", "hint: is the network there?"],
  });
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
  expectOutcome(await rig.jig(...printVersion), { stdout: "1.0\n" });
});

test("a proxy that nobody runs is named as a missing network, and what is there needs none", async () => {
  await using index = await servePackageIndex();
  await using rig = await openIndexedRig(index, { description: describe("1.0") });
  const proxy = "http://127.0.0.1:9";
  const env = { HTTP_PROXY: proxy, HTTPS_PROXY: proxy, ALL_PROXY: proxy, NO_PROXY: "", no_proxy: "" };
  expectOutcome(await rig.jigWith({ env }, "sync"), {
    code: 1,
    stderr: ["the package index cannot be reached", "behind a proxy, set `HTTPS_PROXY`"],
  });
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
  for (const command of ["sync", "up", "status"]) {
    expectOutcome(await rig.jigWith({ env }, command), { stdout: anything, stderr: anything });
  }
});

test.skipIf(!canMakeCertificates)(
  "a network with a certificate authority of its own is told as that, and `SSL_CERT_FILE` is all it takes",
  async () => {
    const certificates = makeCertificates();
    await using index = await servePackageIndex({ tls: certificates });
    await using rig = await openIndexedRig(index, { description: describe("1.0") });
    const env = { SSL_CERT_DIR: "", REQUESTS_CA_BUNDLE: "", CURL_CA_BUNDLE: "", PIP_CERT: "" };
    expectOutcome(await rig.jigWith({ env: { ...env, SSL_CERT_FILE: "" } }, "sync"), {
      code: 1,
      stderr: ["this network's certificate is not trusted: name its bundle with `SSL_CERT_FILE`"],
    });
    const bundle = rig.write("network.pem", certificates.authority);
    for (const named of ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "PIP_CERT"]) {
      rmSync(join(rig.root, ".venv"), { recursive: true, force: true });
      rmSync(index.cache, { recursive: true });
      expectOutcome(await rig.jigWith({ env: { ...env, SSL_CERT_FILE: "", [named]: bundle } }, "sync"), {
        stdout: anything,
        stderr: anything,
      });
    }
    expect(readFileSync(bundle, "utf8")).toBe(certificates.authority);
  },
);
