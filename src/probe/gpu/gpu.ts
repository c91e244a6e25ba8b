// Which GPU this machine has and can use, by files and by `nvidia-smi`. No library is opened, and no program is started
// where no file speaks of a card. Never fails: what is not understood is "none", with the reason.

import { join } from "node:path";

import { visible } from "../../host/files/file-error.ts";
import type { Host } from "../../host/host.ts";
import type { GpuAbsence, GpuDevice, GpuFact, NoGpuFact } from "../../plan/gpu/gpu-fact.ts";
import { findDriverLibraries, WSL_FOLDER } from "./driver-libraries.ts";
import { probeAppleGpu } from "./apple-gpu.ts";
import { cardsInSlots } from "./cards-in-slots.ts";
import { askSmi, findSmi, type SmiAnswer } from "./nvidia-smi.ts";

export interface GpuQuestion {
  readonly wsl: 1 | 2 | null;
  /** Paths of interpreters: on a Mac it matters for which processor they are. */
  readonly pythons: readonly string[];
  /** Starts no program. */
  readonly quick: boolean;
  /** Nothing goes by an NVIDIA card, so none is asked: one that hangs would cost seconds. */
  readonly isUnwanted?: boolean;
}

const DRIVER_FILE = "/proc/driver/nvidia/version";

export const probeGpu = async (host: Host, question: GpuQuestion): Promise<GpuFact> => {
  if (host.machine.platform === "darwin") return probeAppleGpu(host, question.pythons);
  const { wsl, quick } = question;
  if (question.isUnwanted === true) return none("not-asked");
  if (wsl === 1) return none("wsl1");
  if (isJetson(host)) return none("jetson");
  const seen = lookForDriver(host);
  const smi = findSmi(host, wsl !== null);
  if (!seen.isDriver && smi === null) {
    // Every Windows opens its door to WSL, whichever card it has.
    if (seen.isDoor && wsl !== null)
      return none("no-driver", "Windows has no NVIDIA card, or no driver for it");
    if (seen.isDoor) return none("no-device", "/dev/dxg is there, and Windows brings no NVIDIA driver");
    return isAmd(host) ? none("amd") : none("no-driver");
  }
  const answer: SmiAnswer = quick ? { kind: "absent" } : await askSmi(host, smi);
  return judge(host, { answer, seen, isWsl: wsl !== null, quick });
};

const none = (why: GpuAbsence, detail: string | null = null): NoGpuFact => ({ kind: "none", why, detail });

interface Seen {
  /** The kernel's driver, or what Windows brings of it. */
  readonly isDriver: boolean;
  /** Windows' door to its GPU. */
  readonly isDoor: boolean;
  /** The version that the kernel's driver gives itself. */
  readonly version: string | null;
  /** The names of cards for which there is a device to open. */
  readonly cards: readonly string[];
}

const lookForDriver = ({ files }: Host): Seen => {
  const text = visible(() => files.readText(DRIVER_FILE));
  const isDoor = files.stat("/dev/dxg") !== null;
  const devices = (visible(() => files.list("/dev")) ?? []).filter((name) => /^nvidia\d+$/.test(name));
  const windows = files.stat(join(WSL_FOLDER, "libcuda.so.1")) !== null;
  return {
    isDriver: text !== null || devices.length > 0 || (isDoor && windows),
    isDoor,
    version: /Kernel Module.*?\s(\d{3}(?:\.\d+)+)/.exec(text ?? "")?.[1] ?? null,
    cards: devices.map(() => "an NVIDIA GPU").map((unnamed, at) => namesOf(files)[at] ?? unnamed),
  };
};

/** The kernel's driver names its cards where `nvidia-smi` cannot be asked. */
const namesOf = (files: Host["files"]): readonly string[] =>
  cardsInSlots(files).flatMap(({ name }) => name ?? []);

interface Judged {
  readonly answer: SmiAnswer;
  readonly seen: Seen;
  readonly isWsl: boolean;
  readonly quick: boolean;
}

const judge = async (host: Host, { answer, seen, isWsl, quick }: Judged): Promise<GpuFact> => {
  if (answer.kind === "silent") return none("driver-silent");
  if (answer.kind === "broken") return none("driver-broken", answer.detail);
  if (answer.kind === "no-card") return none("no-device");
  const cards = answer.kind === "cards" ? answer : cardsWithoutSmi(seen);
  if (cards === null) {
    if (answer.kind === "unreadable") return none("driver-broken", "what nvidia-smi prints cannot be read");
    return none(seen.isDriver && seen.cards.length === 0 ? "no-device" : "driver-broken");
  }
  if (cards.isSliced) return none("mig", cards.devices[0]?.name ?? null);
  const { libraries, strayLibrary } = await findDriverLibraries(host, { isWsl, quick });
  if (libraries.length === 0) return none("no-library", cards.devices[0]?.name ?? null);
  return { kind: "cuda", driver: cards.driver, devices: cards.devices, libraries, strayLibrary };
};

/** What files alone say, when there is no `nvidia-smi`, or none that can be read. */
const cardsWithoutSmi = ({
  version,
  cards,
}: Seen): { driver: string; devices: readonly GpuDevice[]; isSliced: boolean } | null =>
  version === null || cards.length === 0
    ? null
    : {
        driver: version,
        devices: cards.map((name) => ({ name, memory: null, capability: null })),
        isSliced: false,
      };

const isJetson = ({ files }: Host): boolean =>
  files.stat("/etc/nv_tegra_release") !== null ||
  (visible(() => files.readText("/proc/device-tree/compatible")) ?? "").includes("nvidia,tegra");

const isAmd = ({ files }: Host): boolean =>
  files.stat("/dev/kfd") !== null ||
  (visible(() => files.list("/sys/class/drm")) ?? [])
    .filter((name) => /^card\d+$/.test(name))
    .some((name) =>
      (visible(() => files.readText(`/sys/class/drm/${name}/device/vendor`)) ?? "").includes("0x1002"),
    );
