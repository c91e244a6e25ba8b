// What a warm start sees of the GPU: names of devices and files, and no more. Whether the driver works is not in it; no
// program is started, and no library is opened.

import { join } from "node:path";

import { digestOf } from "../../base/digest.ts";
import { visible } from "../../host/files/file-error.ts";
import type { Host } from "../../host/host.ts";
import { cardsInSlots } from "../../probe/gpu/cards-in-slots.ts";
import { foldersOfDriver, WSL_FOLDER } from "../../probe/gpu/driver-libraries.ts";

/** A digest of all by which a card, a driver or its libraries are found: another one, and the GPU is looked for anew. */
export const seeGpu = (host: Host): string => {
  const { files } = host;
  const isThere = (path: string): boolean => visible(() => files.stat(path)) !== null;
  // Without one of these no card can be used, and a list of all devices takes long.
  const devices = ["nvidiactl", "nvidia0", "dxg", "kfd"].some((name) => isThere(`/dev/${name}`))
    ? (visible(() => files.list("/dev")) ?? []).filter((name) => /^(?:nvidia|dxg$|kfd$)/.test(name))
    : [];
  const programs = [join(WSL_FOLDER, "nvidia-smi"), host.which("nvidia-smi") ?? ""];
  const libraries = [WSL_FOLDER, ...foldersOfDriver(host)].map((folder) => join(folder, "libcuda.so.1"));
  // A device stays in `/dev` when its card goes.
  const cards = devices.length === 0 ? [] : cardsInSlots(files);
  return digestOf([
    devices.toSorted().join(" "),
    ...cards.map(({ slot, name }) => `${slot} ${name ?? ""}`),
    visible(() => files.readText("/proc/driver/nvidia/version")) ?? "",
    ...[...programs, ...libraries].flatMap((path) => {
      const stat = visible(() => files.stat(path));
      return stat === null ? [] : [`${path} ${stat.inode} ${stat.modified}`];
    }),
  ]);
};
