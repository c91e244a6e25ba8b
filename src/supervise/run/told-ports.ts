// The ports of other services that a run was told when it was started, and which of them are no longer true. It asks
// nobody and restarts nothing.

import type { Template } from "../../describe/services/template.ts";
import type { ServiceSpec } from "../../plan/services/service-spec.ts";

export type Ports = Readonly<Record<string, number>>;

/** The ports, by service, that this description's command and environment are rendered with. */
export const toldPorts = ({ command, env }: Pick<ServiceSpec, "command" | "env">, ports: Ports): Ports => {
  const words = command.kind === "shell" ? [command.script] : command.words;
  const told = [...words, ...Object.values(env)].flatMap(servicesIn);
  return Object.fromEntries(Object.entries(ports).filter(([name]) => told.includes(name)));
};

const servicesIn = (template: Template): readonly string[] =>
  template.flatMap((part) => (typeof part !== "string" && part.kind === "service" ? [part.name] : []));

export interface MovedPort {
  readonly service: string;
  readonly told: number;
  readonly now: number;
}

/** The first service that has another port now; null while all that was told is true. */
export const findMoved = (told: Ports, ports: Ports): MovedPort | null => {
  for (const [service, port] of Object.entries(told)) {
    const now = ports[service];
    if (now !== undefined && now !== port) return { service, told: port, now };
  }
  return null;
};

/** Of a service that is not restarted by itself. */
export const sayMoved = (name: string, { service, told, now }: MovedPort): string =>
  `\`${service}\` answers on port ${now} now, and this was told ${told}: \`jig restart ${name}\``;
