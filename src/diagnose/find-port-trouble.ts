// Ports that services want and somebody else has, and services that other machines can reach.

import type { Listener } from "../plan/facts.ts";
import { adviseOnHeldPort, sayBenchService, type BenchService } from "../plan/services/held-port.ts";
import type { DescribedPort, Diagnosis, ProjectState } from "./diagnosis.ts";
import { finding, type Finding } from "./finding.ts";

export const findPortTrouble = ({ facts, project }: Diagnosis): readonly Finding[] => {
  if (project === null) return [];
  const { described, services } = project;
  return described.flatMap((wanted) => {
    const running = services.find(({ name }) => name === wanted.service);
    if (running?.isRunning === true) return findOpenService(wanted, running.port, facts.listeners);
    const number = wanted.port?.number;
    // Whoever is stopped first leaves the port to the next, so a service of this project holds nothing for long.
    if (services.some(({ isRunning, port }) => isRunning && port === number)) return [];
    const holder = facts.listeners.find(({ port }) => port === number);
    return holder === undefined ? [] : [heldPort(wanted, holder, project)];
  });
};

const heldPort = (
  { service, port, place, isRequired }: DescribedPort,
  { owner, ...held }: Listener,
  { holders }: Pick<ProjectState, "holders">,
): Finding => {
  const bench = holders.find(({ pid }) => pid === owner?.pid)?.bench ?? null;
  return finding("port-held", isRequired ? "stops" : "hinders", {
    message: `port ${held.port} of \`${service}\` is held by ${sayOwner(owner, bench)}`,
    place: port?.place ?? place,
    fix: adviseOnHeldPort(service, { pid: owner?.pid ?? null, bench }),
  });
};

const sayOwner = (owner: Listener["owner"], bench: BenchService | null): string => {
  if (bench !== null) return sayBenchService(bench);
  return owner === null ? "another user's process" : `pid ${owner.pid}: \`${owner.command}\``;
};

const findOpenService = (
  { service, place }: DescribedPort,
  port: number | null,
  listeners: readonly Listener[],
): readonly Finding[] => {
  const open = listeners.find(
    (listener) => listener.port === port && ["0.0.0.0", "::"].includes(listener.address),
  );
  if (open === undefined) return [];
  return [
    finding("open-to-others", "hinders", {
      message: `other machines can reach \`${service}\`: it listens on \`${open.address}\``,
      place,
      fix: "let it listen on `127.0.0.1` only",
    }),
  ];
};
