// Services that took another port than usual, because that one was taken when they started. It asks the machine about those
// ports alone, and moves nothing.

import type { ServiceStatus } from "../../api/contract.ts";
import type { ServiceSpec } from "../../plan/services/service-spec.ts";
import { presetByName } from "../../presets/preset-by-name.ts";
import type { MovedPort } from "../../show/say-notes.ts";
import { isPortFree } from "../../supervise/ports/port-holder.ts";

export interface StartedServices {
  readonly specs: readonly Pick<ServiceSpec, "name" | "preset" | "port">[];
  readonly services: readonly ServiceStatus[];
  /** The names of those that were started just now. */
  readonly changed: readonly string[];
  /** The ports that were remembered before. */
  readonly remembered: Readonly<Record<string, number>>;
}

/** Those that moved with this start: who is on a port for the second time is where people look for it. */
export const findMovedPorts = ({
  specs,
  services,
  changed,
  remembered,
}: StartedServices): readonly MovedPort[] =>
  specs.flatMap(({ name, preset, port }) => {
    const actual = services.find((service) => service.name === name)?.port ?? null;
    if (port === null || port.fixed || actual === null || !changed.includes(name)) return [];
    const wanted = (Object.hasOwn(remembered, name) ? remembered[name] : presetByName(preset)?.port) ?? null;
    if (wanted === null || wanted === actual || isPortFree(wanted)) return [];
    return { name, wanted, port: actual };
  });
