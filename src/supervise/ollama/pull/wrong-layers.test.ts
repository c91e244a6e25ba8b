import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
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
    const { signal } = new AbortController();
    // In the folder that somebody else's server names it is told.
    const file = join(folder, "blobs", wrong.replace(":", "-"));
    expect(await removeWrongLayers({ folder, isOwn: false, signal }, [good, wrong, absent])).toBe(
      `\`rm ${file}\` removes what came wrong`,
    );
    expect(readdirSync(join(folder, "blobs")).length).toBe(3);
    expect(await removeWrongLayers({ folder, isOwn: true, signal }, [good, wrong, absent])).toBeNull();
    expect(readdirSync(join(folder, "blobs")).toSorted()).toEqual(
      [good, other].map((digest) => digest.replace(":", "-")).toSorted(),
    );
    expect(await removeWrongLayers({ folder: null, isOwn: true, signal }, [good])).toBeNull();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("only a file of a folder of models is read or removed, whatever a server calls its layers", async () => {
  const folder = mkdtempSync(join(tmpdir(), "jig-layers-"));
  try {
    mkdirSync(join(folder, "blobs"));
    writeFileSync(join(folder, "mine.txt"), "mine");
    writeFileSync(join(folder, "blobs", "mine.txt"), "mine");
    const [endless, huge] = ["endless", "huge"].map(digestOf);
    if (endless === undefined || huge === undefined) return;
    symlinkSync("/dev/zero", join(folder, "blobs", endless.replace(":", "-")));
    writeFileSync(join(folder, "blobs", huge.replace(":", "-")), new Uint8Array(2_000_000));
    const odd = ["../mine.txt", "mine.txt", "sha256:../mine.txt", "../../../../../dev/zero", endless];
    const { signal } = new AbortController();
    for (const isOwn of [false, true])
      expect(await removeWrongLayers({ folder, isOwn, signal }, odd)).toBeNull();
    expect(await removeWrongLayers({ folder, isOwn: true, signal: AbortSignal.abort() }, [huge])).toBeNull();
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(["blobs", "mine.txt"]));
    expect(readdirSync(join(folder, "blobs")).length).toBe(3);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
