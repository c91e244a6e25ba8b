// What helps where no index has a package of that name: what people write who know its module, Python or a file instead. Pure.

import { DISTRIBUTIONS, STANDARD } from "../../propose/packages/import-names.ts";

/** @param name as in PEP 503 */
export const hintForUnknown = (name: string): string => {
  const [module, distribution] =
    Object.entries(DISTRIBUTIONS).find(
      ([imported]) => imported.toLowerCase().replaceAll(/[-_.]+/g, "-") === name,
    ) ?? [];
  if (distribution !== undefined && distribution !== name)
    return `did you mean \`${distribution}\`? That is the package of the module \`${module}\``;
  if (name === "pip")
    return "jig puts pip into every environment, for `%pip` in notebooks: this index has to have it, or `UV_INDEX` name one more that does";
  if (name === "python") return 'which Python it is says `version` in `[python]`, as in `version = "3.12"`';
  if (STANDARD.has(name)) return `\`${name}\` comes with Python: \`import ${name}\` works without adding it`;
  return /-(?:txt|in|toml|yml|yaml)$/.test(name)
    ? 'a file is no package: a list of packages is named in `[python]`, as in `requirements = ["requirements.txt"]`'
    : "is the name spelled right?";
};
