// Through which proxy an address is asked, as the usual variables say. It asks nobody.

/** Null: nobody stands between. As uv and curl choose: the variable of the scheme, then the one for all, unless the host is excepted. */
export const proxyFor = (url: URL, env: Readonly<Record<string, string | undefined>>): URL | null => {
  const first = (...names: readonly string[]): string =>
    names.map((name) => env[name] ?? "").find((value) => value !== "") ?? "";
  if (isExcepted(url, first("no_proxy", "NO_PROXY"))) return null;
  const scheme = url.protocol.replace(":", "");
  const text = first(`${scheme}_proxy`, `${scheme.toUpperCase()}_PROXY`, "all_proxy", "ALL_PROXY");
  const address = text === "" || text.includes("://") ? text : `http://${text}`;
  return /^https?:/.test(address) && URL.canParse(address) ? new URL(address) : null;
};

const isExcepted = ({ hostname }: URL, exceptions: string): boolean =>
  exceptions
    .split(",")
    .map((exception) =>
      exception
        .trim()
        .replace(/^\*?\./, "")
        .replace(/:\d+$/, ""),
    )
    .some((name) => name === "*" || (name !== "" && (hostname === name || hostname.endsWith(`.${name}`))));
