// Services in an order in which they can start. It does not judge `after`: cycles and unknown names were told before.

import type { DescribedService } from "../../describe/description.ts";

/** Each service behind all that it waits for, otherwise by name, so that the order of the file decides nothing. */
export const sortServices = <Service extends Pick<DescribedService, "name" | "after">>(
  services: readonly Service[],
): readonly Service[] => {
  const byName = new Map(services.map((service) => [service.name, service]));
  const visited = new Set<string>();
  const sorted: Service[] = [];
  const visit = (service: Service): void => {
    if (visited.has(service.name)) return;
    visited.add(service.name);
    for (const needed of service.after.map((dependency) => dependency.service).toSorted()) {
      const found = byName.get(needed);
      if (found !== undefined) visit(found);
    }
    sorted.push(service);
  };
  for (const service of services.toSorted((left, right) => (left.name < right.name ? -1 : 1))) visit(service);
  return sorted;
};
