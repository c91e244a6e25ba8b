// Packs what goes to npm: a package with the executable for each platform, and `jigup`, which has them as optional
// dependencies: npm installs the one that fits. No package runs anything when it is installed.

import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Contents, Packaging } from "./packaging.ts";
import type { Platform } from "./platforms.ts";

/** Writes the platform's package into a folder. */
export const packNpm = (folder: string, platform: Platform, { executable, packaging }: Contents): void => {
  const { os, cpu, libc } = platform.npm;
  const manifest = {
    ...manifestOf(packaging),
    name: nameOf(platform),
    description: `jig for ${platform.name}, a part of jigup`,
    os: [os],
    cpu: [cpu],
    ...(libc === null ? {} : { libc: [libc] }),
    files: ["bin/jig"],
    // Yarn would keep it in a zip, from which nothing can be run.
    preferUnplugged: true,
  };
  pack(folder, manifest, { program: executable, packaging });
};

/** Writes the package that people install into a folder. */
export const packNpmLauncher = (
  folder: string,
  platforms: readonly Platform[],
  packaging: Packaging,
): void => {
  const manifest = {
    ...manifestOf(packaging),
    name: "jigup",
    description: packaging.summary,
    bin: { jig: "bin/jig", jigup: "bin/jig" },
    files: ["bin/jig"],
    optionalDependencies: Object.fromEntries(
      platforms.map((platform) => [nameOf(platform), packaging.version]),
    ),
  };
  pack(folder, manifest, { program: new TextEncoder().encode(packaging.launcher), packaging });
};

const nameOf = ({ name }: Platform): string => `@jigup/${name}`;

const manifestOf = ({ version }: Packaging) => ({
  version,
  license: "MIT",
  publishConfig: { access: "public" },
});

interface PackageFiles {
  readonly program: Uint8Array;
  readonly packaging: Packaging;
}

const pack = (folder: string, manifest: object, { program, packaging }: PackageFiles): void => {
  const workshop = mkdtempSync(join(tmpdir(), "jig-pack-"));
  try {
    mkdirSync(join(workshop, "bin"));
    writeFileSync(join(workshop, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
    writeFileSync(join(workshop, "README.md"), packaging.readme);
    writeFileSync(join(workshop, "LICENSE"), packaging.license);
    writeFileSync(join(workshop, "bin", "jig"), program);
    chmodSync(join(workshop, "bin", "jig"), 0o755);
    const argv = ["npm", "pack", "--silent", "--ignore-scripts", `--pack-destination=${folder}`];
    const ran = Bun.spawnSync(argv, { cwd: workshop, stdout: "ignore", stderr: "pipe" });
    if (ran.exitCode !== 0) throw new Error(`\`${argv.join(" ")}\` failed: ${ran.stderr.toString().trim()}`);
  } finally {
    rmSync(workshop, { recursive: true, force: true });
  }
};
