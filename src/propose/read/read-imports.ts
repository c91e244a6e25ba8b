// Which modules Python code imports, by its text: whole lines `import x` and `from x import y`. It runs nothing, and a line
// inside a text counts too.

const IMPORT = /^[ \t]*(?:from[ \t]+([A-Za-z_]\w*)[\w.]*[ \t]+import\b|import[ \t]+([A-Za-z_][\w., \t]*))/gm;

/** The top-level names, each once, in the order of the text. */
export const readImports = (code: string): readonly string[] => {
  const names = [...code.matchAll(IMPORT)].flatMap(([, from, list]) =>
    from === undefined ? (list ?? "").split(",").map((part) => /^\s*(\w*)/.exec(part)?.[1] ?? "") : [from],
  );
  return [...new Set(names.filter((name) => name !== ""))];
};
