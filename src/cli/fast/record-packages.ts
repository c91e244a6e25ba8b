// Takes down how `[packages]` were looked for, for warm starts (`packages-record.ts`). It looks for none.

import type { Host } from "../../host/host.ts";
import { foldersOfPackages } from "../../probe/tools/find-packages.ts";
import type { PackagesOutcome } from "../../realize/nix/packages-outcome.ts";
import { choiceOf, lastChange, pathDigest, type PackagesRecord } from "./packages-record.ts";

export const recordPackages = (host: Host, { asksAgainAt, missing }: PackagesOutcome): PackagesRecord => ({
  choice: choiceOf(host),
  asksAgainAt,
  missing:
    missing.length === 0
      ? null
      : {
          path: pathDigest(host),
          folders: Object.fromEntries(
            foldersOfPackages(host).map((folder) => [folder, lastChange(host, folder)]),
          ),
        },
});
