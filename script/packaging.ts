// What every kind of package says of jig, and the texts that go into it. It reads the repository.

import { readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dir, "..");

export interface Packaging {
  /** As package.json has it. */
  readonly version: string;
  readonly summary: string;
  readonly license: string;
  readonly readme: string;
  /** The `jig` of the npm package. */
  readonly launcher: string;
  readonly installScript: string;
}

export interface Contents {
  readonly executable: Uint8Array;
  readonly packaging: Packaging;
}

export const readPackaging = (): Packaging => {
  const manifest: { version: string; description: string } = JSON.parse(read("package.json"));
  return {
    version: manifest.version,
    summary: manifest.description,
    license: read("LICENSE"),
    readme: read("packaging/README.md"),
    launcher: read("packaging/jig.sh"),
    installScript: read("packaging/install.sh"),
  };
};

const read = (path: string): string => readFileSync(join(root, path), "utf8");
