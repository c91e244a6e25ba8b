// Where the project lies and what that place cannot do: Windows' disks, cloud folders, no programs, no shared files.

import type { Facts } from "../plan/facts.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { finding, type Finding } from "./finding.ts";
import type { PlaceSymptom } from "./symptoms.ts";

export const findFileSystemTrouble = ({ facts, symptoms }: Diagnosis): readonly Finding[] => {
  const { places } = symptoms;
  const project = places.find(({ kind }) => kind === "project");
  const packages = places.find(({ kind }) => kind === "packages");
  const onWindows = project !== undefined && isOnWindows(facts, project);
  return [
    ...places.flatMap((place) => findNoexec(place, facts)),
    ...(onWindows ? [onWindowsDisk(project.path)] : []),
    ...(project === undefined ? [] : findCloud(project.path)),
    ...(project === undefined || onWindows ? [] : findCopies(project, packages)),
  ];
};

/** Windows' disks are reached over a protocol of their own, each call of it slow. */
const isOnWindows = ({ wsl }: Facts, { fileSystem, path }: PlaceSymptom): boolean =>
  wsl !== null && (["9p", "drvfs"].includes(fileSystem ?? "") || /^\/mnt\/[a-z](\/|$)/.test(path));

const onWindowsDisk = (path: string): Finding =>
  finding("on-windows-disk", "hinders", {
    message: `the project is on Windows' disk (\`${path}\`), which is slow from here`,
    fix: 'move it into your Linux home: `cp -r . ~/"$(basename "$PWD")"`',
  });

const CLOUDS: readonly (readonly [string, RegExp])[] = [
  ["OneDrive", /\/OneDrive[^/]*(\/|$)/i],
  ["iCloud Drive", /\/Library\/Mobile Documents(\/|$)/],
  ["Dropbox", /\/Dropbox[^/]*(\/|$)/],
  ["Google Drive", /\/Google ?Drive[^/]*(\/|$)/],
];

const findCloud = (path: string): readonly Finding[] => {
  const cloud = CLOUDS.find(([, pattern]) => pattern.test(path))?.[0];
  if (cloud === undefined) return [];
  return [
    finding("in-cloud-folder", "hinders", {
      message: `the project is in a ${cloud} folder: it would copy thousands of files of \`.venv\``,
      fix: `move the project out of ${cloud}, and share it by git`,
    }),
  ];
};

const findNoexec = ({ kind, path, isNoexec }: PlaceSymptom, { uv }: Facts): readonly Finding[] => {
  if (!isNoexec) return [];
  const message = `programs in \`${path}\` cannot be started (the disk is mounted \`noexec\`)`;
  switch (kind) {
    case "project":
      return [
        finding("noexec", "hinders", {
          message,
          fix: "move the project: what packages bring as commands does not run here",
        }),
      ];
    case "cache":
      // A uv that is there already lies elsewhere.
      return [
        finding("noexec", uv === null ? "stops" : "note", {
          message,
          fix: "name another folder with `JIG_CACHE_DIR`: jig keeps its uv there",
        }),
      ];
    case "packages":
    case "temporary": {
      const variable = kind === "packages" ? "UV_CACHE_DIR" : "TMPDIR";
      return [
        finding("noexec", "hinders", {
          message,
          fix: `name another folder with \`${variable}\`: packages that are built here need it`,
        }),
      ];
    }
    case "state":
      return [];
  }
};

/** Those on which two names cannot stand for one file. */
const WITHOUT_LINKS: ReadonlySet<string> = new Set([
  "9p",
  "cifs",
  "drvfs",
  "exfat",
  "fuse.sshfs",
  "fuse.vmhgfs-fuse",
  "msdos",
  "prl_fs",
  "smb3",
  "smbfs",
  "vboxsf",
  "vfat",
]);

const findCopies = (project: PlaceSymptom, packages: PlaceSymptom | undefined): readonly Finding[] => {
  if (WITHOUT_LINKS.has(project.fileSystem ?? "")) {
    return [
      finding("no-hard-links", "note", {
        message: `the project's disk (${project.fileSystem}) cannot share files: packages are copied, which is slower`,
        fix: "move the project to this system's own disk if that is too slow",
      }),
    ];
  }
  const isElsewhere =
    packages !== undefined &&
    packages.device !== null &&
    project.device !== null &&
    packages.device !== project.device;
  if (!isElsewhere) return [];
  return [
    finding("no-hard-links", "note", {
      message: "uv's cache is on another disk than the project: packages are copied, which is slower",
      fix: "name a folder on the project's disk with `UV_CACHE_DIR` if that is too slow",
    }),
  ];
};
