// The real Ollama, built once into a cache outside of the project (`script/prepare-ollama`), and a model that it can load.

import { existsSync, readFileSync, symlinkSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

import { isAlive } from "./processes.ts";
import { freePort } from "./ports.ts";
import type { Rig } from "./rig.ts";
import { startProgram } from "./start-program.ts";
import { waitFor } from "./wait-for.ts";

const cache = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "jig-test", "ollama-0.9.6");
const program = join(cache, "ollama");
const model = join(cache, "tiny-2.gguf");

const isBuilt = (): boolean => existsSync(program) && existsSync(model);

const isBeingBuilt = (): boolean => {
  try {
    return isAlive(Number(readFileSync(join(cache, "building.pid"), "utf8")));
  } catch {
    return false;
  }
};

/** Whether there is a real Ollama, or will be soon. Tests skip themselves by name otherwise. */
export const hasOllama: boolean = isBuilt() || isBeingBuilt();

/** The bytes of a model of half a megabyte; waits for the build that is on its way. */
export const ollamaModel = async (): Promise<Uint8Array> => {
  await waitFor("Ollama to be built", () => isBuilt() || !isBeingBuilt(), { timeoutMs: 1_200_000 });
  return readFileSync(model);
};

/** Puts the program on the rig's PATH, so that jig finds it. */
export const installOllama = (rig: Rig): void => symlinkSync(program, join(rig.bin, "ollama"));

export interface ForeignOllama extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Its log. */
  readonly stderr: () => string;
  stop(): Promise<void>;
}

/** A server that somebody else has started, with a home of its own in the rig's. */
export const startForeignOllama = async (rig: Rig): Promise<ForeignOllama> => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const running = startProgram([program, "serve"], {
    env: {
      HOME: join(rig.base, "home"),
      PATH: "/usr/bin:/bin",
      OLLAMA_HOST: url,
      OLLAMA_MODELS: join(rig.base, "their models"),
    },
    timeoutMs: 300_000,
  });
  await waitFor("the other Ollama to answer", async () => (await answers(url)) || null, {
    timeoutMs: 30_000,
    explain: () => running.stderr(),
  });
  const stop = async (): Promise<void> => {
    running.kill("SIGTERM");
    await running.ended;
  };
  return { url, port, pid: running.pid, stderr: running.stderr, stop, [Symbol.asyncDispose]: stop };
};

const answers = async (url: string): Promise<boolean> => {
  try {
    return (await fetch(`${url}/api/version`)).ok;
  } catch {
    return false;
  }
};
