import { expect, test } from "bun:test";

import { planOf, readFacts } from "../../../test/golden/plan/plan-text.ts";

const text = `
[ollama]
models = ["qwen3:0.6b", "qwen3:0.6b"]

[services.first]
run = "x"

[services.web]
run = "x"
after = [{ service = "ollama", until = "ready" }]

[services.ollama]
use = "ollama"
after = ["first"]
`;

test("the service of `[ollama]` has its models once, and tells its address to all that start behind it", () => {
  const { services } = planOf(text, { facts: readFacts("debian-x64") });
  const of = (name: string) => services.find((service) => service.name === name);
  expect(of("ollama")).toMatchObject({
    preset: "ollama",
    require: false,
    tells: ["OLLAMA_HOST"],
    ollama: { host: null, wsl: false, models: [{ name: "qwen3:0.6b", digest: null }] },
  });
  expect(of("first")?.after).toEqual([]);
  expect(of("web")?.after).toEqual([{ service: "ollama", until: "ready" }]);
  const alone = planOf('[ollama]\nhost = "gpu-box"\n[services.web]\nrun = "x"\n', {
    facts: readFacts("debian-x64"),
  });
  expect(alone.services.find(({ name }) => name === "web")?.after).toEqual([
    { service: "ollama", until: "started" },
  ]);
  expect(alone.services.find(({ name }) => name === "ollama")?.ollama?.host).toBe("gpu-box");
});

test("each system is told what installs Ollama there", () => {
  const facts = readFacts("debian-x64");
  const install = (change: Partial<typeof facts>, more = "") =>
    planOf(`[ollama]\n${more}`, { facts: { ...facts, nix: null, ...change } }).services[0]?.ollama?.install;
  expect(install({})).toBe("`curl -fsSL https://ollama.com/install.sh | sh` installs it");
  expect(install({ packageManager: "pacman" })).toBe("`sudo pacman -S ollama` installs it");
  expect(install({ os: "macos", packageManager: "brew" })).toBe("`brew install ollama` installs it");
  expect(install({ os: "macos", packageManager: null })).toBe("install it from ollama.com/download");
  const nix = { nix: "/nix/bin/nix", packageManager: "apt" as const };
  const packages = '[packages]\ncommon = ["jq"]\n';
  const gpu = {
    kind: "cuda" as const,
    driver: "580.65.06",
    devices: [],
    libraries: [],
    strayLibrary: null,
  };
  expect(install(nix, packages)).toBe("add `ollama` to `common` in `[packages]`");
  expect(install({ ...nix, packageManager: null })).toBe("add `ollama` to `common` in `[packages]`");
  // It stands there, and none came of it: what is said next must not be the same once more.
  for (const common of ['common = ["jq", "ollama"]', 'common = []\nlinux = ["ollama"]'])
    expect(install(nix, `[packages]\n${common}\n`)).toStartWith("`curl ");
  // nixpkgs' own build computes on the processor, and who has no `[packages]` is sent to none.
  expect(install({ ...nix, gpu }, packages)).toStartWith("`curl ");
  expect(install(nix)).toStartWith("`curl ");
  expect(install({ wsl: 2 })).toStartWith(
    "start Ollama on Windows with `OLLAMA_HOST=0.0.0.0`, or here: `curl",
  );
});
