// Who sits in front of this command: a person with a screen, one far away, or a machine.

import type { Host } from "../../host/host.ts";
import type { Session } from "../../plan/facts.ts";

/** @param wsl whether Windows' programs can open a browser from here */
export const probeSession = (host: Host, wsl: boolean): Session => {
  const isSet = (name: string): boolean => (host.env[name] ?? "") !== "";
  const ssh = isSet("SSH_CONNECTION") || isSet("SSH_TTY") || isSet("SSH_CLIENT");
  const isMacos = host.machine.platform === "darwin";
  const { tty } = host.machine;
  return {
    display: isMacos ? !ssh : isSet("DISPLAY") || isSet("WAYLAND_DISPLAY"),
    ssh,
    ci: ciVariables.some((name) => isSet(name) && !["false", "0"].includes(host.env[name] ?? "")),
    stdinTty: tty.stdin,
    stdoutTty: tty.stdout,
    stderrTty: tty.stderr,
    openers: isMacos ? find(host, "open") : linuxOpeners(host, wsl),
  };
};

/** What the common services set; all but a few set `CI`. */
const ciVariables = ["CI", "GITHUB_ACTIONS", "GITLAB_CI", "TF_BUILD", "JENKINS_URL", "TEAMCITY_VERSION"];

type Opener = Session["openers"][number];

const linuxOpeners = (host: Host, wsl: boolean): readonly Opener[] => {
  const linux = find(host, "xdg-open");
  if (!wsl) return linux;
  const explorer = find(host, "explorer.exe");
  // Windows' folders are left out of PATH by many (`appendWindowsPath = false`): it is there all the same.
  const known = "/mnt/c/Windows/explorer.exe";
  const mounted: readonly Opener[] = host.files.isExecutable(known)
    ? [{ name: "explorer.exe", path: known }]
    : [];
  return [...find(host, "wslview"), ...linux, ...(explorer.length > 0 ? explorer : mounted)];
};

const find = (host: Host, name: Opener["name"]): readonly Opener[] => {
  const path = host.which(name);
  return path === null ? [] : [{ name, path }];
};
