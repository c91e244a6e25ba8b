import { expect, test } from "bun:test";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe } from "../../describe/describe.ts";
import { exportFlake } from "../project-files.ts";
import { isAsWritten } from "../written-by-jig.ts";

const flakeOf = (text: string): string => {
  const described = describe({ file: "jig.toml", text }, {});
  if (!described.ok) throw new Error(JSON.stringify(described.failure));
  const { value } = described;
  return exportFlake(value, { name: value.name?.value ?? "folder", lock: null }).files[0].text;
};

const root = join(import.meta.dir, "..", "..", "..");
const workbench = readFileSync(join(root, "examples", "workbench", "jig.toml"), "utf8");

const descriptions: Readonly<Record<string, string>> = {
  workbench,
  "linux-only":
    'name = "sensors"\nplatforms = ["linux-arm64", "linux-x64"]\n[packages]\nlinux = ["gcc", "strace"]\n',
  "macos-only": 'name = "sensors"\n[packages]\nmacos = ["mas"]\n',
  "no-services": 'name = "notes"\n[python]\nversion = "3.12.1"\npackages = ["numpy"]\n[gpu]\ncuda = "off"\n',
  "three-services": [
    'name = "pipeline"',
    "[services.load]",
    'run = "sh load.sh"',
    "oneshot = true",
    "[services.api]",
    'run = ["node", "api.js", "--port=${port}"]',
    "port = 7000",
    'after = ["load"]',
    'stop = { signal = "INT" }',
    "[services.page]",
    'run = "API=${service.api.url} node page.js"',
    "port = 7001",
    'ready = "/health"',
    "open = true",
    "require = false",
    'after = ["api"]',
  ].join("\n"),
  unfree: 'name = "editor"\n[packages]\ncommon = ["vscode"]\nunfree = true\n',
  cuda: [
    'name = "training"',
    "[packages]",
    'linux = ["cudaPackages.cudatoolkit", "cudaPackages.nccl"]',
    "unfree = true",
    `nixpkgs = "${"0123456789".repeat(4)}"`,
    "[python]",
    'version = "3.11"',
    'packages = ["torch"]',
    'import-check = ["torch"]',
    "[gpu]",
    'cuda = "require"',
  ].join("\n"),
  "odd-names": readFileSync(join(root, "test", "fixtures", "flake", "odd-names.toml"), "utf8"),
};

// `GOLDEN=write npx bun test src/export` writes them again.
test.each(Object.keys(descriptions))("the flake of %s is the golden one", (name) => {
  const text = flakeOf(descriptions[name] ?? "");
  const golden = join(root, "test", "golden", "flakes", `${name}.nix`);
  if (process.env["GOLDEN"] === "write" || !existsSync(golden)) writeFileSync(golden, text);
  expect(text).toBe(readFileSync(golden, "utf8"));
});

test("the workbench's flake has fewer than 300 lines", () => {
  expect(flakeOf(workbench).split("\n").length).toBeLessThan(300);
});

test("a comment or a blank line of the description changes nothing of the flake", () => {
  expect(flakeOf(`# moved\n\n${workbench}`)).toBe(flakeOf(workbench));
});

test("what jig wrote is known as its own until somebody changes it", () => {
  const text = flakeOf(workbench);
  expect(isAsWritten(text)).toBe(true);
  expect(isAsWritten(`${text}# mine\n`)).toBe(false);
  expect(isAsWritten(text.replace("figlet", "toilet"))).toBe(false);
  expect(isAsWritten(text.split("\n").slice(1).join("\n"))).toBe(false);
});
