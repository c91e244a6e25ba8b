import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, test } from "bun:test";

import { removeWrongLayers } from "./wrong-layers.ts";

const digestOf = (text: string): string => `sha256:${createHash("sha256").update(text).digest("hex")}`;

test("a layer that is not what it is called is removed; one that is, and one that is not there, are left", async () => {
  const folder = mkdtempSync(join(tmpdir(), "jig-layers-"));
  try {
    mkdirSync(join(folder, "blobs"));
    const put = (digest: string, text: string): void =>
      writeFileSync(join(folder, "blobs", digest.replace(":", "-")), text);
    const [good, wrong, other, absent] = ["good", "wrong", "other", "absent"].map(digestOf);
    if (good === undefined || wrong === undefined || other === undefined || absent === undefined) return;
    put(good, "good");
    put(wrong, "wrung");
    put(other, "not of this model, and not asked about");
    expect(await removeWrongLayers(folder, [good, wrong, absent])).toBeNull();
    expect(readdirSync(join(folder, "blobs")).toSorted()).toEqual(
      [good, other].map((digest) => digest.replace(":", "-")).toSorted(),
    );
    expect(await removeWrongLayers(null, [good])).toBeNull();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
