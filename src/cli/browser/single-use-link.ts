// A loopback link that leads once to the real one. An opener's argv is readable by everybody on the machine, so it must
// not hold a token; it gets this link instead, which is worthless after its first use or after its time.

import { randomName } from "../../base/random-name.ts";

export interface SingleUseLink {
  readonly url: string;
  /** True when somebody followed the link, false when its time was over or it was withdrawn. The port is closed then. */
  readonly used: Promise<boolean>;
  readonly withdraw: () => void;
}

/** Serves a redirect to `target` on 127.0.0.1, for one request within `timeoutMs`. */
export const serveSingleUseLink = (target: string, timeoutMs: number): SingleUseLink => {
  const secret = randomName(24);
  // A header holds no letters beyond ASCII.
  const location = new URL(target).href;
  const { promise: used, resolve } = Promise.withResolvers<boolean>();
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: (request) => {
      const isOurs = new URL(request.url).pathname === `/${secret}` && request.method === "GET";
      if (!isOurs || isDone) return new Response("not found\n", { status: 404 });
      end(true);
      return new Response(null, {
        status: 302,
        headers: { Location: location, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer" },
      });
    },
  });
  let isDone = false;
  const timer = setTimeout(() => end(false), timeoutMs);
  const end = (wasUsed: boolean): void => {
    if (isDone) return;
    isDone = true;
    clearTimeout(timer);
    // Without force: the redirect that is under way is still sent.
    void server.stop().finally(() => resolve(wasUsed));
  };
  return { url: `http://127.0.0.1:${server.port}/${secret}`, used, withdraw: () => end(false) };
};
