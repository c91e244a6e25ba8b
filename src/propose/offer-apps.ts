// Apps that a proposal leaves out, with the lines that take them in. Whoever wants one copies them.

import type { FoundService } from "./draft.ts";
import { findOtherApps } from "./find-apps.ts";
import type { Folder } from "./folder.ts";
import { writeToml } from "./write-toml.ts";

export interface Offer {
  /** `\`dashboard.py\`, a Streamlit app`. */
  readonly from: string;
  /** The service, as it stands in `jig.toml`. */
  readonly toml: string;
  /** Packages that it takes, and that are not asked for. */
  readonly packages: readonly string[];
}

/** At most three. @param packages normalised names of what is asked for. */
export const offerApps = (
  folder: Folder,
  {
    services,
    packages,
  }: { readonly services: readonly FoundService[]; readonly packages: ReadonlySet<string> },
): readonly Offer[] => {
  const names = new Set(services.map(({ name }) => name));
  const taken = services.map(({ run = "" }) => run).join("\n");
  const ports = new Set(services.flatMap(({ port }) => port ?? []));
  return findOtherApps(folder)
    .filter(({ name }) => !names.has(name) && !new RegExp(`\\b${name}\\b`).test(taken))
    .slice(0, 3)
    .map((service) => {
      let { port } = service;
      while (service.isPortFixed !== true && port !== undefined && ports.has(port)) port += 1;
      if (port !== undefined) ports.add(port);
      const placed = port === undefined ? service : { ...service, port };
      const { from, needs } = service;
      return {
        from,
        // The first line is the remark that a file of its own begins with.
        toml: writeToml({ name: null, python: null, services: [placed] })
          .split("\n")
          .slice(2)
          .join("\n"),
        packages: needs
          .filter((some) => !some.some((name) => packages.has(name)))
          .flatMap(([first]) => first ?? []),
      };
    });
};
