// What the services of these tests run, and what is read out of an answer again and again.

import type { ServiceSpec } from "../../../src/plan/services/service-spec.ts";

export const shell = (script: string, shellStays = true): ServiceSpec["command"] => ({
  kind: "shell",
  script: [script],
  shellStays,
});

/** Serves HTTP on its port; `behaviour` is JavaScript that may use `server`. */
export const http = (answer = "new Response('here')", before = ""): ServiceSpec["command"] => ({
  kind: "argv",
  words: [
    [process.execPath],
    ["-e"],
    [`${before}; Bun.serve({hostname: "127.0.0.1", port: Number(process.env.PORT), fetch: () => ${answer}})`],
  ],
});

export const pidOf = (
  answer: { services: Readonly<Record<string, { pid: number | null }>> },
  name: string,
): number => {
  const pid = answer.services[name]?.pid;
  if (pid === null || pid === undefined) throw new Error(`no pid of ${name}`);
  return pid;
};
