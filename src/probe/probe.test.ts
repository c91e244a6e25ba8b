import { describe, expect, test } from "bun:test";
import fs from "node:fs";
import { join } from "node:path";

import { machines } from "../../test/fixtures/probe/machines.ts";
import { fakeHost, type FakeHostOptions } from "../host/fake-host.ts";
import { layoutOf } from "../host/layout.ts";
import { realHost } from "../host/real-host.ts";
import { probe } from "./probe.ts";
import { rememberTools } from "./tools/remember-tools.ts";

const fixtures = join(import.meta.dir, "../../test/fixtures/probe");

const machine = (options: FakeHostOptions) => {
  const host = fakeHost(options);
  return { host, layout: layoutOf(host, { root: `${host.machine.home}/project`, file: "jig.toml" }) };
};

describe.each(Object.keys(machines))("%s", (name) => {
  const options = machines[name] ?? {};

  test("its facts are those of its fixture", async () => {
    const { host, layout } = machine(options);
    const facts = await probe(host, layout, { quick: false });
    const expected: unknown = JSON.parse(fs.readFileSync(join(fixtures, `${name}.json`), "utf8"));
    expect(JSON.parse(JSON.stringify(facts))).toEqual(expected);
  });

  test("a second probe finds the same and starts no program that it knows", async () => {
    const { host, layout } = machine(options);
    const facts = await probe(host, layout, { quick: false });
    rememberTools(host, layout, facts);
    const asked = host.calls.length;
    expect(await probe(host, layout, { quick: false })).toEqual(facts);
    const again = host.calls.slice(asked).map(({ argv }) => argv[0]);
    expect(again.filter((path) => path !== "/usr/bin/xcode-select" && path !== "/usr/sbin/lsof")).toEqual([]);
  });

  test("a quick probe starts nothing at all, and knows the tools that are remembered", async () => {
    const { host, layout } = machine(options);
    const before = await probe(host, layout, { quick: true });
    expect(before).toMatchObject({ pythons: [], uv: null, git: null });
    expect(host.calls).toEqual([]);
    const facts = await probe(host, layout, { quick: false });
    rememberTools(host, layout, facts);
    const asked = host.calls.length;
    const quick = await probe(host, layout, { quick: true });
    expect(host.calls).toHaveLength(asked);
    expect(quick).toMatchObject({ pythons: facts.pythons, uv: facts.uv, git: facts.git });
  });
});

test("probing and remembering a machine without developer tools never opens their dialog", async () => {
  const { host, layout } = machine(machines["macos-x64"] ?? {});
  rememberTools(host, layout, await probe(host, layout, { quick: false }));
  const started = new Set(host.calls.map(({ argv }) => argv[0]));
  expect([...started].toSorted()).toEqual(["/usr/bin/xcode-select", "/usr/sbin/lsof"]);
  // Installing them changes no file of theirs, so nothing may be remembered of the stand-ins.
  expect(host.files.readText(join(layout.cache, "tools.json")) ?? "").not.toContain("/usr/bin/");
});

test("this machine can be probed, and a second time without starting a program", async () => {
  const folder = fs.mkdtempSync(join(fs.realpathSync("/tmp"), "jig-probe-"));
  try {
    const real = realHost();
    const calls: string[] = [];
    const host = {
      ...real,
      env: { ...real.env, JIG_STATE_DIR: `${folder}/state`, JIG_CACHE_DIR: `${folder}/cache` },
      run: (request: Parameters<typeof real.run>[0]) => {
        calls.push(request.argv[0]);
        return real.run(request);
      },
    };
    const layout = layoutOf(host, { root: folder, file: "jig.toml" });
    const facts = await probe(host, layout, { quick: false });
    rememberTools(host, layout, facts);
    calls.length = 0;
    const again = await probe(host, layout, { quick: false });
    if (process.platform !== "darwin") expect(calls).toEqual([]);
    expect(again.pythons).toEqual(facts.pythons);
    expect(facts.user.uid).toBe(process.getuid?.() ?? 0);
    expect(facts.venv).toEqual({ kind: "absent" });
    expect(facts.diskFree).toBeGreaterThan(0);
    expect(fs.readdirSync(folder)).toEqual(["cache"]);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
});
