// Three small web services, for rows about what supervising costs: the same programs under every supervisor.

import { join } from "node:path";

import { describeService } from "../../test/rig/describe-service.ts";
import { freePort } from "../../test/rig/ports.ts";
import type { Rig } from "../../test/rig/rig.ts";

export interface SmallService {
  readonly name: string;
  readonly port: number;
  readonly argv: readonly string[];
}

const program = `
import http.server, sys
class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.send_header("Content-Length", "0"); self.end_headers()
    def log_message(self, *_): pass
http.server.ThreadingHTTPServer.allow_reuse_address = True
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Page).serve_forever()
`;

/** Writes the program and a `jig.toml` with three of it into the rig's project. */
export const describeThree = async (rig: Rig): Promise<readonly SmallService[]> => {
  const file = rig.write("page.py", program);
  const services: SmallService[] = [];
  for (const name of ["one", "two", "three"]) {
    const port = await freePort();
    services.push({ name, port, argv: [rig.python, "-S", file, String(port)] });
  }
  const tables = services.map(({ name, port, argv }) =>
    describeService(name, { run: argv, port, ready: "/" }),
  );
  rig.write("jig.toml", tables.join("\n"));
  return services;
};

/** Resolves when every service answers; asks each every millisecond. */
export const untilAllAnswer = async (services: readonly SmallService[]): Promise<void> => {
  await Promise.all(
    services.map(async ({ port }) => {
      for (;;) {
        const answered = await fetch(`http://127.0.0.1:${port}/`, { keepalive: false }).then(
          ({ ok }) => ok,
          () => false,
        );
        if (answered) return;
        await Bun.sleep(1);
      }
    }),
  );
};

/** The configuration of the same three for process-compose, with readiness. */
export const processComposeFile = (rig: Rig, services: readonly SmallService[]): string => {
  const processes = services.map(({ name, port, argv }) => [
    name,
    {
      command: argv.map((word) => `'${word}'`).join(" "),
      readiness_probe: { http_get: { host: "127.0.0.1", port, path: "/" }, period_seconds: 1 },
    },
  ]);
  // JSON is YAML.
  return rig.write(
    "process-compose.yaml",
    JSON.stringify({ version: "0.5", processes: Object.fromEntries(processes) }),
  );
};

/** The configuration of the same three for supervisord. */
export const supervisordFile = (rig: Rig, services: readonly SmallService[]): string => {
  const head = `[supervisord]\nnodaemon=true\nlogfile=/dev/null\nlogfile_maxbytes=0\npidfile=${join(rig.base, "supervisord.pid")}\n`;
  const programs = services.map(
    ({ name, argv }) =>
      `[program:${name}]\ncommand=${argv.map((word) => `"${word}"`).join(" ")}\nstopasgroup=true\n`,
  );
  return rig.write("supervisord.conf", [head, ...programs].join("\n"));
};
