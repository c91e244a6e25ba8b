import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";

import {
  allDone,
  diagnosisWith,
  indexWith,
  ownVenv,
  placesWith,
  root,
  type Changes,
} from "../../test/fixtures/diagnose/healthy.ts";
import { planOf } from "../../test/golden/plan/plan-text.ts";
import type { Lock } from "../plan/lock/lock.ts";
import { diagnose, wouldStop } from "./diagnose.ts";
import { byHarm, finding, type Harm } from "./finding.ts";
import type { IndexOutcome } from "./symptoms.ts";
import { DEFAULT_PLATFORMS } from "../plan/platforms/platforms.ts";

/** `harm id: message (file:line); fix`, a line a finding. */
const linesOf = (changes: Changes): readonly string[] =>
  diagnose(diagnosisWith(changes)).map(({ harm, id, message, place, fix }) => {
    const where = place === null ? "" : ` (${place.file}:${place.line})`;
    return `${harm} ${id}: ${message}${where}; ${fix}`;
  });

const NO_DESCRIPTION =
  "note no-description: there is no `jig.toml` here; `jig init` proposes one for this folder";

test("where nothing is wrong nothing is found, with a project and without", () => {
  expect(linesOf({})).toEqual([]);
  expect(linesOf({ project: null })).toEqual([NO_DESCRIPTION]);
  expect(wouldStop([])).toBe(false);
});

test("the worst comes first, and equals stay in their order", () => {
  const harms: readonly Harm[] = ["stops", "hinders", "note"];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...harms)), (given) => {
      const findings = given.map((harm, at) => finding(`${at}`, harm, { message: "", fix: "" }));
      const sorted = byHarm(findings);
      const expected = harms.flatMap((harm) => findings.filter((each) => each.harm === harm));
      expect(sorted).toEqual(expected);
      expect(wouldStop(sorted)).toBe(given.includes("stops"));
    }),
  );
});

describe("a Python", () => {
  const facts = { pythons: [{ path: "/usr/bin/python3.13", version: "3.13.1" }] };

  test("that can be downloaded is only noted", () => {
    expect(linesOf({ facts })).toEqual([
      "note no-python: there is no Python 3.11 here, only 3.13 (jig.toml:3); nothing to do: `jig up` downloads one",
    ]);
    expect(linesOf({ facts: { pythons: [] }, project: null })).toEqual([
      NO_DESCRIPTION,
      "note no-python: there is no Python here; nothing to do: `jig up` downloads one",
    ]);
  });

  test("that cannot be downloaded stops `up`, for the reason that is true", () => {
    expect(linesOf({ facts, symptoms: { mayDownloadPython: false } })).toEqual([
      "stops no-python: there is no Python 3.11 here, only 3.13, and `UV_PYTHON_DOWNLOADS` forbids to download one (jig.toml:3); install Python 3.11, or unset `UV_PYTHON_DOWNLOADS`",
    ]);
    expect(linesOf({ facts, symptoms: indexWith({ kind: "silent" }) })[0]).toBe(
      "stops no-python: there is no Python 3.11 here, only 3.13, and no network to download one (jig.toml:3); install Python 3.11, or mend the network first",
    );
    const distribution = { id: "nixos", version: "25.05", title: "NixOS 25.05" };
    expect(linesOf({ facts: { ...facts, distribution } })).toEqual([
      "stops no-python: there is no Python 3.11 here, only 3.13, and NixOS cannot start a downloaded one (jig.toml:3); install one with Nix: `nix-env -iA nixos.python311`",
    ]);
    const pythons = [{ path: "/usr/bin/python3.11", version: "3.11.2" }];
    expect(linesOf({ facts: { pythons, distribution, nix: "/run/current-system/sw/bin/nix" } })).toEqual([
      "note no-python: Python 3.11 comes from Nix on NixOS, and no Python that is here is used (jig.toml:3); nothing to do: `jig up` has Nix bring it",
    ]);
  });

  test("that `.venv` has already is not looked for again", () => {
    const planned = diagnosisWith({ facts }).project?.planned ?? null;
    const done = planned === null ? null : allDone(planned.plan);
    expect(linesOf({ facts, project: { planned: done } })).toEqual([]);
  });
});

const said = (outcome: IndexOutcome, proxy: string | null = null) =>
  linesOf({ symptoms: indexWith(outcome, proxy) })[0];

