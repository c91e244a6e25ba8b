// How tools are told to listen on this machine alone, as data: words for people. It looks at no process.

/** The tool by a word of its command, and what keeps it to loopback. The first that fits is meant. */
const tools: readonly (readonly [tool: RegExp, advice: string])[] = [
  [/\bjupyter(?:-?lab|-?notebook|-?server)?\b/, "`--ServerApp.ip=127.0.0.1`"],
  [/\bstreamlit\b/, "`--server.address 127.0.0.1`"],
  [/\bgunicorn\b/, "`--bind 127.0.0.1:${port}`"],
  [/\b(?:panel|bokeh)\s+serve\b/, "`--address 127.0.0.1`"],
  [/\btensorboard\b/, "`--host 127.0.0.1` and no `--bind_all`"],
  [/\bhttp\.server\b/, "`--bind 127.0.0.1`"],
  [/\bray\s+start\b/, "`--dashboard-host 127.0.0.1`"],
  [/\bredis-server\b/, "`--bind 127.0.0.1`"],
  [/\b(?:postgres|pg_ctl)\b/, "`-c listen_addresses=127.0.0.1`"],
  [/\b(?:uvicorn|hypercorn|flask|fastapi|marimo|mlflow|dask|vite|datasette|voila)\b/, "`--host 127.0.0.1`"],
];

/**
 * What to write where, so that nobody else can reach a service.
 * @param preset by name
 * @param command its words as one text
 */
export const loopbackAdvice = (preset: string, command: string): string => {
  if (preset === "fasthtml") return '`serve(host="127.0.0.1")` in its file';
  const known = tools.find(([tool]) => tool.test(command))?.[1];
  if (known !== undefined) return `${known} in its command`;
  return /\bpython/.test(command)
    ? "the address `127.0.0.1` (often `host=` in its file)"
    : "the address `127.0.0.1`";
};
