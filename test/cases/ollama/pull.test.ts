import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "bun:test";

import { parseAddress } from "../../../src/supervise/ollama/address.ts";
import { pullModel, type PullEnd } from "../../../src/supervise/ollama/pull/pull-model.ts";
import { removeModel } from "../../../src/supervise/ollama/server-api.ts";
import { serveModels, type Misbehaviour } from "../../rig/model-registry.ts";
import { hasOllama, ollamaModel, startForeignOllama } from "../../rig/ollama.ts";
import { openRig } from "../../rig/rig.ts";

test.skipIf(!hasOllama)(
  "a pull goes on where it was after a stall and a lost connection, and is given up where going on is of no use",
  async () => {
    await using rig = await openRig();
    await using registry = await serveModels(await ollamaModel(), 2_000_000);
    await using server = await startForeignOllama(rig);
    const address = parseAddress(server.url);
    if (address === null) throw new Error(server.url);
    const model = registry.nameOf("latest");

    const pull = async (
      how: Misbehaviour | null,
      { free = 1e12, mendsAt = Infinity, isOwn = false } = {},
    ): Promise<PullEnd & { readonly sent: number }> => {
      await removeModel(address, registry.heldName("latest"));
      const before = registry.sent();
      registry.misbehave(how);
      const end = await pullModel({
        address,
        model,
        isOwn,
        env: {},
        stallMs: 1500,
        folder: join(rig.base, "their models"),
        freeBytes: () => free,
        signal: AbortSignal.timeout(90_000),
        onProgress: ({ bytes, detail }) => {
          // What stalls is mended once it was noticed; what is cut, after it had a good part.
          if (bytes >= mendsAt || detail?.includes("trying again") === true) registry.misbehave(null);
        },
      });
      return { ...end, sent: registry.sent() - before };
    };

    const stalled = await pull({ kind: "stall", after: 300_000 });
    expect(stalled.kind).toBe("pulled");
    expect(stalled.sent).toBeLessThanOrEqual(registry.size);
    const dropped = await pull({ kind: "drop", after: 300_000 }, { mendsAt: 600_000 });
    expect(dropped.kind).toBe("pulled");
    expect(dropped.sent).toBeLessThanOrEqual(registry.size);
    expect(await pull({ kind: "slow", bytesPerSecond: 300_000 }, { free: 1_000_000 })).toMatchObject({
      kind: "failed",
      why: expect.stringMatching(/^it needs [12]\.\d MB more, and 1\.0 MB are free$/),
    });
    expect((await pull(null)).kind).toBe("pulled");
    // A lie about several layers, and the truth after it: Ollama throws the first away, and would take the others for good.
    expect((await pull({ kind: "lie" }, { isOwn: true })).kind).toBe("pulled");
    const blobs = join(rig.base, "their models", "blobs");
    for (const name of readdirSync(blobs)) {
      const digest = createHash("sha256")
        .update(readFileSync(join(blobs, name)))
        .digest("hex");
      expect(name).toBe(`sha256-${digest}`);
    }
  },
  1_500_000,
);