describe("an index", () => {
  const index = "the package index `packages.example.org`";

  test("that cannot be reached is told with what is in the way", () => {
    expect(said({ kind: "unknown-name" })).toStartWith(
      `stops index-unreachable: ${index} is not found: nobody here knows that name; check the network`,
    );
    expect(said({ kind: "refused" })).toStartWith(
      `stops index-unreachable: ${index} refuses connections; check its address`,
    );
    expect(said({ kind: "silent" })).toContain("does not answer");
    expect(said({ kind: "no-route" })).toContain(`there is no way to ${index} from here`);
    expect(said({ kind: "offline" })).toEndWith("unset `UV_OFFLINE`");
    expect(said({ kind: "other", said: "it broke" })).toContain("cannot be asked: it broke");
  });

  test("behind a proxy is told as the proxy's trouble", () => {
    const proxy = "proxy.example.org:3128";
    expect(said({ kind: "proxy-refused" }, proxy)).toBe(
      `stops index-unreachable: the proxy \`${proxy}\` refuses connections; set \`HTTPS_PROXY\` to the right proxy, or unset it`,
    );
    expect(said({ kind: "proxy-unknown-name" }, proxy)).toContain(`the proxy \`${proxy}\` is not found`);
    expect(said({ kind: "proxy-silent" }, proxy)).toContain(`the proxy \`${proxy}\` does not answer`);
    expect(said({ kind: "proxy-denies", said: "407 Proxy Authentication Required" }, proxy)).toContain(
      "put your user name and password into `HTTPS_PROXY`",
    );
    expect(said({ kind: "proxy-denies", said: "403 Forbidden" }, proxy)).toContain("ask who runs the proxy");
    expect(said({ kind: "answers", status: 407, clockAheadMs: null })).toContain("a proxy stands before");
  });

  test("is told once when one proxy stands before several", () => {
    const refused = indexWith({ kind: "proxy-refused" }, "proxy.example.org").indexes;
    const indexes = [...refused, ...refused.map((each) => ({ ...each, host: "more.example.org" }))];
    expect(linesOf({ symptoms: { indexes } })).toHaveLength(1);
  });

  test("with a certificate that is not trusted is told with the variable that helps", () => {
    expect(said({ kind: "certificate", code: "SELF_SIGNED_CERT_IN_CHAIN" })).toBe(
      `stops index-certificate: the certificate of ${index} is not trusted here (SELF_SIGNED_CERT_IN_CHAIN); name your network's certificates: \`export SSL_CERT_FILE=/path/to/certificates.pem\``,
    );
    expect(said({ kind: "certificate", code: "CERT_HAS_EXPIRED" })).toContain(
      "check this machine's date and time",
    );
  });

  test("is not trusted with a file of certificates that is none, and that file is what is told", () => {
    const bundle = { kind: "bundle", namedBy: "SSL_CERT_FILE", path: "/x.pem", isMissing: true } as const;
    expect(said(bundle)).toBe(
      "stops index-certificate: `SSL_CERT_FILE` names `/x.pem`, which is not there: no index would be trusted; name the file with your network's certificates there, or unset `SSL_CERT_FILE`",
    );
    expect(said({ ...bundle, namedBy: "pip's `cert`", isMissing: false })).toContain(
      "pip's `cert` names `/x.pem`, and there is no certificate in it: no index would be trusted; name",
    );
  });

  test("that answers is there, unless it wants a password or is broken", () => {
    for (const status of [200, 302, 404, 405]) {
      expect(said({ kind: "answers", status, clockAheadMs: null })).toBeUndefined();
    }
    expect(said({ kind: "answers", status: 401, clockAheadMs: null })).toStartWith("stops index-denies");
    expect(said({ kind: "answers", status: 503, clockAheadMs: null })).toContain(
      "answers 503; try again later",
    );
  });

  test("is missed by an `up` that needs it, and by no other", () => {
    const symptoms = indexWith({ kind: "silent" });
    expect(linesOf({ symptoms })[0]).toStartWith("stops ");
    expect(linesOf({ symptoms, project: null })[0]).toStartWith("stops ");
    const planned = diagnosisWith().project?.planned ?? null;
    const done = planned === null ? null : allDone(planned.plan);
    expect(linesOf({ symptoms, project: { planned: done } })[0]).toStartWith("note ");
    expect(linesOf({ symptoms, text: '[services.a]\nrun = "x"\n' })[0]).toStartWith("note ");
  });
});

