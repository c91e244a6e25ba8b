// What can be wrong between services: an order that cannot be, a name that nobody has, one port for two.

import type { DescribedService } from "../description.ts";
import { orderServices, unknownService } from "./order-services.ts";
import { report, type Reading } from "../reading.ts";

/**
 * Notes what does not fit together. Ports that presets bring can move, so they are no matter here.
 * @param areComplete false when there may be services that could not be read: then an unknown name is no problem
 */
export const checkServices = (
  reading: Reading,
  services: readonly DescribedService[],
  areComplete: boolean,
): void => {
  const { source, problems, mentions } = reading;
  const ordered = orderServices(services, source);
  if (!ordered.ok) {
    problems.push(...ordered.failure.filter(({ code }) => areComplete || code !== "unknown-service"));
  }
  checkPorts(reading, services);
  if (!areComplete) return;
  const names = new Set(services.map(({ name }) => name));
  const unknown = mentions.filter(({ value }) => !names.has(value)).slice(0, MOST_MENTIONS);
  for (const { value, range } of unknown) problems.push(unknownService(value, names, { source, range }));
};

/** Each looks at every service for what was meant; nobody reads more of them. */
const MOST_MENTIONS = 50;

const checkPorts = (reading: Reading, services: readonly DescribedService[]): void => {
  const owners = new Map<number, DescribedService>();
  for (const service of services) {
    if (service.port === null) continue;
    const owner = owners.get(service.port.value);
    if (owner?.port === undefined || owner.port === null) {
      owners.set(service.port.value, service);
      continue;
    }
    report(reading, {
      code: "port-conflict",
      message: `\`${owner.name}\` and \`${service.name}\` both want port \`${service.port.value}\``,
      range: service.port.range,
      related: { message: `\`${owner.name}\` has it here`, range: owner.port.range },
      hint: `give \`${service.name}\` another port`,
    });
  }
};
