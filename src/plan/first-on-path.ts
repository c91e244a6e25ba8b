// The one folder that stands first on a PATH, whatever else was written into it. Texts only: it looks at no disk.

/** The PATH with `folder` first, and there once; an empty PATH is the folder alone. */
export const firstOnPath = (folder: string, path: string): string => {
  const others =
    path === "" ? [] : path.split(":").filter((other) => other.replace(/(?<=.)\/+$/, "") !== folder);
  return [folder, ...others].join(":");
};
