// Brings Bun's runtime for another platform, through npm and so from whatever registry npm is set up for. What comes is
// compared with the hash in package-lock.json before it is unpacked.

import { createHash } from "node:crypto";
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
} from "node:fs";
import { join } from "node:path";

import type { Platform } from "./platforms.ts";

const root = join(import.meta.dir, "..");
const kept = join(root, "node_modules", ".cache", "jig-runtimes");

/**
 * The path of the runtime's executable: the one that runs this script if it is for that platform, one brought before, or
 * one brought now.
 * @throws when it cannot be had, with what npm said
 */
export const fetchRuntime = ({ runtime: name, npm }: Platform): string => {
  if (isThisMachine(npm)) return process.execPath;
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

const isThisMachine = ({ os, cpu, libc }: Platform["npm"]): boolean =>
  os === process.platform && cpu === process.arch && libc === libcHere();

/** Told by the loader that the running executable asks for: a machine may have both. */
const libcHere = (): string | null => {
  if (process.platform !== "linux") return null;
  const start = Buffer.alloc(4096);
  const file = openSync(process.execPath, "r");
  readSync(file, start, 0, start.length, 0);
  closeSync(file);
  return start.includes("/ld-musl-") ? "musl" : "glibc";
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
