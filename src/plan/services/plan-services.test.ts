import { expect, test } from "bun:test";

import { planOf, readFacts } from "../../../test/golden/plan/plan-text.ts";
import type { Facts } from "../facts.ts";

const service = (text: string, name: string) => {
  const found = planOf(text).services.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no service ${name}`);
  return found;
};

const digestOfWeb = (text: string): string => service(text, "web").digest;

test("one with a port is ready when it answers, one without when it runs", () => {
  expect(service('[services.a]\nrun = "a"\nport = 1', "a").ready).toEqual({
    probe: { kind: "tcp" },
    timeoutMs: 60_000,
  });
  expect(service('[services.a]\nrun = "a"', "a").ready.probe).toEqual({ kind: "started" });
  expect(service('[services.a]\nrun = "a"\nport = 1\nready = { timeout = 5 }', "a").ready).toEqual({
    probe: { kind: "tcp" },
    timeoutMs: 5000,
  });
});

test("what answers HTTP has a page, at its root", () => {
  expect(service('[services.a]\nrun = "a"\nport = 1\nready = "/health"', "a")).toMatchObject({
    page: "/",
    open: false,
  });
  expect(service('[services.a]\nrun = "a"\nport = 1', "a").page).toBeNull();
  expect(service('[services.a]\nrun = "a"\nport = 1\nopen = true', "a")).toMatchObject({
    page: "/",
    open: true,
  });
});

const web = '[python]\nversion = "3.11"\npackages = ["python-fasthtml"]\n[services.web]\nuse = "fasthtml"\n';

test("the user's keys beat the preset's", () => {
  const changed = service(
    `${web}run = "python app.py"\nready = "/x"\nopen = false\nstop = { signal = "INT" }`,
    "web",
  );
  expect(changed).toMatchObject({
    preset: "fasthtml",
    command: { kind: "shell", script: ["exec python app.py"], shellStays: false },
    ready: { probe: { kind: "http", path: "/x" } },
    open: false,
    stop: { http: null, signal: "INT", timeoutMs: 10_000 },
    port: { number: 5001, fixed: false },
  });
  expect(service(web, "web").open).toBe(true);
});

test("only what a running copy would do otherwise makes it older", () => {
  const base = digestOfWeb(web);
  for (const same of [
    `# moved\n\n${web}`,
    web.replace("[services.web]\n", '[services.z]\nrun = "z"\n[services.web]\n'),
    `${web}open = false`,
    `${web}require = false`,
    `${web}after = ["z"]\n[services.z]\nrun = "z"`,
  ]) {
    expect(digestOfWeb(same)).toBe(base);
  }
  expect(
    planOf(web, { rememberedPorts: { web: 5005 } }).services.find(({ name }) => name === "web")?.digest,
  ).toBe(base);
  for (const other of [
    `${web}port = 5001`,
    `${web}run = "python x.py"`,
    `${web}cwd = "x"`,
    `${web}env = { A = "1" }`,
    `[env]\nA = "1"\n${web}`,
    `${web}ready = "/x"`,
    `${web}ready = { timeout = 1 }`,
    `${web}stop = { timeout = 1 }`,
  ]) {
    expect([other, digestOfWeb(other) === base]).toEqual([other, false]);
  }
});

test("root is told apart, because JupyterLab asks for it", () => {
  const lab = '[python]\nversion = "3.12"\npackages = ["jupyterlab"]\n[services.lab]\nuse = "jupyterlab"';
  const words = (facts: Facts) => {
    const command = planOf(lab, { facts }).services[0]?.command;
    return command?.kind === "argv" ? command.words.flat() : [];
  };
  expect(words(readFacts("alpine-x64"))).toContain("--allow-root");
  expect(words(readFacts("debian-x64"))).not.toContain("--allow-root");
});

test("a port that another program holds is passed by, one's own is kept", () => {
  const lab = '[python]\nversion = "3.11"\npackages = ["jupyterlab"]\n[services.lab]\nuse = "jupyterlab"';
  const facts = readFacts("debian-arm64");
  expect(planOf(lab, { facts }).services[0]?.port).toEqual({ number: 8889, fixed: false });
  expect(planOf(lab, { facts, rememberedPorts: { lab: 8888 } }).services[0]?.port).toEqual({
    number: 8888,
    fixed: false,
  });
});

test("the folder's name stands in for a missing name", () => {
  expect(planOf('[services.a]\nrun = "a"').project.name).toBe("bench");
  expect(planOf('name = "B"').project.name).toBe("B");
});