const clock = (clockAheadMs: number, facts: Changes["facts"] = {}) =>
  linesOf({ facts, symptoms: indexWith({ kind: "answers", status: 200, clockAheadMs }) });

test("a clock that is far off is told by how much, and how to set it", () => {
  expect(clock(3 * 3_600_000)).toEqual([
    "hinders clock-off: this machine's clock is 3 hours behind; set it: `sudo timedatectl set-ntp true`",
  ]);
  expect(clock(-400 * 86_400_000, { wsl: 2 })).toEqual([
    "hinders clock-off: this machine's clock is 400 days ahead; set it: `sudo hwclock -s` takes the time from Windows",
  ]);
  expect(clock(-10 * 60_000, { os: "macos" })[0]).toContain("10 minutes ahead; set it: System Settings");
  expect(clock(4 * 60_000)).toEqual([]);
});

describe("a disk", () => {
  const MB = 1024 * 1024;

  test("that is nearly full is told once, whatever lies on it", () => {
    const full = (freeBytes: number) =>
      linesOf({
        symptoms: { places: placesWith("project", {}).places.map((each) => ({ ...each, freeBytes })) },
      });
    expect(full(20 * MB)).toEqual([
      `stops disk-full: only 20 MB are free at \`${root}\`; make room; \`uv cache prune\` removes packages that nothing uses any more`,
    ]);
    expect(full(500 * MB)[0]).toStartWith("hinders disk-full: only 500 MB");
    const cache = placesWith("packages", { device: 2, freeBytes: 0, path: "/cache" });
    expect(linesOf({ symptoms: cache })[0]).toStartWith("stops disk-full: only 0 MB are free at `/cache`");
  });

  test("or folder that cannot be written to stops `up`", () => {
    expect(linesOf({ symptoms: placesWith("project", { isReadOnly: true }) })).toEqual([
      `stops not-writable: the project's folder \`${root}\` is on a read-only disk; copy the project to a disk that can be written to`,
    ]);
    expect(linesOf({ symptoms: placesWith("cache", { isClosed: true, path: "/her cache" }) })).toEqual([
      "stops not-writable: jig's cache `/her cache` is not yours to write into; take it back (`ls -ld '/her cache'` tells whose it is), or name another with `JIG_CACHE_DIR`",
    ]);
    expect(linesOf({ symptoms: placesWith("temporary", { isClosed: true }) })[0]).toStartWith("hinders ");
  });

  test("that starts no programs is told where that matters", () => {
    const noexec = { isNoexec: true } as const;
    expect(linesOf({ symptoms: placesWith("temporary", { ...noexec, path: "/tmp" }) })).toEqual([
      "hinders noexec: programs in `/tmp` cannot be started (the disk is mounted `noexec`); name another folder with `TMPDIR`: packages that are built here need it",
    ]);
    expect(linesOf({ symptoms: placesWith("cache", noexec) })[0]).toStartWith("stops noexec");
    const uv = { path: "/usr/bin/uv", version: "0.13.9" };
    expect(linesOf({ facts: { uv }, symptoms: placesWith("cache", noexec) })[0]).toStartWith("note noexec");
    expect(linesOf({ symptoms: placesWith("project", noexec) })[0]).toStartWith("hinders noexec");
    expect(linesOf({ symptoms: placesWith("packages", noexec) })[0]).toContain("`UV_CACHE_DIR`");
    expect(linesOf({ symptoms: placesWith("state", noexec) })).toEqual([]);
  });

  test("that cannot share files is noted", () => {
    expect(linesOf({ symptoms: placesWith("project", { fileSystem: "exfat" }) })[0]).toStartWith(
      "note no-hard-links: the project's disk (exfat) cannot share files",
    );
    expect(linesOf({ symptoms: placesWith("packages", { device: 2 }) })[0]).toStartWith(
      "note no-hard-links: uv's cache is on another disk than the project",
    );
  });

  test("of Windows, or a folder of a cloud, is told with the way out", () => {
    const windows = placesWith("project", { path: "/mnt/c/Users/ada/bench", fileSystem: "9p", device: 5 });
    expect(linesOf({ facts: { wsl: 2 }, symptoms: windows })).toEqual([
      'hinders on-windows-disk: the project is on Windows\' disk (`/mnt/c/Users/ada/bench`), which is slow from here; move it into your Linux home: `cp -r . ~/"$(basename "$PWD")"`',
    ]);
    const clouds: readonly (readonly [string, string])[] = [
      ["/mnt/c/Users/ada/OneDrive - Work/bench", "OneDrive"],
      ["/Users/ada/Library/CloudStorage/OneDrive-Personal/bench", "OneDrive"],
      ["/Users/ada/Library/Mobile Documents/bench", "iCloud Drive"],
      ["/home/ada/Dropbox/bench", "Dropbox"],
      ["/Users/ada/Google Drive/bench", "Google Drive"],
    ];
    for (const [path, name] of clouds) {
      expect(linesOf({ symptoms: placesWith("project", { path }) })[0]).toStartWith(
        `hinders in-cloud-folder: the project is in a ${name} folder`,
      );
    }
    expect(linesOf({ symptoms: placesWith("project", { path: "/home/ada/onedriver/x" }) })).toHaveLength(1);
  });

  test("without the folder for temporary files is told", () => {
    const missing = placesWith("temporary", { isMissing: true, path: "/tmp/gone" });
    expect(linesOf({ symptoms: missing })).toEqual([
      "hinders no-temporary-folder: the folder for temporary files `/tmp/gone` is not there; name one that is there with `TMPDIR`, or unset it",
    ]);
  });
});

