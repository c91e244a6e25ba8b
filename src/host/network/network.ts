// First contact on the network: is somebody there, what does a name stand for, can one listen. It sends nothing, and
// every question has its own deadline.

import dns from "node:dns";
import net from "node:net";

/** How an attempt to connect ended; a `code` is the system's: `ECONNREFUSED`, `ENOTFOUND`. */
export type Contact =
  | { readonly kind: "open" }
  | { readonly kind: "silent" }
  | { readonly kind: "failed"; readonly code: string };

export interface Target {
  readonly host: string;
  readonly port: number;
}

export interface Network {
  /** Connects and hangs up. */
  readonly contact: (target: Target, timeoutMs: number) => Promise<Contact>;
  /** All addresses of a name; empty when it is unknown, null when nobody said in time. */
  readonly addressesOf: (name: string, timeoutMs: number) => Promise<readonly string[] | null>;
  /** Whether an address of this machine can be listened on; null when that cannot be told. */
  readonly canListenOn: (address: string) => Promise<boolean | null>;
}

export const realNetwork: Network = {
  contact: ({ host, port }, timeoutMs) =>
    new Promise((resolve) => {
      const socket = net.connect({ host, port });
      // The name may take longer than the connection: one deadline for both.
      const deadline = setTimeout(() => end({ kind: "silent" }), timeoutMs);
      const end = (contact: Contact): void => {
        clearTimeout(deadline);
        socket.destroy();
        resolve(contact);
      };
      socket.once("connect", () => end({ kind: "open" }));
      socket.on("error", (error) => end({ kind: "failed", code: codeOf(error) }));
    }),

  addressesOf: (name, timeoutMs) =>
    new Promise((resolve) => {
      const deadline = setTimeout(() => resolve(null), timeoutMs);
      dns.lookup(name, { all: true }, (error, found) => {
        clearTimeout(deadline);
        resolve(error === null ? found.map(({ address }) => address) : []);
      });
    }),

  canListenOn: (address) =>
    new Promise((resolve) => {
      const server = net.createServer();
      server.once("error", (error) => resolve(codeOf(error) === "EADDRNOTAVAIL" ? false : null));
      server.listen({ host: address, port: 0 }, () => server.close(() => resolve(true)));
    }),
};

const codeOf = (error: Error): string =>
  "code" in error && typeof error.code === "string" ? error.code : "";
