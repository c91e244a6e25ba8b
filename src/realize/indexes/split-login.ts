// A name and a password that stand in an address, as a request carries them.

/** The header, and the address without them; both are new. */
export const splitLogin = (
  address: URL,
): { readonly url: URL; readonly headers: Readonly<Record<string, string>> } => {
  const url = new URL(address);
  if (url.username === "") return { url, headers: {} };
  const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  url.username = "";
  url.password = "";
  return { url, headers: { authorization: `Basic ${Buffer.from(pair).toString("base64")}` } };
};