describe("a port", () => {
  const owner = { pid: 4242, command: "python -m http.server 5001" };
  const listener = { port: 5001, address: "127.0.0.1", owner };

  test("that somebody else holds is told with who it is and where it is written", () => {
    expect(linesOf({ facts: { listeners: [listener] } })).toEqual([
      "stops port-held: port 5001 of `server` is held by pid 4242: `python -m http.server 5001` (jig.toml:8); stop it (`kill 4242`), or give `server` another `port`",
    ]);
    expect(linesOf({ facts: { listeners: [{ ...listener, owner: null }] } })).toEqual([
      "stops port-held: port 5001 of `server` is held by another user's process (jig.toml:8); give `server` another `port`",
    ]);
    const described = (diagnosisWith().project?.described ?? []).map((each) => ({
      ...each,
      isRequired: false,
    }));
    expect(linesOf({ project: { described }, facts: { listeners: [listener] } })[0]).toStartWith(
      "hinders port-held",
    );
  });

  test("that another project's service holds is told with that project", () => {
    const bench = { service: "main", root: "/home/ada/shop" };
    expect(
      linesOf({ facts: { listeners: [listener] }, project: { holders: [{ pid: 4242, bench }] } }),
    ).toEqual([
      "stops port-held: port 5001 of `server` is held by `main` of `/home/ada/shop` (another jig project) (jig.toml:8); `jig down -C /home/ada/shop main`, or give `server` another `port`",
    ]);
  });

  const services = [{ name: "server", state: "ready", port: 5001, isRunning: true }];

  test("that a service of this project holds is right", () => {
    expect(linesOf({ facts: { listeners: [listener], venv: ownVenv }, project: { services } })).toEqual([]);
  });

  test("that other machines can reach is told with the line of its service", () => {
    const listeners = [{ ...listener, address: "0.0.0.0" }];
    expect(linesOf({ facts: { listeners, venv: ownVenv }, project: { services } })).toEqual([
      "hinders open-to-others: other machines can reach `server`: it listens on `0.0.0.0` (jig.toml:6); let it listen on `127.0.0.1` only",
    ]);
  });
});

