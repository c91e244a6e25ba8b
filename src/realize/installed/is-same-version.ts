// Whether two spellings are one version, as a lock and a record of what is installed have it. Which of two is newer is not asked
// here.

/** Wheels spell their versions in older ways, too: `2021.01.01`, `1.0-beta2`, `1.0.post1` for `1.0-1`. */
export const isSameVersion = (left: string, right: string): boolean => plain(left) === plain(right);

const SPELLINGS: Readonly<Record<string, string>> = {
  alpha: "a",
  beta: "b",
  c: "rc",
  pre: "rc",
  preview: "rc",
  r: "post",
  rev: "post",
};

const plain = (version: string): string =>
  (
    version
      .toLowerCase()
      .replace(/^v/, "")
      .match(/\d+|[a-z]+/g) ?? []
  )
    .map((part) => (/^\d/.test(part) ? part.replace(/^0+(?=\d)/, "") : (SPELLINGS[part] ?? part)))
    .join(".");
