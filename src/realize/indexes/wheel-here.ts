// Which of a program's pinned wheels is this machine's. It fetches none, and is quickly loaded.

import type { Host } from "../../host/host.ts";
import type { Facts } from "../../plan/facts.ts";

export interface PinnedWheel {
  readonly name: string;
  /** Hex, of the whole wheel. */
  readonly sha256: string;
  /** The platforms that take it by preference: `linux-x64-glibc`, `macos-arm64`. */
  readonly platforms: readonly string[];
}

/** This machine's wheel; undefined where there is none for it. */
export const wheelHere = <Wheel extends PinnedWheel>(
  { host, facts }: { readonly host: Pick<Host, "machine">; readonly facts: Pick<Facts, "libc"> },
  wheels: readonly Wheel[],
): Wheel | undefined => {
  const { platform, arch } = host.machine;
  const name = platform === "darwin" ? `macos-${arch}` : `${platform}-${arch}-${facts.libc?.kind ?? "glibc"}`;
  return wheels.find(({ platforms }) => platforms.includes(name));
};
