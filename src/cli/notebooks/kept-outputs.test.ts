import { expect, test } from "bun:test";
import fs from "node:fs";
import os from "node:os";
import { join } from "node:path";

import { realFiles } from "../../host/files/real-files.ts";
import { forgetOldest } from "./kept-outputs.ts";

const NOW = 1_700_000_000_000;
const DAY = 86_400;

test("of the notebooks that stay as they were, the last twenty do, and those of the last thirty days, in whatever folders", () => {
  const folder = fs.mkdtempSync(join(os.tmpdir(), "jig-former-"));
  try {
    const paths = Array.from({ length: 23 }, (_, at) =>
      join(folder, at % 2 === 0 ? `n-${at}.ipynb` : `sub-${at}/n-${at}.ipynb`),
    );
    for (const [at, path] of paths.entries()) {
      fs.mkdirSync(join(path, ".."), { recursive: true });
      fs.writeFileSync(path, "{}");
      fs.utimesSync(path, 1000 + at, 1000 + at);
      if (at === 19) forgetOldest(realFiles, folder, NOW);
    }
    expect(paths.every((path) => fs.existsSync(path))).toBe(true);
    forgetOldest(realFiles, folder, NOW);
    expect(paths.map((path) => fs.existsSync(path)).indexOf(true)).toBe(3);
    // Others came this month, and one that was there before goes.
    const month = Array.from({ length: 25 }, (_, at) => join(folder, `young-${at}.ipynb`));
    for (const [at, path] of month.entries()) {
      fs.writeFileSync(path, "{}");
      fs.utimesSync(path, NOW / 1000 - at * DAY, NOW / 1000 - at * DAY);
    }
    fs.utimesSync(join(folder, "young-7.ipynb"), NOW / 1000 - 31 * DAY, NOW / 1000 - 31 * DAY);
    forgetOldest(realFiles, folder, NOW);
    expect(month.flatMap((path, at) => (fs.existsSync(path) ? [] : [at]))).toEqual([7]);
    expect(paths.some((path) => fs.existsSync(path))).toBe(false);
    expect(fs.existsSync(join(folder, "sub-1"))).toBe(false);
    forgetOldest(realFiles, join(folder, "nothing"), NOW);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
});
