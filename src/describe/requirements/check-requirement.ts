// Whether a text is a requirement (PEP 508), wherever it is written: in `packages` or in a requirements file. The resolver
// looks closer; what it would answer with pages of a build tool is caught here.

import { markerProblem } from "./check-marker.ts";
import { secretProblem } from "./secret-problem.ts";
import { quote } from "../words.ts";

const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?/;
const EXTRAS = /^\s*\[[A-Za-z0-9._\s,-]*\]/;
const SPECIFIER = /^(===|~=|==|!=|<=|>=|<|>)\s?(\S+)$/;
/** PEP 440, with its older spellings. */
const VERSION =
  /^v?(?:\d+!)?\d+(?:\.\d+)*(?:[-_.]?(?:alpha|beta|preview|pre|a|b|c|rc)[-_.]?\d*)?(?:-\d+|[-_.]?(?:post|rev|r)[-_.]?\d*)?(?:[-_.]?dev[-_.]?\d*)?(?:\+[a-z0-9]+(?:[-_.][a-z0-9]+)*)?$/i;

/** What is wrong with a requirement and what helps; null when it is one. Linear in the text. */
export const requirementProblem = (
  written: string,
): { readonly message: string; readonly hint: string } | null => {
  const secret = secretProblem(written);
  if (secret !== null) return secret;
  // One space is enough, and many would make the patterns above slow.
  const text = written.trim().replaceAll(/\s+/g, " ");
  const name = NAME.exec(text)?.[0] ?? "";
  const rest = text.slice(name.length).replace(EXTRAS, "").trim();
  const version = (rest.split(";", 1)[0] ?? "").trim();
  const isAddress = rest.startsWith("@") && rest.slice(1).trim() !== "";
  if (name !== "" && (version === "" || isAddress || areVersions(version)))
    // An address may have a `;` of its own.
    return brokenMarker(written, (isAddress ? / ;(.*)$/s : /;(.*)$/s).exec(rest)?.[1] ?? null);
  return { message: `${quote(written)} is not a requirement`, hint: hintFor(text, name, version) };
};

/** What is wrong with a requirement for its marker. @param written the whole requirement */
export const brokenMarker = (
  written: string,
  marker: string | null,
): { readonly message: string; readonly hint: string } | null => {
  const hint = marker === null ? null : marker.trim() === "" ? NO_MARKER : markerProblem(marker);
  return hint === null
    ? null
    : { message: `what stands after the \`;\` of ${quote(written)} is no marker`, hint };
};

const NO_MARKER = 'leave the `;` away, or write a marker behind it, as in `; python_version < "3.13"`';

const areVersions = (text: string): boolean => {
  const bare = /^\((.*)\)$/.exec(text)?.[1] ?? text;
  return bare
    .replace(/,\s*$/, "")
    .split(",")
    .every((part) => {
      const [, operator, version = ""] = SPECIFIER.exec(part.trim()) ?? [];
      if (operator === "===") return !/[()]/.test(version);
      const isPrefix = operator === "==" || operator === "!=";
      return operator !== undefined && VERSION.test(isPrefix ? version.replace(/\.\*$/, "") : version);
    });
};

/** What stands behind the name begins another way than versions do. */
const hintForOdd = (name: string, version: string): string | null => {
  const joined = version.replaceAll(/(?<=[\w*]) ?(?=[<>=!~])/g, ",");
  if (joined !== version && areVersions(joined))
    return `versions have a comma between them: \`${name}${joined}\``;
  return version.startsWith("#")
    ? `a package's name has letters, digits, \`.\`, \`_\` and \`-\`, and with a \`#\` a comment begins: is it \`${name}\`? A folder whose name has one cannot be added before it has another`
    : null;
};

/** A line for a terminal, where names alone are wanted. */
const hintForCommand = (text: string): string | null => {
  const [, names] =
    /^[!%]?(?:(?:pip3?|conda|mamba|uv pip|python3? -m pip) install|(?:uv|poetry|jig) add) (?=[A-Za-z])(.*)$/.exec(
      text,
    ) ?? [];
  return names === undefined ? null : `names alone are written here, each by itself: ${quote(names)}`;
};

const hintFor = (text: string, name: string, version: string): string => {
  if (/^-r\b|^--requirement/.test(text) || text.endsWith(".txt"))
    return "requirements files are listed in `requirements`";
  if (/^(?:-e\b|--editable\b|\.{0,2}\/|\.$|git\+|file:|https?:)/.test(text))
    return "write its name before the place, as in `mylib @ ./lib` or `mylib @ git+https://…`; `-e` is for requirements files";
  const number = /^=?\s*(\S+)$/.exec(version)?.[1] ?? "";
  if (name !== "" && VERSION.test(number.replace(/\.\*$/, "")))
    return `did you mean \`${name}==${number.replace(/^v/, "")}\`?`;
  if (/^(?:[=<>~!]=|===|<|>)$/.test(version)) return `a version is missing, as in \`${name}${version}1.2\``;
  const odd = hintForCommand(text) ?? (name === "" ? null : hintForOdd(name, version));
  if (odd !== null) return odd;
  const words = text.split(" ");
  if (words.length > 1 && words.every((word) => requirementProblem(word) === null))
    return `write each by itself: ${words
      .map((word) => quote(word))
      .slice(0, 5)
      .join(", ")}`;
  return "write it as pip would take it, as in `numpy>=1.26`";
};
