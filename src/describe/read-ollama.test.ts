import { expect, test } from "bun:test";

import { describe } from "./describe.ts";

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
    "empty-value: each of `models` is empty ()",
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
