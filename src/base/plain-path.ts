// One spelling of a path that is written in a file: what `./a//b` and `a/b` mean is the same. It looks at no disk.

/** The path without what leads nowhere; `..` stays where it leads above the start. Empty: the start itself. */
export const plainPath = (path: string): string => {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else parts.push(part);
  }
  return `${path.startsWith("/") ? "/" : ""}${parts.join("/")}`;
};
