// On which ports a run's own processes listen instead of the one that it was given: the commonest reason why nothing
// answers there. It connects to nobody, and looks at no process that is not the run's.

import { listListeners, ownersOf } from "../../host/network/listeners.ts";
import type { ServiceSpec } from "../../plan/services/service-spec.ts";
import { findTree } from "../processes/process-tree.ts";
import type { Remedy } from "../life/remedy.ts";
import { markOf, type Run } from "../run/run.ts";

/** Sorted; none while the run listens nowhere, or where its port is. */
export const findOtherPorts = (run: Run): readonly number[] => {
  const listeners = listListeners();
  const members = findTree(markOf(run)).map(({ pid }) => pid);
  const ours = ownersOf(
    listeners.map(({ inode }) => inode),
    members,
  );
  const ports = new Set(listeners.flatMap(({ inode, port }) => (ours.has(inode) ? [port] : [])));
  return run.port === null || ports.has(run.port) ? [] : [...ports].toSorted((left, right) => left - right);
};

/** What is said of them, and what to do about it. Null when there are none. */
export const sayOtherPorts = (
  { name, port, why: line }: Pick<ServiceSpec, "name" | "port" | "why">,
  others: readonly number[],
): { readonly why: string; readonly remedy: Remedy } | null => {
  const [first, ...more] = others;
  if (first === undefined) return null;
  const change = more.length === 0 ? `set \`port = ${first}\`` : `give \`${name}\` the \`port\` that it uses`;
  return {
    why: `it listens on ${others.join(" and ")} instead`,
    remedy: { hint: `let it use \`$PORT\`, or ${change}`, place: port?.place ?? line },
  };
};
