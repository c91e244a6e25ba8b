// An index that answers and has nothing: enough for whoever only asks whether it is there.

export interface AnsweringIndex extends AsyncDisposable {
  /** The variables that make it the only index. */
  readonly env: Readonly<Record<string, string>>;
  /** `METHOD /path` of everything that it was asked. */
  readonly asked: () => readonly string[];
}

/** Opens one; hold it with `await using`. @param clockAheadMs how far its clock is ahead of ours; `silent`: never answers */
export const openIndex = async (clockAheadMs: number | "silent" = 0): Promise<AnsweringIndex> => {
  const asked: string[] = [];
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    idleTimeout: 60,
    fetch: async ({ method, url }) => {
      asked.push(`${method} ${new URL(url).pathname}`);
      if (clockAheadMs === "silent") await new Promise(() => {});
      const date = new Date(Date.now() + Number(clockAheadMs)).toUTCString();
      return new Response("", { headers: { date } });
    },
  });
  return {
    env: {
      UV_DEFAULT_INDEX: `http://127.0.0.1:${server.port}/simple`,
      UV_INDEX_URL: "",
      UV_EXTRA_INDEX_URL: "",
      UV_INDEX: "",
      PIP_EXTRA_INDEX_URL: "",
      NO_PROXY: "127.0.0.1",
      no_proxy: "127.0.0.1",
    },
    asked: () => asked,
    [Symbol.asyncDispose]: () => server.stop(true),
  };
};
