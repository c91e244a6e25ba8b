// Packs what `build:all` built into `dist/packages`: wheels, npm packages, archives with their sums, install.sh. Nothing is
// uploaded. The same executables give the same bytes. Exit 1 when a platform is missing.
//
//   bun script/pack.ts [--only PLATFORM]... [--dist FOLDER] [--address URL]
//
// URL: where the archives will be, for install.sh.

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { checkMachO } from "./check-mach-o.ts";
import { packArchive } from "./pack-archive.ts";
import { packNpm, packNpmLauncher } from "./pack-npm.ts";
import { packWheel } from "./pack-wheel.ts";
import { readPackaging } from "./packaging.ts";
import { choosePlatforms, type Platform } from "./platforms.ts";
import { sha256Bytes } from "./sha256.ts";

/** The platform's executable; null, and said, when it cannot be packed. */
const readExecutable = (dist: string, { name, npm }: Platform): Buffer | null => {
  const path = join(dist, name, "jig");
  const bytes = existsSync(path) ? readFileSync(path) : null;
  const problems =
    bytes === null
      ? [`it is not built: \`npm run build:all -- --only ${name}\``]
      : npm.os === "darwin"
        ? checkMachO(bytes)
        : [];
  if (problems.length === 0) return bytes;
  process.exitCode = 1;
  console.error(`${name} is not packed: ${problems.join("; ")}`);
  return null;
};

const { values } = parseArgs({
  options: {
    only: { type: "string", multiple: true },
    dist: { type: "string", default: join(import.meta.dir, "..", "dist") },
    address: { type: "string", default: "" },
  },
});
const target = join(values.dist, "packages");
const packaging = readPackaging();
const built = choosePlatforms(values.only).flatMap((platform) => {
  const executable = readExecutable(values.dist, platform);
  return executable === null ? [] : [{ platform, executable }];
});
// Without the ones that were asked for, what would be packed installs nothing.
if (built.length === 0 || (values.only !== undefined && built.length < values.only.length)) process.exit(1);
rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
for (const { platform, executable } of built) {
  packWheel(target, platform, { executable, packaging });
  packArchive(target, platform, { executable, packaging });
  packNpm(target, platform, { executable, packaging });
}
packNpmLauncher(
  target,
  built.map(({ platform }) => platform),
  packaging,
);
const script = packaging.installScript
  .replace("@VERSION@", packaging.version)
  .replace("@ADDRESS@", values.address);
writeFileSync(join(target, "install.sh"), script, { mode: 0o755 });

const files = readdirSync(target).toSorted();
const sums = files.map(
  (name) => `${sha256Bytes(readFileSync(join(target, name))).toString("hex")}  ${name}\n`,
);
writeFileSync(join(target, "SHA256SUMS"), sums.join(""));
for (const name of files) {
  console.log(`${(statSync(join(target, name)).size / 1024 / 1024).toFixed(1).padStart(6)} MiB  ${name}`);
}
