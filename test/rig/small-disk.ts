// A small disk of its own in a folder, to be filled, or a folder that nobody can write to: only root can mount them.

import { mkdirSync, readdirSync, renameSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface SmallDisk extends Disposable {
  /** Not a byte is left. */
  fill(): void;
  empty(): void;
}

const mount = (...words: string[]): void => {
  const ran = Bun.spawnSync(["mount", ...words]);
  if (ran.exitCode !== 0) throw new Error(`mount ${words.join(" ")}: ${ran.stderr.toString()}`);
};

const unmount = (folder: string): Disposable => ({
  // Lazily: what a failed test left running may still look into it.
  [Symbol.dispose]: () => void Bun.spawnSync(["umount", "-l", folder]),
});

/** Whether this machine lets the tests mount. */
export const canMount: boolean =
  process.getuid?.() === 0 &&
  Bun.spawnSync(["unshare", "--mount", "mount", "-t", "tmpfs", "none", "/mnt"]).exitCode === 0;

const FILLING = ".fills-the-disk";

/** Puts a disk of 400 kB over a folder; what was in the folder is on it. */
export const mountSmallDisk = (folder: string): SmallDisk => {
  mkdirSync(folder, { recursive: true });
  const aside = `${folder}.aside`;
  renameSync(folder, aside);
  mkdirSync(folder, { mode: 0o700 });
  mount("-t", "tmpfs", "-o", "size=400k,mode=700", "small", folder);
  for (const name of readdirSync(aside)) Bun.spawnSync(["cp", "-a", join(aside, name), folder]);
  rmSync(aside, { recursive: true });
  return {
    fill: () => {
      for (let at = 0; ; at += 1) {
        const { bavail, bsize } = statfsSync(folder);
        if (bavail === 0) return;
        writeFileSync(join(folder, `${FILLING}-${at}`), new Uint8Array(bavail * bsize));
      }
    },
    empty: () => {
      for (const name of readdirSync(folder)) {
        if (name.startsWith(FILLING)) rmSync(join(folder, name));
      }
    },
    ...unmount(folder),
  };
};

const remount = (folder: string, option: string): Disposable => {
  mount("--bind", folder, folder);
  mount("-o", `remount,bind,${option}`, folder);
  return unmount(folder);
};

/** Makes a folder one that can be read and not be written, by root neither. */
export const mountReadOnly = (folder: string): Disposable => remount(folder, "ro");

/** Makes a folder one in which no program can be started. */
export const mountWithoutPrograms = (folder: string): Disposable => remount(folder, "noexec");
