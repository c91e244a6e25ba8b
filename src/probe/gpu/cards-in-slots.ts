// The cards that the kernel's NVIDIA driver has at this moment, by its own files. A device in `/dev` stays when its card
// goes; these do not. No program is started. What wakes a card, or changes while it sleeps, is not read.

import { join } from "node:path";

import { visible } from "../../host/files/file-error.ts";
import type { Host } from "../../host/host.ts";

export interface CardInSlot {
  /** Its place on the bus: `0000:01:00.0`. */
  readonly slot: string;
  /** Null when the driver does not say. */
  readonly name: string | null;
}

const FOLDER = "/proc/driver/nvidia/gpus";

/** Sorted by slot; empty where there is no such driver, as on WSL. */
export const cardsInSlots = (files: Host["files"]): readonly CardInSlot[] =>
  (visible(() => files.list(FOLDER)) ?? []).toSorted().map((slot) => {
    const text = visible(() => files.readText(join(FOLDER, slot, "information"))) ?? "";
    return { slot, name: /^Model:\s+(.+)$/m.exec(text)?.[1]?.trim() ?? null };
  });
