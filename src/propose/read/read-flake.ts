// What can be read of a `flake.nix` without evaluating it: which Python it names, and the packages of a plain
// `withPackages` list. Everything else of it stays Nix's.

export interface Flake {
  /** `3.11`; null when it names none, or several. */
  readonly python: string | null;
  /** PyPI names. */
  readonly packages: readonly string[];
}

/** nixpkgs' names that PyPI spells otherwise. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  pytorch: "torch",
  "pytorch-bin": "torch",
  "torch-bin": "torch",
  "tensorflow-bin": "tensorflow",
  opencv4: "opencv-python-headless",
  scikitlearn: "scikit-learn",
  pytables: "tables",
};

/** Nothing that a requirement could be, or what jig brings by itself. */
const NOT_TAKEN = new Set(["pip", "virtualenv", "venvShellHook", "python"]);

/** Reads the text alone: comments are left out, nothing is looked up. */
export const readFlake = (text: string): Flake => {
  const code = text.replaceAll(/\/\*[^]*?\*\//g, "").replaceAll(/(^|\s)#[^\n]*/g, "$1");
  const versions = new Set(
    [...code.matchAll(/\bpython3(\d{1,2})(?:Full|Packages)?\b/g)].map(([, minor]) => minor),
  );
  const [minor] = versions;
  const lists = [
    ...code.matchAll(/\bwithPackages\s*\(\s*(\w+)\s*:\s*(?:with\s+\1\s*;\s*)?\[([\w\s.'-]*)\]/g),
  ];
  const names = lists.flatMap(([, set = "", list = ""]) =>
    list
      .split(/\s+/)
      .map((name) => (name.startsWith(`${set}.`) ? name.slice(set.length + 1) : name))
      .filter((name) => /^[A-Za-z][\w-]*$/.test(name) && !NOT_TAKEN.has(name)),
  );
  return {
    python: versions.size === 1 && minor !== undefined ? `3.${minor}` : null,
    packages: [...new Set(names.map((name) => OTHER_NAMES[name] ?? name))],
  };
};
