import { expect, test } from "bun:test";

import { describe } from "../describe.ts";
import { isModelName } from "./model-name.ts";

const read = (text: string) => describe({ file: "jig.toml", text });

const problems = (text: string): readonly string[] => {
  const described = read(text);
  return described.ok
    ? []
    : described.failure.map(({ code, message, hint }) => `${code}: ${message} (${hint ?? ""})`);
};

const services = (text: string) => {
  const described = read(text);
  return described.ok
    ? described.value.services.map(({ name, use, require, after }) => ({
        name,
        use: use?.value,
        require: require?.value,
        after: after.map(({ service }) => service),
      }))
    : problems(text);
};

test("`[ollama]` is a service that others may come after, and is not required", () => {
  expect(services('[ollama]\n[services.web]\nrun = "x"\nafter = ["ollama"]\n')).toEqual([
    { name: "web", use: undefined, require: undefined, after: ["ollama"] },
    { name: "ollama", use: "ollama", require: false, after: [] },
  ]);
  expect(services("[ollama]\nrequire = true\n")).toMatchObject([{ name: "ollama", require: true }]);
});

test("a service of the same name may say more of it, and no other thing", () => {
  expect(services('[ollama]\n[services.ollama]\nuse = "ollama"\n')).toMatchObject([{ require: false }]);
  expect(services('[ollama]\n[services.ollama]\nuse = "ollama"\nrequire = true\n')).toMatchObject([
    { require: true },
  ]);
  expect(problems('[ollama]\n[services.ollama]\nrun = "x"\n')).toEqual([
    'ollama-elsewhere: `[ollama]` brings a service of this name, and this is another (say `use = "ollama"` here, give it another name, or take `[ollama]` out)',
  ]);
});

test("models and host look like what they are", () => {
  expect(problems('[ollama]\nmodels = ["a b", "", "-x"]\nhost = "ftp://x"\n')).toEqual([
    'invalid-model: `a b` cannot be the name of a model (write it as behind `ollama pull`: `"qwen3:0.6b"`)',
    'empty-value: one of `models` is empty (write it as behind `ollama pull`: `"qwen3:0.6b"`)',
    'invalid-model: `-x` cannot be the name of a model (write it as behind `ollama pull`: `"qwen3:0.6b"`)',
    'invalid-host: `ftp://x` is not the address of a server (write scheme, host and port: `"http://gpu-box:11434"`)',
  ]);
  expect(problems("ollama = 1\n")).toEqual([
    'wrong-type: `[ollama]` must be a table, not a number (write `[ollama]`, and under it `models = ["qwen3:0.6b"]`)',
  ]);
  expect(problems("[ollama]\nmodel = []\n")).toEqual([
    "unknown-key: unknown key `model` (did you mean `models`?)",
  ]);
});

const said = (host: string): string => problems(`[ollama]\nhost = "${host}"\n`).join("\n");

test("a host is an address that can be asked, and what is wrong with another is said", () => {
  for (const host of ["gpu-box", "127.0.0.1:65535", "https://gpu-box/", "http://[::1]:5", "localhost:1"])
    expect(said(host)).toBe("");
  expect(problems("[ollama]\nhost = 11434\n")).toEqual([
    'wrong-type: `host` must be an address, not a number (write scheme, host and port: `"http://gpu-box:11434"`)',
  ]);
  expect(problems("[ollama]\nhost = 11434.5\n")).toEqual([
    'wrong-type: `host` must be an address, not a number (write scheme, host and port: `"http://gpu-box:11434"`)',
  ]);
  for (const host of ["11434", "http://11434", "19999/"])
    expect(said(host)).toBe(
      `invalid-host: \`${host}\` is a port, and no address (write \`"127.0.0.1:${host.replaceAll(/\D/g, "")}"\` for one on this machine)`,
    );
  for (const host of ["http://11434:11434", "99999"])
    expect(said(host)).toBe(
      `invalid-host: \`${host}\` has a number where its host should be (write scheme, host and port: \`"http://gpu-box:11434"\`)`,
    );
  const usual = 'write scheme, host and port: `"http://gpu-box:11434"`';
  expect(said("ftp://x")).toBe(`invalid-host: \`ftp://x\` is not the address of a server (${usual})`);
  expect(said("127.0.0.1:99999")).toBe(
    "invalid-host: `127.0.0.1:99999` has no port that there is (ports go from 1 to 65535; Ollama's is 11434)",
  );
  expect(said("gpu-box:0")).toMatch(/^invalid-host: `gpu-box:0` has no port that there is/);
  for (const host of ["0.0.0.0:11434", "http://0.0.0.0", "[::]:5"])
    expect(said(host)).toBe(
      `invalid-host: \`${host}\` is where a server listens, and no address to ask at (write \`"127.0.0.1:11434"\` for one on this machine)`,
    );
  // What stands in front of the `@` is not said again.
  expect(said("http://user:pw@gpu-box:11434")).toBe(
    'invalid-host: `host` holds a name or a password, and Ollama takes none (write `"http://gpu-box:11434"`, and change that password: others read this file)',
  );
  expect(said("")).toBe(`empty-value: \`host\` is empty (${usual}, or take the line out)`);
  expect(said("http://x/?y#z")).toContain("is not the address of a server");
});

test("a machine's own file adds models", () => {
  const text = '[ollama]\nmodels = ["a"]\n';
  const local = '[ollama]\nmodels = ["b"]\n';
  const described = describe({
    file: "jig.toml",
    text: `${text}${local}`,
    second: { file: "jig.local.toml", start: text.length },
  });
  expect(described.ok && described.value.ollama?.models.map(({ value }) => value)).toEqual(["a", "b"]);
  expect(described.ok && described.value.local?.keys).toEqual(["ollama.models"]);
});

test.each([
  ["qwen3", true],
  ["qwen3:0.6b", true],
  ["someone/model:q4", true],
  ["hf.co/user/Model-GGUF:Q4_K_M", true],
  ["http://127.0.0.1:5000/library/tiny:latest", true],
  ["http://", false],
  ["HTTP://registry/library/tiny", false],
  ["a:b:c", false],
  ["x//y", false],
  ["a/../../b", false],
  ["a/b/c/d", false],
  ["-x", false],
  ["a b", false],
  ["http://127.0.0.1:65535/library/tiny", true],
  ["256.1.1.1/tiny", true],
  ["http://127.0.0.1:99999/library/tiny", false],
  ["http://127.0.0.1:0/library/tiny", false],
  ["registry:00/library/tiny", false],
  ["http://256.1.1.1/library/tiny", false],
  ["http://1.2.3.4.5/library/tiny", false],
  ["a.1/b/c", false],
])("whether %p can be the name of a model: %p", (name, can) => expect(isModelName(name)).toBe(can));
