// Where things are in one project's state folder. Names only: nothing is read.

import { join } from "node:path";

/** Where one project's supervisor keeps things. `state` is the project's own folder. */
export const statePaths = (state: string) => ({
  id: join(state, "id"),
  place: join(state, "project.json"),
  supervisorLock: join(state, "supervisor.lock"),
  supervisorLog: join(state, "supervisor.log"),
  desired: join(state, "desired.json"),
  ports: join(state, "ports.json"),
  pulls: join(state, "pulls"),
  services: join(state, "services"),
  service: (name: string) => join(state, "services", name),
  record: (name: string) => join(state, "services", name, "state.json"),
  run: (name: string, generation: number) => join(state, "services", name, String(generation)),
  logs: join(state, "logs"),
  log: (name: string, generation: number) => join(state, "logs", `${name}.${generation}.log`),
});

/** How a supervisor ends that found another one with the lock: it has nothing to do. */
export const LOCKED_EXIT_CODE = 75;
