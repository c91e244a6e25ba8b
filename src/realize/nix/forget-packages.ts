// What Nix brought for packages that nobody asks for any more: its roots go, so that it may be collected. jig's own flake and
// its lock stay, for when some are asked for again.

import { join } from "node:path";

import { errorCode } from "../../host/files/file-error.ts";
import type { Host } from "../../host/host.ts";
import { lockFile } from "../../host/files/file-lock.ts";
import type { Layout } from "../../plan/layout.ts";
import { forgetEntry } from "../journal.ts";
import { nixFolder, outcomeFile } from "./packages-outcome.ts";
import { turnPath } from "../wait-for-turn.ts";

/** Nothing is done while another jig is at work, nor where the state folder refuses it: the next one comes by. */
export const forgetPackages = (host: Host, layout: Layout, step: string): void => {
  const { files } = host;
  try {
    const turn = lockFile(turnPath(layout));
    if (turn === null) return;
    try {
      for (const name of files.list(nixFolder(layout)) ?? [])
        if (/^profile(-\d+-link)?$/.test(name)) files.remove(join(nixFolder(layout), name));
      files.remove(outcomeFile(layout));
      forgetEntry(host, layout, step);
    } finally {
      turn.release();
    }
  } catch (error) {
    if (errorCode(error) === "") throw error;
  }
};
