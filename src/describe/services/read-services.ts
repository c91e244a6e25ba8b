// `[services]`: all of them, in the order of the file.

import type { DescribedService } from "../description.ts";
import { readService } from "./read-service.ts";
import { entriesOf, reportKind, type Reading } from "../reading.ts";
import type { TomlValue } from "../toml/toml-tree.ts";

/** Reads the table of services; null when it is none, which is noted. */
export const readServices = (reading: Reading, value: TomlValue): readonly DescribedService[] | null => {
  if (value.kind !== "table") {
    const hint = "write `[services.NAME]`, one for each";
    return reportKind(reading, value, { what: "`services`", wanted: "a table", hint });
  }
  return settleOneshots(entriesOf(value).map((entry) => readService(reading, entry)));
};

/** A service that ends is ready for others when it has ended. */
const settleOneshots = (services: readonly DescribedService[]): readonly DescribedService[] => {
  const oneshots = new Set(services.filter(({ oneshot }) => oneshot?.value).map(({ name }) => name));
  if (oneshots.size === 0) return services;
  return services.map((service) => ({
    ...service,
    after: service.after.map((dependency) =>
      dependency.until === "ready" && oneshots.has(dependency.service)
        ? { ...dependency, until: "done" }
        : dependency,
    ),
  }));
};
