// The test's side of `controlled-service.py`: each start of the service is a run that a test can command.

import { createServer, type Socket } from "node:net";
import { join } from "node:path";

import { within } from "./wait-for.ts";

/** One life of a controlled service. Each order resolves when the service has carried it out. */
export interface ServiceRun {
  readonly pid: number;
  readonly cwd: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  print(text: string): Promise<void>;
  /** Answers HTTP on a port from now on, of 127.0.0.1 unless a test says otherwise: `NAME PID`. */
  listen(port: number, host?: string): Promise<void>;
  ignore(...signals: string[]): Promise<void>;
  /** Starts a `sleep` and gives its pid. */
  spawn(options: { readonly session: boolean }): Promise<number>;
  exit(code: number): void;
  /** The next signal that reaches it, by name. */
  nextSignal(): Promise<string>;
  /** Resolves when the process is gone. */
  readonly ended: Promise<void>;
}

export interface ControlledService {
  /** For `run = [...]`: the words of the command. */
  readonly words: readonly string[];
  /** For `run = "..."`. */
  readonly commandLine: string;
  /** The next start that no one has asked for yet. */
  nextRun(timeoutMs?: number): Promise<ServiceRun>;
  /** How often it was started so far. */
  starts(): number;
}

export interface ServiceSocket {
  /** `explain` is asked when a start was waited for in vain. */
  service(
    name: string,
    options: { readonly python: string; readonly explain: () => string },
  ): ControlledService;
  close(): void;
}

type Message =
  | {
      hello: string;
      pid: number;
      cwd: string;
      args: string[];
      env: Record<string, string>;
    }
  | { answer: string; pid?: number }
  | { signal: string };

/** A queue where taking may come before giving. */
const queue = <Item>() => {
  const items: Item[] = [];
  const takers: ((item: Item) => void)[] = [];
  return {
    give(item: Item): void {
      const taker = takers.shift();
      if (taker === undefined) items.push(item);
      else taker(item);
    },
    take(): Promise<Item> {
      const item = items.shift();
      return item === undefined ? new Promise((resolve) => takers.push(resolve)) : Promise.resolve(item);
    },
  };
};

const quote = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

/** Listens on `path` for controlled services. */
export const openServiceSocket = async (path: string): Promise<ServiceSocket> => {
  const arrivals = new Map<string, { count: number; readonly runs: ReturnType<typeof queue<ServiceRun>> }>();
  const arrivalsOf = (name: string) => {
    const known = arrivals.get(name) ?? { count: 0, runs: queue<ServiceRun>() };
    arrivals.set(name, known);
    return known;
  };
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    receive(socket, (name, run) => {
      const known = arrivalsOf(name);
      known.count += 1;
      known.runs.give(run);
    });
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return {
    service: (name, { python, explain }) => {
      const words = [python, join(import.meta.dir, "controlled-service.py"), path, name];
      return {
        words,
        commandLine: words.map(quote).join(" "),
        nextRun: (timeoutMs) =>
          within(`a start of \`${name}\``, arrivalsOf(name).runs.take(), { timeoutMs, explain }),
        starts: () => arrivalsOf(name).count,
      };
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
};

const receive = (socket: Socket, arrived: (name: string, run: ServiceRun) => void): void => {
  const answers = queue<number>();
  const signals = queue<string>();
  let rest = "";
  const ended = new Promise<void>((resolve) => socket.on("close", () => resolve()));
  socket.on("error", () => {});
  const order = (message: object): Promise<number> => {
    socket.write(`${JSON.stringify(message)}\n`);
    return within(`an answer to ${JSON.stringify(message)}`, answers.take());
  };
  socket.on("data", (chunk) => {
    const lines = (rest + chunk.toString()).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const message: Message = JSON.parse(line);
      if ("answer" in message) answers.give(message.pid ?? 0);
      else if ("signal" in message) signals.give(message.signal);
      else {
        const { hello, pid, cwd, args, env } = message;
        arrived(hello, {
          pid,
          cwd,
          args,
          env,
          print: async (text) => void (await order({ order: "print", text })),
          listen: async (port, host = "127.0.0.1") => void (await order({ order: "listen", port, host })),
          ignore: async (...names) => void (await order({ order: "ignore", signals: names })),
          spawn: ({ session }) => order({ order: "spawn", session }),
          exit: (code) => void socket.write(`${JSON.stringify({ order: "exit", code })}\n`),
          nextSignal: () => within("a signal", signals.take()),
          ended,
        });
      }
    }
  });
};
