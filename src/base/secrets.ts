// Addresses with a password or a token in them: found, and hidden where a text is shown. It knows no secret by its value alone.

/**
 * `variable`: what stands for one, and is filled in elsewhere. `user`: a name before the `@` of a web address, which may be a
 * token as well. `query`: something behind its `?` that is not known to be harmless.
 */
export type Secret = "password" | "token" | "variable" | "user" | "query";

/** What an address, or a text with one, says that is not for everybody; null when nothing does. Linear in the text. */
export const secretIn = (text: string): Secret | null => {
  if (!text.includes("://")) return null;
  if (/\$\{\w+\}/.test(text)) return "variable";
  const users = [...text.matchAll(USER)].map(([, scheme = "", user = ""]) => secretUser(scheme, user));
  if (users.includes("password")) return "password";
  if (users.includes("user")) return "user";
  if (NAMED.test(text)) return "token";
  const parts = [...text.matchAll(QUERY)].flatMap(([, query = ""]) => query.split(/[&;]/));
  return parts.every((part) => isHarmless(part)) ? null : "query";
};

/** The text with as many asterisks in place of each: places in it stay what they are. */
export const hideSecrets = (text: string): string =>
  text.includes("://")
    ? hideUsers(text)
        .replaceAll(NAMED_ALL, (_, key: string, value: string) => `${key}${starsFor(value)}`)
        .replaceAll(
          QUERY,
          (_, query: string) =>
            `?${query
              .split(/([&;])/)
              .map(hidePart)
              .join("")}`,
        )
    : text;

/** The same of what stands before the `@` of an address alone: keys behind its `?` stay. */
export const hideUsers = (text: string): string =>
  text.replaceAll(USER, (whole, scheme: string, user: string) =>
    secretUser(scheme, user) !== null && !/^\$\{\w+\}$/.test(user) ? `${scheme}://${starsFor(user)}@` : whole,
  );

/** A JSON value with every text in it so. */
export const hideSecretsIn = (value: unknown): unknown => {
  if (typeof value === "string") return hideSecrets(value);
  if (Array.isArray(value)) return value.map((item: unknown) => hideSecretsIn(item));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, hideSecretsIn(item)]));
};

const starsFor = (text: string): string => "*".repeat(text.length);

/** What stands before an `@`, a slash in a password too: what follows the colon is no port then. */
const USER =
  /(ssh|https?|\w):\/\/([^/\s"']+|(?!\[)[^/@\s"':]*:(?!\d*(?:[/?#\s"']|$)|[{$<])[^@\s"']{1,200})@/g;

/** A name alone is none where it logs in with a key (`git@`), unless it is the token itself. */
const secretUser = (scheme: string, user: string): "password" | "user" | null => {
  if (/:./.test(user)) return "password";
  const name = user.replace(/:$/, "");
  if (/^(?:gh[a-z]_|github_pat_|gl[a-z]+-)/.test(name) || name.length >= 20) return "password";
  return scheme.startsWith("http") && name !== "git" ? "user" : null;
};

const KEY = String.raw`[?&#;][\w.-]*?(?:token|secret|passw(?:or)?d|pwd|auth|signature|sig|credential|api[_-]?key|access[_-]?key)=`;
const NAMED = new RegExp(String.raw`://[^\s]*${KEY}[^&\s]`, "i");
const NAMED_ALL = new RegExp(`(${KEY})([^&\\s"']+)`, "gi");
const QUERY = /\?([^\s"'#]+)/g;

/** Keys that choose among what everybody may have. */
const PLAIN = /^(?:raw|download|dl|inline|plain|v|version|ref|ref_type|branch|path|format|alt|job)$/i;
/** No secret is that short. */
const SHORT = 3;

/** Of a query: `key=value`, or a word alone. */
const isHarmless = (part: string): boolean => {
  const { key, value } = partsOf(part);
  return PLAIN.test(key) || value.length <= SHORT || /^\$?\{[\w.]*\}$/.test(value);
};

const partsOf = (part: string): { readonly key: string; readonly value: string } => {
  const at = part.indexOf("=");
  return at === -1 ? { key: part, value: part } : { key: part.slice(0, at), value: part.slice(at + 1) };
};

const hidePart = (part: string): string => {
  if (isHarmless(part)) return part;
  const { value } = partsOf(part);
  return `${part.slice(0, part.length - value.length)}${starsFor(value)}`;
};
