import { expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { bringUv } from "../../rig/bring-uv.ts";
import { hasChromium, openInChromium } from "../../rig/chromium.ts";
import { copyWorkbench } from "../../rig/copy-workbench.ts";
import { openKernel } from "../../rig/jupyter-kernel.ts";
import { serveModels } from "../../rig/model-registry.ts";
import { hasOllama, installOllama, ollamaModel } from "../../rig/ollama.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { repository } from "../../rig/paths.ts";
import { openRig, type Rig } from "../../rig/rig.ts";
import { waitFor } from "../../rig/wait-for.ts";

/** The source of the notebook's cell that asks the model. */
const askingCell = (rig: Rig): string => {
  const notebook: { cells: readonly { cell_type: string; source: readonly string[] }[] } = JSON.parse(
    readFileSync(join(rig.root, "notebooks", "hello.ipynb"), "utf8"),
  );
  const cell = notebook.cells.find(
    ({ cell_type: kind, source }) => kind === "code" && source.join("").includes("ollama.chat"),
  );
  return cell?.source.join("") ?? "";
};

const ask = async (rig: Rig): Promise<string> => {
  const { url } = await rig.serviceStatus("server");
  const body = new URLSearchParams({ question: "why?" });
  return (await fetch(new URL("/chat", url ?? ""), { method: "POST", body })).text();
};

const askKernel = async (rig: Rig, code: string): Promise<string> => {
  const kernel = await openKernel((await rig.jig("open", "--print", "jupyter")).stdout.trim());
  const { printed, error } = await kernel.execute(code);
  kernel.close();
  expect(error).toBeNull();
  return printed;
};

test.skipIf(!hasOllama || !hasChromium)(
  "the workbench's page and notebook chat with the local model, word by word, and are kind without one",
  async () => {
    await using rig = await openRig();
    await using registry = await serveModels(await ollamaModel());
    await copyWorkbench(rig);
    const uv = await bringUv(rig);
    const described = rig
      .read("jig.toml")
      .replace("models = []", `models = ["${registry.nameOf("latest")}"]`)
      .replace('CHAT_MODEL = "qwen3:0.6b"', `CHAT_MODEL = "${registry.heldName("latest")}"`);
    rig.write("jig.toml", described);
    expectOutcome(await rig.jigWith({ env: { JIG_UV: uv }, timeoutMs: 400_000 }, "sync"), {
      stdout: anything,
      stderr: anything,
    });
    // From here on a proxy that is not there stands in the way of whoever would use it.
    const env = { JIG_UV: uv, HTTP_PROXY: "http://127.0.0.1:9", http_proxy: "http://127.0.0.1:9" };
    const code = askingCell(rig);

    expectOutcome(await rig.jigWith({ env, timeoutMs: 120_000 }, "up"), {
      stdout: /workbench is up, without ollama/,
      stderr: anything,
    });
    expect(await ask(rig)).toBe(
      "There is no Ollama here. `jig status` says what installs it; then `jig up` and `jig restart`.",
    );
    expect(await askKernel(rig, code)).toContain("does not answer here: `jig status` says why");
    await rig.jig("down", "--yes");

    installOllama(rig);
    expectOutcome(await rig.jigWith({ env, timeoutMs: 120_000 }, "up"), {
      stdout: /ollama +ready/,
      stderr: anything,
    });
    await waitFor(
      "the model to answer",
      async () => (await rig.serviceStatus("ollama")).models?.[0]?.state === "answered",
      { timeoutMs: 60_000, explain: rig.logs },
    );
    expect((await askKernel(rig, code)).length).toBeGreaterThan(60);

    const { url } = await rig.serviceStatus("server");
    await using page = await openInChromium(url ?? "");
    await page.evaluate(`
      window.seen = [];
      new MutationObserver(() => window.seen.push(document.querySelector(".chat output").textContent.length))
        .observe(document.querySelector(".chat output"), { childList: true, characterData: true, subtree: true });
      document.querySelector(".chat input").focus();
    `);
    await page.type("Why is the sky blue?");
    await page.evaluate(`document.querySelector(".chat button").click()`);
    await waitFor(
      "the answer to be whole",
      async () =>
        (await page.evaluate(
          `window.seen.length > 3 && !document.querySelector(".chat button").disabled`,
        )) === true,
      { timeoutMs: 60_000, explain: rig.logs },
    );
    const seen = await page.evaluate("window.seen");
    const lengths = Array.isArray(seen) ? seen.map(Number).filter((length) => length > 0) : [];
    // It grew while it came.
    expect(new Set(lengths).size).toBeGreaterThan(2);
    const picture = await page.screenshot();
    expect(picture.length).toBeGreaterThan(10_000);
    if (process.env["JIG_PICTURES"] === "write")
      writeFileSync(join(repository, "docs", "pictures", "chat.png"), picture);
  },
  1_500_000,
);
