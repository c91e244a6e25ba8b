// How a project's services are, told whenever that changes: by its supervisor, which says so by itself, or for as long as
// there is none from what is on disk. It starts none.

import { connectSupervisor } from "../../api/client.ts";
import type { Layout } from "../../plan/layout.ts";
import { readKnownServices, type KnownServices } from "./known-services.ts";
import { pause } from "../../host/pause.ts";

/** Without a supervisor nothing changes but by somebody's hand: so often it is looked whether one has come. */
const LOOK_MS = 1000;

/** Tells at once, and then at changes, perhaps the same twice. Ends at the signal. */
export async function* watchKnownServices(
  layout: Layout,
  signal: AbortSignal,
): AsyncGenerator<KnownServices, void> {
  while (!signal.aborted) {
    const connected = await connectSupervisor({ layout, start: null });
    if (connected.ok) {
      const { hello } = connected.value;
      for await (const { services } of connected.value.watch(signal))
        yield { supervisor: { pid: hello.pid }, silence: null, services };
      if (signal.aborted) return;
    }
    yield await readKnownServices(layout);
    await pause(LOOK_MS, signal);
  }
}
