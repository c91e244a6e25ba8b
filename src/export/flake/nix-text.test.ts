import { expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import * as fc from "fast-check";

import { hasNix, nixEnv } from "../../../test/rig/nix.ts";
import { oddTexts } from "../../../test/rig/odd-texts.ts";
import { quoteWord } from "../../plan/render/render-shell.ts";
import { attributeOf, indentLines, inIndented, nixString } from "./nix-text.ts";

const readWithNix = (expression: string): unknown => {
  const folder = mkdtempSync(join(tmpdir(), "jig-nix-text-"));
  try {
    const file = join(folder, "texts.nix");
    writeFileSync(file, expression);
    const ran = Bun.spawnSync(["nix-instantiate", "--eval", "--strict", "--json", file], {
      env: { ...process.env, ...nixEnv, HOME: folder },
    });
    if (!ran.success) throw new Error(ran.stderr.toString());
    return JSON.parse(ran.stdout.toString());
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

test.skipIf(!hasNix)("Nix reads every text back as it was, in quotes and in an indented string", () => {
  const texts = fc.sample(oddTexts, { numRuns: 1500, seed: 7 });
  const inQuotes = readWithNix(`[\n${texts.map((text) => nixString(text)).join("\n")}\n]`);
  expect(inQuotes).toEqual(texts);
  const entries = texts.map((text) => `''\n${indentLines(inIndented(`x${text}x`), 4)}\n  ''`);
  expect(readWithNix(`[\n${entries.join("\n")}\n]`)).toEqual(texts.map((text) => `x${text}x\n`));
});

test.skipIf(!hasNix)("a word of a shell in a script of a flake is the same word when it is run", () => {
  const texts = fc.sample(oddTexts, { numRuns: 600, seed: 11 });
  const lines = texts.map((text) => `printf '%s\\0' ${inIndented(quoteWord(text))} ;`).join("\n");
  const script = String(readWithNix(`''\n${indentLines(lines, 10)}\n        ''`));
  const ran = Bun.spawnSync(["sh"], { stdin: Buffer.from(script) });
  expect(ran.stdout.toString().split("\0").slice(0, -1)).toEqual(texts);
});

test("names that are no plain identifiers stand in quotes", () => {
  expect(attributeOf("pkgs", "python311Packages.pip")).toBe("pkgs.python311Packages.pip");
  expect(attributeOf("pkgs", "or")).toBe('pkgs."or"');
  expect(attributeOf("services", "2nd")).toBe('services."2nd"');
  expect(attributeOf("pkgs", "a.with")).toBe('pkgs.a."with"');
});
