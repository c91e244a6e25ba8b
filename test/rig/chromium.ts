// A page in the real Chromium without a window, driven through its own debugging socket. For tests of pages with scripts.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { startProgram } from "./start-program.ts";
import { waitFor, within } from "./wait-for.ts";

const program = Bun.which("chromium") ?? Bun.which("chromium-browser") ?? Bun.which("google-chrome");

/** Tests skip themselves by name where there is none. */
export const hasChromium: boolean = program !== null;

export interface BrowserPage extends AsyncDisposable {
  /** The value of an expression in the page; of a promise, what it comes to. */
  evaluate(expression: string): Promise<unknown>;
  /** Types into what has the focus, as a keyboard would. */
  type(text: string): Promise<void>;
  /** A PNG of what a person sees. */
  screenshot(): Promise<Uint8Array>;
}

interface Answer {
  readonly id?: number;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly message: string };
}

/** Opens an address and waits until it is loaded. */
export const openInChromium = async (address: string): Promise<BrowserPage> => {
  const profile = mkdtempSync(join(tmpdir(), "jig-chromium-"));
  const flags = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--no-proxy-server",
    "--hide-scrollbars",
    "--window-size=1000,1150",
    "--remote-debugging-port=0",
    `--user-data-dir=${profile}`,
    "about:blank",
  ];
  const env = { HOME: profile, PATH: "/usr/bin:/bin", TMPDIR: profile };
  const running = startProgram([program ?? "chromium", ...flags], { env, timeoutMs: 300_000 });
  const url = await waitFor(
    "Chromium to listen",
    () => /DevTools listening on (ws:\S+)/.exec(running.stderr())?.[1],
    { timeoutMs: 60_000, explain: () => running.stderr() },
  );
  const socket = new WebSocket(url);
  await within(
    "Chromium's socket",
    new Promise<void>((resolve, reject) => {
      socket.addEventListener("open", () => resolve());
      socket.addEventListener("error", () => reject(new Error("Chromium's socket cannot be opened")));
    }),
  );
  const ask = createAsking(socket);
  const { targetId } = await ask("Target.createTarget", { url: "about:blank" });
  const { sessionId } = await ask("Target.attachToTarget", { targetId, flatten: true });
  const inPage = (method: string, params: object = {}) => ask(method, params, String(sessionId));
  const evaluate = async (expression: string): Promise<unknown> => {
    const { result } = await inPage("Runtime.evaluate", {
      expression,
      awaitPromise: true,
      returnByValue: true,
    });
    return typeof result === "object" && result !== null && "value" in result ? result.value : undefined;
  };
  await inPage("Page.navigate", { url: address });
  await waitFor(`${address} to be loaded`, async () => {
    const state = await evaluate("location.href + ' ' + document.readyState");
    return String(state).startsWith(address) && String(state).endsWith("complete");
  });
  return {
    evaluate,
    type: async (text) => void (await inPage("Input.insertText", { text })),
    screenshot: async () => {
      const { data } = await inPage("Page.captureScreenshot", { format: "png" });
      return Buffer.from(String(data), "base64");
    },
    [Symbol.asyncDispose]: async () => {
      await ask("Browser.close").catch(() => running.kill("SIGKILL"));
      socket.close();
      await running.ended;
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
};

const createAsking = (socket: WebSocket) => {
  const waiting = new Map<number, (answer: Answer) => void>();
  let last = 0;
  socket.addEventListener("message", (event) => {
    const answer: Answer = JSON.parse(String(event.data));
    if (answer.id !== undefined) waiting.get(answer.id)?.(answer);
  });
  return async (
    method: string,
    params: object = {},
    sessionId?: string,
  ): Promise<Readonly<Record<string, unknown>>> => {
    last += 1;
    const id = last;
    const answered = new Promise<Answer>((resolve) => waiting.set(id, resolve));
    socket.send(JSON.stringify({ id, method, params, ...(sessionId === undefined ? {} : { sessionId }) }));
    const { result, error } = await within(method, answered, { timeoutMs: 30_000 });
    waiting.delete(id);
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return result ?? {};
  };
};
