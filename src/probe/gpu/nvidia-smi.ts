// What `nvidia-smi` says of the cards: asked once, cut after five seconds, and believed only as far as it can be read.

import type { GpuDevice } from "../../plan/gpu/gpu-fact.ts";
import type { Host } from "../../host/host.ts";
import { join } from "node:path";
import { WSL_FOLDER } from "./driver-libraries.ts";

export type SmiAnswer =
  | {
      readonly kind: "cards";
      readonly driver: string;
      readonly devices: readonly GpuDevice[];
      /** Every card is cut into slices. */
      readonly isSliced: boolean;
    }
  | { readonly kind: "absent" }
  | { readonly kind: "silent" }
  /** It says that there is no card. */
  | { readonly kind: "no-card" }
  /** It says, with its own words, that it cannot talk to the driver. */
  | { readonly kind: "broken"; readonly detail: string }
  | { readonly kind: "unreadable" };

const PATIENCE_MS = 5000;

/** Later fields are not known to older drivers, which then refuse the whole question. */
const QUESTIONS = [
  "driver_version,memory.total,name,compute_cap,mig.mode.current",
  "driver_version,memory.total,name",
] as const;

/** The `nvidia-smi` to ask, or null: Windows' own before any other on WSL, where another driver's would fail. */
export const findSmi = (host: Host, isWsl: boolean): string | null => {
  const windows = join(WSL_FOLDER, "nvidia-smi");
  return isWsl && host.files.isExecutable(windows) ? windows : host.which("nvidia-smi");
};

/** Bytes; a machine full of cards says less. */
const MOST_SAID = 1024 * 1024;

export const askSmi = async (host: Host, program: string | null): Promise<SmiAnswer> => {
  if (program === null) return { kind: "absent" };
  const start = host.monotonic();
  for (const fields of QUESTIONS) {
    const left = PATIENCE_MS - (host.monotonic() - start);
    const ran = await host.run({
      argv: [program, `--query-gpu=${fields}`, "--format=csv,noheader,nounits"],
      cwd: "/",
      env: { ...host.env, LC_ALL: "C" },
      timeoutMs: Math.max(left, 1),
      mostStdout: MOST_SAID,
    });
    if (ran.kind === "failed-to-start") return { kind: "absent" };
    if (ran.kind === "killed") return ran.timedOut ? { kind: "silent" } : { kind: "unreadable" };
    const said = `${ran.stdout}\n${ran.stderr}`.trim();
    if (/No devices were found/i.test(said)) return { kind: "no-card" };
    if (ran.code === 0) return readCards(ran.stdout);
    if (!/not a valid field/i.test(said)) return { kind: "broken", detail: firstLine(said, ran.code) };
  }
  return { kind: "unreadable" };
};

/** Whether cards of this driver answer as they did; true where there is no `nvidia-smi` to be asked. */
export const doesCudaAnswer = async (host: Host, driver: string | null): Promise<boolean> => {
  const answer = await askSmi(host, findSmi(host, host.files.stat("/dev/dxg") !== null));
  return (
    answer.kind === "absent" || (answer.kind === "cards" && answer.driver === driver && !answer.isSliced)
  );
};

const firstLine = (said: string, code: number): string => {
  const [line = ""] = said.split("\n");
  return line === "" ? `nvidia-smi ended with ${code}` : line.trim().slice(0, 160);
};

/** What it warns of stands between its rows: `WARNING: infoROM is corrupted at gpu 0000:01:00.0`. */
const WARNING = /^\s*(?:warning|note)\b[^,]*$/i;

/** A line a card; a name may hold anything but a comma. Whatever is no such line makes the answer unreadable. */
const readCards = (stdout: string): SmiAnswer => {
  const lines = stdout.split(/\r?\n/).filter((line) => line.trim() !== "" && !WARNING.test(line));
  if (lines.length === 0) return { kind: "no-card" };
  const cards = lines.map((line) => readCard(line));
  const [first] = cards;
  if (first === undefined || first === null || cards.includes(null)) return { kind: "unreadable" };
  const read = cards.flatMap((card) => card?.device ?? []);
  return {
    kind: "cards",
    driver: first.driver,
    devices: read,
    isSliced: read.every(({ isSliced }) => isSliced === true),
  };
};

const readCard = (line: string): { readonly driver: string; readonly device: GpuDevice } | null => {
  const [driver = "", memory = "", name = "", capability = "", mig = ""] = line
    .split(",")
    .map((word) => word.trim());
  if (!/^\d{3}(?:\.\d+)+$/.test(driver) || name === "") return null;
  return {
    driver,
    device: {
      name,
      memory: /^\d{1,8}$/.test(memory) ? Number(memory) : null,
      capability: /^\d+\.\d+$/.test(capability) ? capability : null,
      ...(mig === "Enabled" ? { isSliced: true } : {}),
    },
  };
};
