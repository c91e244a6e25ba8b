import { existsSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "bun:test";

import { hasOllama, installOllama, ollamaModel } from "../../rig/ollama.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { openRig } from "../../rig/rig.ts";
import { waitFor } from "../../rig/wait-for.ts";

/** Names no part of any model, each in a way of its own. */
const answerFor = async (request: Request): Promise<Response> => {
  const { pathname, origin } = new URL(request.url);
  switch (pathname.split("/").at(-1)) {
    case "null":
      return new Response("null");
    case "moved":
      return Response.redirect(`${origin}/elsewhere`, 307);
    case "token":
      return Response.json({ token: "x" });
    case "guarded":
      return request.headers.has("authorization")
        ? Response.json({})
        : new Response(null, {
            status: 401,
            headers: { "www-authenticate": `Bearer realm="${origin}/token",service="x",scope="y"` },
          });
    case "slow":
      await Bun.sleep(5500);
      return Response.json({});
    default:
      return Response.json({});
  }
};

test.skipIf(!hasOllama)(
  "a model without anything in it is not called pulled, and not pinned, however its registry came to send nothing",
  async () => {
    await using rig = await openRig();
    await ollamaModel();
    installOllama(rig);
    const registry = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: answerFor });
    const at = `127.0.0.1:${registry.port}`;
    const nameOf = (tag: string): string => `http://${at}/library/tiny:${tag}`;
    rig.write("jig.toml", `[ollama]\nmodels = ["${nameOf("null")}"]\n`);
    // The supervisor's own pull.
    expectOutcome(await rig.jig("up"), { stdout: /ollama +ready/, stderr: anything });
    const words = `\`${at}\` names no part of it: what it has under this name is no model; the empty one that came of it is removed; `;
    const [failed] = await waitFor(
      "the pull to fail",
      async () => {
        const { models = [] } = await rig.serviceStatus("ollama");
        return models.some(({ state }) => state === "failed" || state === "present") ? models : null;
      },
      { explain: rig.logs },
    );
    expect(failed).toMatchObject({ state: "failed", digest: null, reason: expect.stringContaining(words) });
    // By hand.
    for (const tag of ["null", "moved", "guarded", "slow"])
      expectOutcome(await rig.jig("models", "pull", nameOf(tag)), {
        code: 1,
        stdout: [`✗ ${nameOf(tag)}: ${words}`],
        stderr: anything,
      });
    expectOutcome(await rig.jig("up"), { stdout: anything, stderr: anything });
    expect(existsSync(join(rig.root, "jig.lock"))).toBe(false);
    const { url } = await rig.serviceStatus("ollama");
    expect(await (await fetch(`${url}api/tags`)).json()).toEqual({ models: [] });

    // One that somebody else's hands have left there counts for nothing.
    await (
      await fetch(`${url}api/pull`, {
        method: "POST",
        body: JSON.stringify({ model: nameOf("null"), insecure: true }),
      })
    ).text();
    expectOutcome(await rig.jig("models"), { stdout: /tiny:null +(?:absent|failed|pulling)/ });
    await registry.stop(true);
  },
  1_500_000,
);