describe("a project", () => {
  test("with problems has each of them as a finding", () => {
    const problem = {
      code: "venv-not-ours",
      severity: "error",
      message: "there is a `.venv` that jig did not make",
      place: { file: "jig.toml", line: 2, column: 1 },
      hint: "to move it aside: `mv .venv .venv.old`",
      detail: [],
    } as const;
    expect(linesOf({ project: { planned: null, problems: [problem] } })).toEqual([
      "stops venv-not-ours: there is a `.venv` that jig did not make (jig.toml:2); to move it aside: `mv .venv .venv.old`",
    ]);
    const warned = { ...problem, severity: "warning", place: null, hint: null } as const;
    expect(linesOf({ project: { problems: [warned, { ...warned, place: problem.place }] } })).toEqual([
      "hinders venv-not-ours: there is a `.venv` that jig did not make; set that right, then run `jig doctor` again",
      "hinders venv-not-ours: there is a `.venv` that jig did not make (jig.toml:2); correct that line",
    ]);
  });

  test("with a service that failed is told where to look", () => {
    const failed = { name: "server", state: "failed", port: null, isRunning: false };
    expect(linesOf({ project: { services: [failed, { ...failed, name: "old", state: "stuck" }] } })).toEqual([
      "hinders service-failed: `server` failed (jig.toml:6); `jig logs server` shows why; `jig up` tries it again",
      "hinders service-failed: `old` could not be stopped; `jig down old` tries to stop it again",
    ]);
  });

  test("with an old lock or a dead environment is told that `up` mends it", () => {
    const made = { python: "3.11.7", requiresPython: "==3.11.*", platforms: DEFAULT_PLATFORMS };
    const lock: Lock = { version: 1, ...made, inputs: "sha256:0", packages: [] };
    const text = '[python]\nversion = "3.11"\npackages = ["numpy"]\n';
    const plan = planOf(text, { lock });
    const planned = { plan, standings: {} };
    expect(linesOf({ project: { planned } })).toEqual([
      "note lock-out-of-date: `jig.lock` does not match the requirements any more (jig.toml:3); `jig lock` makes it anew; so does the next `jig up`",
    ]);
    expect(linesOf({ facts: { venv: { kind: "dead" } } })).toEqual([
      "note venv-dead: `.venv` cannot be used here: it is from another place, or its Python is gone; `jig up` makes it anew",
    ]);
  });

  test("whose supervisor is silent, or whose services run elsewhere, is told so first", () => {
    const silence = {
      code: "does-not-answer",
      message: "the supervisor (pid 7) is running and does not answer",
    };
    expect(linesOf({ project: { silence: { ...silence, hint: null } } })).toEqual([
      "stops does-not-answer: the supervisor (pid 7) is running and does not answer; try again in a moment",
    ]);
    const former = { sentences: ["services run elsewhere: a"], hint: "`jig down` stops them" };
    expect(linesOf({ former })).toEqual([
      "stops former-services: services run elsewhere: a; `jig down` stops them",
    ]);
    expect(linesOf({ former, project: null })[0]).toStartWith("hinders former-services");
  });

  test("that brings files which run by themselves is told to be read first", () => {
    const brought = [
      { file: ".jig", runBy: "imitates" },
      { file: "sitecustomize.py", runBy: "python" },
      { file: "jupyter_server_config.py", runBy: "jupyter" },
    ] as const;
    expect(linesOf({ symptoms: { brought } })).toEqual([
      "note imitated-files: this folder brings `.jig`, which looks like jig's own; leave it, or remove it: jig keeps its things elsewhere and does not read it",
      "note startup-files: this folder brings `sitecustomize.py`, which Python may run by itself; read `sitecustomize.py` before you start anything here",
      "note startup-files: this folder brings `jupyter_server_config.py`, which Jupyter may run when it starts here; read `jupyter_server_config.py` before you start Jupyter here",
    ]);
  });
});

const localhost = (addresses: readonly string[] | null, hasIpv4: boolean | null = true) =>
  linesOf({ symptoms: { localhost: { addresses, hasIpv4 } } });

