// Which service gets which port, given what is taken. It listens on nothing: whoever starts a service asks again.

/** A service's wish: a port that was written in the description, or the one that a preset tries first. */
export interface WantedPort {
  readonly service: string;
  readonly number: number;
  /** Never moved, even when it is taken: whoever starts the service says who holds it. */
  readonly fixed: boolean;
}

const LAST_PORT = 65_535;

/**
 * A port for each service: a fixed one stays; a movable one is the remembered port if that is free, else the wanted one,
 * else the next free above it. No movable port equals another port of the answer, as long as there are free ports above.
 */
export const assignPorts = (
  wanted: readonly WantedPort[],
  taken: ReadonlySet<number>,
  remembered: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> => {
  const given = new Map<string, number>();
  const used = new Set(taken);
  const give = (service: string, port: number): void => {
    given.set(service, port);
    used.add(port);
  };

  for (const { service, number, fixed } of wanted) if (fixed) give(service, number);
  const movable = wanted.filter(({ fixed }) => !fixed);
  // What was remembered goes first, so that a new service never pushes an older one off its port.
  for (const { service } of movable) {
    const port = Object.hasOwn(remembered, service) ? remembered[service] : undefined;
    if (port !== undefined && !used.has(port)) give(service, port);
  }
  const searchFrom = new Map<number, number>();
  for (const { service, number } of movable) {
    if (given.has(service)) continue;
    let port = searchFrom.get(number) ?? number;
    while (used.has(port) && port < LAST_PORT) port += 1;
    searchFrom.set(number, port);
    give(service, port);
  }
  return Object.fromEntries(wanted.map(({ service, number }) => [service, given.get(service) ?? number]));
};
