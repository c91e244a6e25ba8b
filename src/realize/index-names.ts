// How the lock calls an index: by the name that the user gave it, never by its address.

/**
 * Names an address. Further indexes have the names that they were given (`name=address`), or `extra`; all else is `pypi`.
 * @param env uv's
 */
export const indexNames = (env: Readonly<Record<string, string>>): ((address: string | null) => string) => {
  const further = `${env["UV_INDEX"] ?? ""} ${env["UV_EXTRA_INDEX_URL"] ?? ""}`.split(/\s+/);
  const names = new Map(
    further
      .filter((entry) => entry !== "")
      .map((entry) => {
        const [, name, address] = /^([A-Za-z0-9_.-]+)=(.+)$/.exec(entry) ?? [];
        return [plain(address ?? entry), name ?? "extra"];
      }),
  );
  return (address) => names.get(plain(address ?? "")) ?? "pypi";
};

/** An address without user, password and trailing slash, as uv writes it down. */
export const plain = (address: string): string =>
  address.replace(/^(\w+:\/\/)[^/@]*@/, "$1").replace(/\/+$/, "");
