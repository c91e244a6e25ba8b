// install.sh where something is not as it should be, with small archives of a program that stands in for jig.

import { expect, test } from "bun:test";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

import { platforms } from "../../../script/platforms.ts";
import { anything, expectOutcome, type Outcome } from "../../rig/outcome.ts";
import { repository } from "../../rig/paths.ts";
import { openRig, type Rig } from "../../rig/rig.ts";
import { startProgram } from "../../rig/start-program.ts";
import { serveFolder } from "./packed-jig.ts";

const standIn = (words: string): string => `#!/bin/sh\necho 'jig 9.9.9 (${words})'\n`;

interface Release {
  readonly rig: Rig;
  readonly folder: string;
  readonly target: string;
  readonly install: (env?: Readonly<Record<string, string>>, ...words: string[]) => Promise<Outcome>;
}

/** A release for all platforms, each with a program that names its platform in a comment. */
const openRelease = async (script = standIn("from an archive")): Promise<Release & AsyncDisposable> => {
  const rig = await openRig();
  const folder = join(rig.base, "release");
  for (const { name } of platforms) {
    const base = `jig-9.9.9-${name}`;
    mkdirSync(join(folder, base), { recursive: true });
    writeFileSync(join(folder, base, "jig"), `${script}# ${name}\n`);
    chmodSync(join(folder, base, "jig"), 0o755);
    Bun.spawnSync(["tar", "-czf", `${base}.tar.gz`, base], { cwd: folder });
    rmSync(join(folder, base), { recursive: true });
  }
  const sums = Bun.spawnSync(["sh", "-c", "sha256sum *.tar.gz"], { cwd: folder });
  writeFileSync(join(folder, "SHA256SUMS"), sums.stdout);
  const text = readFileSync(join(repository, "packaging", "install.sh"), "utf8");
  writeFileSync(join(folder, "install.sh"), text.replace("@VERSION@", "9.9.9").replace("@ADDRESS@", ""));
  return {
    rig,
    folder,
    target: join(rig.home, ".local", "bin"),
    install: (env, ...words) =>
      startProgram(["sh", join(folder, "install.sh"), ...words], {
        cwd: rig.root,
        env: { ...rig.env, ...env },
      }).ended,
    [Symbol.asyncDispose]: () => rig[Symbol.asyncDispose](),
  };
};

/** No half of an installation is left. */
const expectNothing = ({ target }: Release): void =>
  expect(existsSync(target) ? readdirSync(target) : []).toEqual([]);

test("the archive is the machine's own", async () => {
  await using release = await openRelease();
  const machines: readonly (readonly [machine: string, name: string])[] = [
    ["Linux aarch64", "linux-arm64"],
    ["Linux x86_64", "linux-x64"],
    ["Darwin arm64", "macos-arm64"],
    ["Darwin x86_64", "macos-x64"],
  ];
  for (const [machine, name] of machines) {
    release.rig.program("uname", `#!/bin/sh\necho '${machine}'\n`);
    expectOutcome(await release.install(), { stdout: anything });
    expect(readFileSync(join(release.target, "jig"), "utf8"), machine).toContain(`# ${name}\n`);
  }
  release.rig.program("sysctl", "#!/bin/sh\necho 1\n");
  expectOutcome(await release.install(), { stdout: anything });
  expect(readFileSync(join(release.target, "jig"), "utf8")).toContain("# macos-arm64\n");

  release.rig.program("uname", "#!/bin/sh\necho 'SunOS sun4v'\n");
  expectOutcome(await release.install(), {
    code: 1,
    stderr: /^error: there is no jig for `SunOS sun4v`\nhint: /,
  });
});

test("a file with another sum, or cut off, is not unpacked", async () => {
  await using release = await openRelease();
  for (const name of readdirSync(release.folder).filter((file) => file.endsWith(".gz"))) {
    const path = join(release.folder, name);
    writeFileSync(path, readFileSync(path).subarray(0, -1));
  }
  expectOutcome(await release.install(), {
    code: 1,
    stderr: /^error: `jig-9\.9\.9-.*\.tar\.gz` is not the file that SHA256SUMS names\nhint: .*\n$/,
  });
  expectNothing(release);

  writeFileSync(join(release.folder, "SHA256SUMS"), "");
  expectOutcome(await release.install(), { code: 1, stderr: /^error: there is no `jig-.*` in SHA256SUMS\n/ });
  rmSync(join(release.folder, "SHA256SUMS"));
  expectOutcome(await release.install({}, release.folder), {
    code: 1,
    stderr: `error: there is no \`SHA256SUMS\` in \`${release.folder}\`\n`,
  });
  expectOutcome(await release.install(), { code: 1, stderr: /^error: where are the archives\?\nhint: / });
  expectNothing(release);
});

test("a URL that does not answer, or has no such file, is named", async () => {
  await using release = await openRelease();
  using site = serveFolder(release.rig.home);
  for (const url of [site.url, "http://127.0.0.1:9"]) {
    expectOutcome(await release.install({}, `${url}/`), {
      code: 1,
      stderr: [`error: \`${url}/SHA256SUMS\` cannot be downloaded\n`],
    });
  }
  expectOutcome(await release.install({}, `file://${release.folder}`), { stdout: anything });
});

