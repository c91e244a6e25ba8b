// The address of an Ollama server: what people write and what programs need. It connects to nobody.

/** Where a server is asked. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
  readonly isTls: boolean;
}

/** The port that Ollama has unless somebody says otherwise. */
export const USUAL_PORT = 11_434;

/**
 * Reads `host`, `host:port` or an URL, as Ollama's own client reads `OLLAMA_HOST`; null when it is none of these. An
 * address that means "all of this machine" becomes loopback: nobody can be asked there.
 */
export const parseAddress = (text: string): ServerAddress | null => {
  // What somebody has quoted in a file of variables keeps its quotes.
  const plain = text.trim().replaceAll(/^["']+|["']+$/g, "");
  const [, scheme, bare = "", digits] =
    /^(?:(https?):\/\/)?(\[[0-9A-Fa-f:]+\]|(?!.*:::)[0-9A-Fa-f]*(?::[0-9A-Fa-f]*){2,}|[A-Za-z0-9_.-]+|)(?::(\d{1,5}))?(?:\/.*)?$/.exec(
      plain,
    ) ?? [];
  if (bare === "" && digits === undefined) return null;
  // A port whose host was forgotten; and no host has so long a name.
  if (/^\d*[1-9]\d*$/.test(bare) || bare.length > LONGEST_NAME) return null;
  const port = digits === undefined ? usualPort(scheme) : Number(digits);
  if (port < 1 || port > 65_535) return null;
  const name = bare.replace(/^\[|\]$/g, "");
  const host = ["", "0.0.0.0", "::", "localhost"].includes(name) ? "127.0.0.1" : name;
  return { host, port, isTls: scheme === "https" };
};

const LONGEST_NAME = 253;

const usualPort = (scheme: string | undefined): number =>
  scheme === undefined ? USUAL_PORT : scheme === "https" ? 443 : 80;

/** The whole address for clients, without a slash at its end: `http://127.0.0.1:11434`. */
export const addressText = ({ host, port, isTls }: ServerAddress): string =>
  `${isTls ? "https" : "http"}://${host.includes(":") ? `[${host}]` : host}:${port}`;

export const isLoopback = ({ host }: ServerAddress): boolean => host === "::1" || host.startsWith("127.");

/** The address of the machine around this one, from the text of `/proc/net/route`; null when there is no default route. */
export const readGateway = (routes: string): string | null => {
  for (const line of routes.split("\n").slice(1)) {
    const [, destination, gateway] = line.trim().split(/\s+/);
    if (destination !== "00000000" || gateway === undefined || !/^[0-9A-Fa-f]{8}$/.test(gateway)) continue;
    return [6, 4, 2, 0].map((at) => Number.parseInt(gateway.slice(at, at + 2), 16)).join(".");
  }
  return null;
};
