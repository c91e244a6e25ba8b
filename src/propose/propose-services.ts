// The services of a proposal: what a Procfile says, else the web apps that are found, and JupyterLab for notebooks. Ports
// that somebody holds just now are passed over, or the first `jig up` would fail.

import { sayCount } from "../base/say-count.ts";
import { quote } from "../describe/words.ts";
import type { Listener } from "../plan/facts.ts";
import { jupyterlab } from "../presets/jupyterlab.ts";
import type { FoundService } from "./draft.ts";
import { findApps } from "./find-apps.ts";
import { textOf, type Folder } from "./folder.ts";
import { readNotebook } from "./read/read-notebook.ts";
import { readProcfile } from "./read/read-procfile.ts";

export interface ProposedServices {
  readonly services: readonly FoundService[];
  readonly notes: readonly string[];
}

export interface ServiceSurroundings {
  /** Normalised names of the packages that are asked for. */
  readonly packages: ReadonlySet<string>;
  /** The folder has something of Python, or nothing at all. */
  readonly isPython: boolean;
  readonly listeners: readonly Listener[];
}

/** The services in the order in which they are written, each with a name and a port of its own. */
export const proposeServices = (folder: Folder, surroundings: ServiceSurroundings): ProposedServices => {
  const procfile = readProcfile(textOf(folder, "Procfile"));
  const started = procfile.services.length > 0 ? procfile.services : findApps(folder);
  const notebooks = readNotebooks(folder);
  const isJupyterWanted =
    notebooks.inPython > 0 ||
    jupyterlab.needs.some((name) => surroundings.packages.has(name)) ||
    (started.length === 0 && surroundings.isPython);
  const isJupyterThere = started.some(({ run = "" }) => /\bjupyter\b/.test(run));
  const jupyter = isJupyterWanted && !isJupyterThere ? [jupyterService(notebooks.inPython)] : [];
  const named = withNames([...jupyter, ...started]);
  const { services, notes } = withPorts(named, surroundings.listeners);
  return {
    services,
    notes: [...procfile.notes, ...notebooks.notes, ...notes, ...services.flatMap((service) => service.notes)],
  };
};

const jupyterService = (notebooks: number): FoundService => ({
  name: "jupyter",
  use: jupyterlab.name,
  from: notebooks === 0 ? "" : sayCount(notebooks, "notebook"),
  needs: [jupyterlab.needs],
  notes: [],
});

const readNotebooks = (folder: Folder): { readonly inPython: number; readonly notes: readonly string[] } => {
  const paths = folder.files.filter((path) => path.endsWith(".ipynb"));
  const others = paths.flatMap((path) => {
    const language = readNotebook(textOf(folder, path))?.language?.toLowerCase() ?? "python";
    return language.startsWith("python") || language === "ipython" ? [] : [language];
  });
  const languages = [...new Set(others)].map(quote).join(", ");
  return {
    inPython: paths.length - others.length,
    notes:
      others.length === 0
        ? []
        : [
            `${others.length} of ${paths.length} notebooks ask for ${languages}: jig brings Python's kernel alone`,
          ],
  };
};

/** Two processes may be told apart by case alone, and a Procfile may have one called `jupyter`. */
const withNames = (services: readonly FoundService[]): readonly FoundService[] => {
  const taken = new Set<string>();
  return services.map((service) => {
    let { name } = service;
    for (let count = 2; taken.has(name); count += 1) name = `${service.name.slice(0, 36)}-${count}`;
    taken.add(name);
    return { ...service, name };
  });
};

const withPorts = (services: readonly FoundService[], listeners: readonly Listener[]): ProposedServices => {
  const held = new Set(listeners.map(({ port }) => port));
  const given = new Set(
    services.flatMap(({ isPortFixed, port }) => (isPortFixed === true ? (port ?? []) : [])),
  );
  const notes: string[] = [];
  const owners = new Map<number, string>();
  const placed = services.flatMap((service): readonly FoundService[] => {
    const { port: wanted, isPortFixed, name } = service;
    if (wanted === undefined) return [service];
    if (isPortFixed === true) {
      const owner = owners.get(wanted);
      if (owner !== undefined) {
        notes.push(`\`${name}\` is left out: it has port ${wanted} written down, as \`${owner}\` has`);
        return [];
      }
      owners.set(wanted, name);
      if (held.has(wanted))
        notes.push(`port ${wanted}, which \`${name}\` has written down, is held by another program just now`);
      return [service];
    }
    let port = wanted;
    while (held.has(port) || given.has(port)) port += 1;
    given.add(port);
    if (held.has(wanted))
      notes.push(`port ${wanted} is held by another program just now, so \`${name}\` gets ${port}`);
    return [{ ...service, port }];
  });
  return { services: placed, notes };
};
