import { expect, test } from "bun:test";
import fs from "node:fs";
import os from "node:os";
import { join } from "node:path";

import { realFiles } from "../../host/real-files.ts";
import { forgetOldest } from "./kept-outputs.ts";

test("of the notebooks that stay as they were, the last twenty do, in whatever folders", () => {
  const folder = fs.mkdtempSync(join(os.tmpdir(), "jig-former-"));
  try {
    const paths = Array.from({ length: 23 }, (_, at) =>
      join(folder, at % 2 === 0 ? `n-${at}.ipynb` : `sub-${at}/n-${at}.ipynb`),
    );
    for (const [at, path] of paths.entries()) {
      fs.mkdirSync(join(path, ".."), { recursive: true });
      fs.writeFileSync(path, "{}");
      fs.utimesSync(path, 1000 + at, 1000 + at);
      if (at === 19) forgetOldest(realFiles, folder);
    }
    expect(paths.every((path) => fs.existsSync(path))).toBe(true);
    forgetOldest(realFiles, folder);
    expect(paths.map((path) => fs.existsSync(path)).indexOf(true)).toBe(3);
    expect(fs.existsSync(join(folder, "sub-1"))).toBe(false);
    forgetOldest(realFiles, join(folder, "nothing"));
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
});