describe("a system", () => {
  test("with few open files, watches or no processes to see is told with the setting", () => {
    const limits = { openFiles: 256, watches: 8192, watchers: 16 };
    expect(linesOf({ symptoms: { limits, tellsProcesses: false } })).toEqual([
      "stops no-proc: there is no `/proc` here, so jig cannot see which processes are its own; mount it: `mount -t proc proc /proc`",
      "hinders open-files: a process may open only 256 files: a notebook server needs more; raise it in this terminal: `ulimit -n 4096`",
      "hinders few-watches: only 8192 files can be watched for changes: servers that reload by themselves may not start; raise it: `sudo sysctl fs.inotify.max_user_watches=524288`",
      "hinders few-watches: only 16 programs can watch for changes: servers that reload by themselves may not start; raise it: `sudo sysctl fs.inotify.max_user_instances=512`",
    ]);
  });

  test("whose `localhost` is not 127.0.0.1 is told what to add", () => {
    expect(localhost(["::1"])).toEqual([
      "hinders localhost-ipv6: the name `localhost` means only `::1` here; add the line `127.0.0.1 localhost` to `/etc/hosts`",
    ]);
    expect(localhost([])[0]).toContain("the name `localhost` is not known here");
    expect(localhost(null, null)).toEqual([]);
    expect(localhost(["::1"], false)).toEqual([
      "stops no-loopback: no service can listen on `127.0.0.1` here; bring the loopback device up: `sudo ip link set lo up`",
    ]);
  });

  test("without git, or with an old one, is noted", () => {
    const git = (version: string) => linesOf({ facts: { git: { path: "/usr/bin/git", version } } });
    expect(linesOf({ facts: { git: null } })[0]).toStartWith("note no-git: there is no git here");
    expect(linesOf({ facts: { git: null, os: "macos" } })[0]).toContain("`xcode-select --install`");
    expect(git("1.8.3.1")).toEqual([
      "note old-git: git 1.8.3.1 (`/usr/bin/git`) is old; install git 2.25 or newer",
    ]);
    expect(git("2.24.4")).toHaveLength(1);
    expect(git("2.25.0")).toEqual([]);
    expect(git("3.0.0")).toEqual([]);
  });

  test("where conda, pyenv or nvm set up every terminal is noted once for each of them", () => {
    const shellLines = [
      { tool: "conda", file: "~/.bashrc", line: 12 },
      { tool: "nvm", file: "~/.bashrc", line: 20 },
      { tool: "conda", file: "~/.zshrc", line: 3 },
    ];
    expect(linesOf({ symptoms: { shellLines } })).toEqual([
      "note shell-lines: conda sets up every new terminal (~/.bashrc:12); nothing for jig; in a terminal, `jig shell` or `jig run -- python` has the project's Python",
      "note shell-lines: nvm sets up every new terminal (~/.bashrc:20); nothing to do: `jig run` and the services put the project's programs first",
    ]);
    expect(diagnose(diagnosisWith({ symptoms: { shellLines } }))[0]?.detail).toEqual(["also ~/.zshrc:3"]);
  });

  test("with a kernel whose Python is gone is noted, with how to remove it", () => {
    const folder = "/home/ada/.local/share/jupyter/kernels/old work";
    const brokenKernels = [{ name: "old work", folder, program: "/home/ada/old/bin/python" }];
    expect(linesOf({ symptoms: { brokenKernels } })).toEqual([
      `note broken-kernel: the Jupyter kernel \`old work\` of your own cannot start: there is no \`/home/ada/old/bin/python\`; remove it: \`rm -r '${folder}'\`; jig's own kernel is used in any case`,
    ]);
  });
});

describe("a GPU", () => {
  test("that is there and cannot be used is named, with what to do", () => {
    const gpu = { kind: "none", why: "driver-silent", detail: null } as const;
    expect(linesOf({ facts: { gpu } })).toEqual([
      "note gpu-unusable: no GPU can be used: `nvidia-smi` did not answer within 5 s; a card that hangs comes back when the machine is restarted; `sudo dmesg | grep -i nvrm` says more",
    ]);
  });

  test("in WSL has one driver, Windows', and another one's library is named", () => {
    const strayLibrary = "/usr/lib/x86_64-linux-gnu/libcuda.so.1";
    const gpu = { kind: "cuda", driver: "576.02", devices: [], libraries: [], strayLibrary } as const;
    expect(linesOf({ facts: { gpu } })).toEqual([
      `hinders stray-driver: \`${strayLibrary}\` is a Linux driver's, and WSL works with Windows' own in \`/usr/lib/wsl/lib\`; take the Linux driver out, as on Ubuntu: \`sudo apt-get remove --purge '^nvidia-.*' '^libnvidia-.*'\``,
    ]);
  });

  test("of Apple's is not seen by a Python for Intel's processors", () => {
    const gpu = { kind: "mps", translatedPythons: ["/usr/local/bin/python3.11"] } as const;
    expect(linesOf({ facts: { gpu } }).join("\n")).toContain("`/usr/local/bin/python3.11` is for Intel's");
  });
});
