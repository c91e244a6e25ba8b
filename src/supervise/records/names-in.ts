// The names in a folder. What cannot be listed holds none.

import { readdirSync } from "node:fs";

export const namesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};