test("a program that does not start here is not put in place", async () => {
  await using release = await openRelease("#!/bin/sh\necho 'no such libc' >&2\nexit 127\n");
  expectOutcome(await release.install(), {
    code: 1,
    stderr: /^error: jig does not start here: no such libc\nhint: it needs /,
  });
  expectNothing(release);
});

test("an older jig from an archive is replaced, and nobody else's is", async () => {
  await using release = await openRelease();
  mkdirSync(release.target, { recursive: true });
  const path = join(release.target, "jig");
  const put = (text: string): void => writeFileSync(path, text, { mode: 0o755 });

  put(standIn("from an archive"));
  expectOutcome(await release.install(), { stdout: anything });
  expect(readFileSync(path, "utf8")).not.toBe(standIn("from an archive"));

  rmSync(path);
  put(standIn("installed by pip"));
  expectOutcome(await release.install(), {
    code: 1,
    stderr: [`error: \`${path}\` is there already: jig 9.9.9 (installed by pip)\nhint: `],
  });
  expect(readFileSync(path, "utf8")).toBe(standIn("installed by pip"));

  put("#!/bin/sh\nexit 3\n");
  expectOutcome(await release.install(), { code: 1, stderr: ["is there already: no jig that works"] });

  rmSync(path);
  symlinkSync("/nowhere/jig", path);
  expectOutcome(await release.install(), { code: 1, stderr: ["is there already"] });
  expect(lstatSync(path).isSymbolicLink()).toBe(true);
});

test("what to add to PATH is told for the user's shell, and nothing is written into its files", async () => {
  await using release = await openRelease();
  const { rig, target } = release;
  const told: Readonly<Record<string, string>> = {
    "/bin/bash": `  echo 'export PATH="$HOME/.local/bin:$PATH"' >>~/.bashrc\n`,
    "/usr/bin/zsh": `  echo 'export PATH="$HOME/.local/bin:$PATH"' >>~/.zshrc\n`,
    "/usr/bin/fish": `  fish_add_path "$HOME/.local/bin"\n`,
    "": `  echo 'export PATH="$HOME/.local/bin:$PATH"' >>~/.profile\n`,
  };
  for (const [shell, line] of Object.entries(told)) {
    expectOutcome(await release.install({ SHELL: shell }), {
      stdout: [
        `jig 9.9.9 is in \`${target}\`\n`,
        `\`${target}\` is not on your PATH yet; this adds it:\n\n${line}`,
      ],
    });
  }
  expect(readdirSync(rig.home)).toEqual([".local"]);

  const path = `${target}:${rig.env["PATH"]}`;
  expectOutcome(await release.install({ PATH: path }), { stdout: `jig 9.9.9 is in \`${target}\`\n` });
  rig.program("jig", standIn("installed by npm"));
  expectOutcome(await release.install({ PATH: `${rig.bin}:${path}` }), {
    stdout: [`\`jig\` still means \`${join(rig.bin, "jig")}\`, which comes first on your PATH\n`],
  });
});

test("a folder whose name means something to a shell is told without a line to paste", async () => {
  await using release = await openRelease();
  for (const name of ["$(touch x)", "a'b", 'a"b', "a b"]) {
    const folder = join(release.rig.base, name);
    expectOutcome(await release.install({ JIG_INSTALL_DIR: folder }), {
      stdout: `jig 9.9.9 is in \`${folder}\`\n\n\`${folder}\` is not on your PATH yet: add this folder to it\n`,
    });
  }
  expectOutcome(await release.install({ JIG_INSTALL_DIR: join(release.rig.base, "a:b") }), {
    stdout: ["cannot be on PATH"],
  });
});

test("without a program for sums it says that, and no more", async () => {
  await using release = await openRelease();
  const bin = join(release.rig.base, "few");
  mkdirSync(bin);
  for (const name of "sh uname mkdir mktemp cp awk rm dirname tar gzip head mv cut".split(" "))
    symlinkSync(Bun.which(name) ?? "", join(bin, name));
  expectOutcome(await release.install({ PATH: bin }), {
    code: 1,
    stderr: "error: nothing here computes sha256 sums\nhint: install `sha256sum`, `shasum` or `openssl`\n",
  });
  expectNothing(release);
});

test("a folder with spaces and quotes is as good as any", async () => {
  await using release = await openRelease();
  const odd = join(release.rig.base, `it's "my" bin`);
  expectOutcome(await release.install({ JIG_INSTALL_DIR: odd }), { stdout: [odd] });
  expect(existsSync(join(odd, "jig"))).toBe(true);
  for (const name of ["relative", "-p"]) {
    mkdirSync(join(odd, name), { recursive: true });
    expectOutcome(await release.install({ JIG_INSTALL_DIR: name, CDPATH: odd }), {
      stdout: [`jig 9.9.9 is in \`${join(release.rig.root, name)}\`\n`],
    });
  }
  expectOutcome(await release.install({ JIG_INSTALL_DIR: join(odd, "jig") }), {
    code: 1,
    stderr: ["cannot be made", "JIG_INSTALL_DIR"],
  });
});
