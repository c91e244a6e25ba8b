// An Ollama that a test plays: it has the models that the test says, and its pulls go as the test says. For what the real one
// does not do at will; it loads nothing.

export interface FakeOllama extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  /** What it has: names with their digests. A pull of its own adds nothing. */
  readonly models: Map<string, string>;
  /** What it was asked besides questions: `POST /api/pull tiny`. */
  readonly asked: readonly string[];
  /** What it answers on a path from now on, instead of what it does by itself. */
  answer(path: string, how: Answer): void;
}

/** Lines of a stream, as objects, or an answer. It sees when the asker goes away. */
type Answer = (body: { readonly model?: string }, gone: AbortSignal) => AsyncIterable<object> | Response;

/**
 * @param version as it says it
 * @param tls it speaks https alone
 * @param wanted the port; 0: any
 */
export const serveFakeOllama = (
  version = "0.9.6",
  tls?: { readonly key: string; readonly cert: string },
  wanted = 0,
): FakeOllama => {
  const models = new Map<string, string>();
  const asked: string[] = [];
  const answers = new Map<string, Answer>();
  const server = Bun.serve({
    port: wanted,
    hostname: "127.0.0.1",
    idleTimeout: 0,
    ...(tls === undefined ? {} : { tls }),
    fetch: async (request) => {
      const { pathname } = new URL(request.url);
      const text = await request.text();
      const body: { readonly model?: string } = text === "" ? {} : JSON.parse(text);
      if (body.model !== undefined) asked.push(`${request.method} ${pathname} ${body.model}`);
      const own = answers.get(pathname)?.(body, request.signal);
      if (own instanceof Response) return own;
      if (own !== undefined) return new Response(linesOf(own));
      switch (pathname) {
        case "/":
          return new Response("Ollama is running");
        case "/api/version":
          return Response.json({ version });
        case "/api/tags":
          return Response.json({
            models: [...models].map(([name, digest]) => ({ name, model: name, digest, size: 1000 })),
          });
        case "/api/delete":
          return new Response(null, { status: models.delete(body.model ?? "") ? 200 : 404 });
        default:
          return Response.json({ error: "not found" }, { status: 404 });
      }
    },
  });
  const { port = 0 } = server;
  return {
    url: `${tls === undefined ? "http" : "https"}://127.0.0.1:${port}`,
    port,
    models,
    asked,
    answer: (path, how) => void answers.set(path, how),
    [Symbol.asyncDispose]: () => server.stop(true),
  };
};

const linesOf = (lines: AsyncIterable<object>): ReadableStream<Uint8Array> => {
  const source = lines[Symbol.asyncIterator]();
  return new ReadableStream({
    pull: async (controller) => {
      const { done, value } = await source.next();
      if (done === true) controller.close();
      else controller.enqueue(new TextEncoder().encode(`${JSON.stringify(value)}\n`));
    },
  });
};
