// The order in which people see services: that of the file, whatever order they start in.

import type { ServiceStatus } from "../../api/contract.ts";
import type { Plan } from "../../plan/plan.ts";

/** The statuses of a plan's services in the order of the description; what the plan does not name is left out. */
export const inFileOrder = (plan: Plan, services: readonly ServiceStatus[]): ServiceStatus[] =>
  plan.services
    .toSorted(({ why: left }, { why: right }) => left.line - right.line || left.column - right.column)
    .flatMap(({ name }) => services.find((service) => service.name === name) ?? []);
