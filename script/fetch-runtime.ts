// Brings Bun's runtime for another platform, through npm and so from whatever registry npm is set up for. What comes is
// compared with the hash in package-lock.json before it is unpacked.

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dir, "..");
const kept = join(root, "node_modules", ".cache", "jig-runtimes");

/**
 * The path of the runtime's executable: the installed one, one brought before, or one brought now.
 * @param name of the npm package in the scope `@oven`
 * @throws when it cannot be had, with what npm said
 */
export const fetchRuntime = (name: string): string => {
  const installed = join(root, "node_modules", "@oven", name, "bin", "bun");
  if (existsSync(installed)) return installed;
  const { version, integrity } = readLock(name);
  const place = join(kept, `${name}-${version}`);
  const runtime = join(place, "package", "bin", "bun");
  if (existsSync(runtime)) return runtime;
  mkdirSync(kept, { recursive: true });
  const workshop = mkdtempSync(join(kept, ".bring-"));
  try {
    const archive = join(workshop, download(`@oven/${name}@${version}`, workshop));
    const found = `sha512-${createHash("sha512").update(readFileSync(archive)).digest("base64")}`;
    if (found !== integrity) throw new Error(`@oven/${name} ${version} is not the file of package-lock.json`);
    const unpacked = Bun.spawnSync(["tar", "-xzf", archive, "-C", workshop], { stderr: "pipe" });
    if (unpacked.exitCode !== 0) throw new Error(`tar: ${unpacked.stderr.toString().trim()}`);
    rmSync(archive);
    rmSync(place, { recursive: true, force: true });
    renameSync(workshop, place);
    return runtime;
  } finally {
    rmSync(workshop, { recursive: true, force: true });
  }
};

/** Gives the archive's name. */
const download = (wanted: string, folder: string): string => {
  const argv = ["npm", "pack", "--silent", `--pack-destination=${folder}`, wanted];
  const ran = Bun.spawnSync(argv, { cwd: root, stdout: "pipe", stderr: "pipe" });
  const name = ran.stdout.toString().trim().split("\n").at(-1) ?? "";
  if (ran.exitCode === 0 && name.endsWith(".tgz")) return name;
  throw new Error(`\`${argv.join(" ")}\` failed: ${ran.stderr.toString().trim()}`);
};

interface LockFile {
  readonly packages: Readonly<Record<string, { readonly version?: string; readonly integrity?: string }>>;
}

const readLock = (name: string): { readonly version: string; readonly integrity: string } => {
  const lock: LockFile = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  const { version, integrity } = lock.packages[`node_modules/@oven/${name}`] ?? {};
  if (version === undefined || integrity === undefined) {
    throw new Error(`package-lock.json does not know @oven/${name}`);
  }
  return { version, integrity };
};
