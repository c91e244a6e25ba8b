// After a change of packages that failed or was interrupted: makes the environment again what the former lock says, from
// uv's cache alone. It says nothing; whoever calls tells what came of it.

import type { Host } from "../../../host/host.ts";
import type { Layout } from "../../../plan/layout.ts";
import { packagesIn, stampOf } from "../../../probe/python/environment-state.ts";
import { readJournal } from "../../../realize/journal.ts";
import type { JigContext } from "../../context.ts";
import { prepareWorkbench } from "../making/prepare-workbench.ts";

/** What is installed, by the names of the records: each has the version in it. */
export interface FormerPackages {
  readonly records: readonly string[];
  /** Null: there is no environment. */
  readonly stamp: string | null;
  /** The last installation came to its end. */
  readonly isWhole: boolean;
}

/** To be called before anything is changed. */
export const lookAtPackages = (host: Host, layout: Layout): FormerPackages => ({
  records: packagesIn(host.files, layout.venv).toSorted(),
  stamp: stampOf(host.files, layout.venv),
  isWhole: readJournal(host, layout)["install"]?.status === "done",
});

/**
 * To be called when files and lock are what they were. What somebody installed by hand stays, so long as nothing took its
 * place. Ctrl-C does not stop it, a second one does.
 * @returns whether the packages are those of before, or those of the lock
 */
export const putEnvironmentBack = async (
  context: JigContext,
  { layout, former }: { readonly layout: Layout; readonly former: FormerPackages },
): Promise<boolean> => {
  const now = lookAtPackages(context.host, layout);
  // One that was begun may have left a folder of before without its files.
  if (now.stamp === former.stamp && (now.isWhole || !former.isWhole)) return true;
  const unstoppable = new AbortController().signal;
  const restored = await prepareWorkbench(
    { ...context, interruption: () => unstoppable, note: () => {} },
    {
      directory: layout.root,
      // There was no lock, or none that fits: then no other one is made here.
      locking: "locked",
      goal: "environment",
      isOffline: true,
      purpose: "jig, putting packages back",
      reporter: { report: () => {}, close: () => {} },
      isUndone: true,
    },
  );
  const { records } = lookAtPackages(context.host, layout);
  return restored.ok || records.join("\n") === former.records.join("\n");
};
