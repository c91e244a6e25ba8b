// Ports for tests: free ones, and strangers that hold one.

import { createServer } from "node:net";

/** A port of 127.0.0.1 that nobody listens on just now, below the range that the system gives out by itself. */
export const freePort = async (): Promise<number> => {
  for (;;) {
    // Not a port the kernel would hand to somebody's outgoing connection in the meantime.
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    if (await isFree(port)) return port;
  }
};

/** Nobody listens on it, on loopback. */
export const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host: "127.0.0.1" }, () => server.close(() => resolve(true)));
  });
