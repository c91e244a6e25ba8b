// Addresses with a password or a token in them: found, and hidden where a text is shown. It knows no secret by its value alone.

/** `variable`: what stands for one, and is filled in elsewhere. */
export type Secret = "password" | "token" | "variable";

/** What an address, or a text with one, says that is not for everybody; null when nothing does. Linear in the text. */
export const secretIn = (text: string): Secret | null => {
  if (!text.includes("://")) return null;
  if (/\$\{\w+\}/.test(text)) return "variable";
  if ([...text.matchAll(USER)].some(([, , user = ""]) => isSecretUser(user))) return "password";
  return QUERY.test(text) ? "token" : null;
};

/** The text with as many asterisks in place of each: places in it stay what they are. */
export const hideSecrets = (text: string): string =>
  text.includes("://")
    ? text
        .replaceAll(USER, (whole, scheme: string, user: string) =>
          isSecretUser(user) && !/^\$\{\w+\}$/.test(user) ? `${scheme}${starsFor(user)}@` : whole,
        )
        .replaceAll(QUERIES, (_, key: string, value: string) => `${key}${starsFor(value)}`)
    : text;

const starsFor = (text: string): string => "*".repeat(text.length);

const USER = /(\w:\/\/)([^/@\s"'?#]+)@/g;

const KEY = String.raw`[?&#;][\w.-]*?(?:token|secret|passw(?:or)?d|pwd|auth|signature|sig|credential|api[_-]?key|access[_-]?key)=`;
const QUERY = new RegExp(String.raw`://[^\s]*${KEY}[^&\s]`, "i");
const QUERIES = new RegExp(`(${KEY})([^&\\s"']+)`, "gi");

/** A name alone is none (`git@`), unless it is the token itself. */
const isSecretUser = (user: string): boolean =>
  /:./.test(user) || /^(?:gh[a-z]_|github_pat_|gl[a-z]+-)/.test(user) || user.length >= 20;
