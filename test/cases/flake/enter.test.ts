import { describe, expect, test } from "bun:test";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { develop, flakeWorkbench, writeFlake } from "../../rig/flake-project.ts";
import { hasNix, nix, standIns } from "../../rig/nix.ts";
import { offline } from "../../rig/offline.ts";
import { expectOutcome } from "../../rig/outcome.ts";
import { freePort } from "../../rig/ports.ts";
import { processesOf } from "../../rig/processes.ts";
import { openRig, type Rig } from "../../rig/rig.ts";

const tmux = (rig: Rig, ...args: readonly string[]) =>
  Bun.spawnSync(["tmux", ...args], { env: { ...rig.env, TMUX_TMPDIR: rig.base } });

/** Every port of the workbench its own, so that another may run on this machine. */
const ownPorts = async (rig: Rig): Promise<readonly string[]> => {
  const port = await freePort();
  rig.write(
    "jig.toml",
    rig.read("jig.toml").replace('use = "jupyterlab"', `use = "jupyterlab"\nport = ${port}`),
  );
  await writeFlake(rig);
  return [...rig.read("jig.toml").matchAll(/^port = (\d+)/gm)].map(([, number = ""]) => number);
};

/** As git has it: what git does not know is not copied by Nix at each entry. */
const cloneWorkbench = async (rig: Rig): Promise<void> => {
  await flakeWorkbench(rig);
  rig.write(".gitignore", ".venv/\n");
  for (const words of [
    ["init", "--quiet"],
    ["add", "."],
  ])
    Bun.spawnSync(["git", ...words], { cwd: rig.root, env: rig.env });
};

// What wheels, a kernel and a spawned worker do where the system's C++ runtime and zlib are hidden from them.
const WORK = `
import ctypes, multiprocessing, os

def work(_):
    import numpy
    ctypes.CDLL("libz.so.1")
    return int(numpy.arange(4).sum())

if __name__ == "__main__":
    import numpy, pandas, zmq
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        print("worker", pool.map(work, [1]))
    print("path", os.environ.get("LD_LIBRARY_PATH"))
    from jupyter_client.manager import start_new_kernel
    manager, client = start_new_kernel(kernel_name="python3")
    cell = "import ctypes, numpy; ctypes.CDLL('libz.so.1'); print('kernel', int(numpy.arange(4).sum()))"
    client.execute_interactive(cell, timeout=60)
    manager.shutdown_kernel(now=True)
`;

// The Python gets its own zlib under another name first, as Nix's has one: nobody else finds that.
const HIDE = `
set -e
z=$(readlink -f /usr/lib/*-linux-gnu/libz.so.1)
python=$(readlink -f "$(command -v python)")
mount -t tmpfs tmpfs /mnt
for file in "$z" "$python"; do LC_ALL=C sed 's#libz[.]so[.]1\\x00#/mnt/q.so\\x00#g' "$file" > "/mnt/\${file##*/}"; done
mv "/mnt/\${z##*/}" /mnt/q.so
chmod 755 /mnt/*
mount --bind "/mnt/\${python##*/}" "$python"
for library in "$z" /usr/lib/*-linux-gnu/libstdc++.so.6 /usr/lib/*-linux-gnu/libgcc_s.so.1; do
  mount --bind /dev/null "$(readlink -f "$library")"
done
exec "$@"`;

/** Whether a namespace of its own can be had, in which the system's libraries are hidden: root's right, and not everywhere. */
const canHide = hasNix && Bun.spawnSync(["unshare", "--mount", "true"]).success;

describe.skipIf(!hasNix)("the emitted shell of the workbench", () => {
  test("makes the environment, starts JupyterLab and the web app, and ends them and nobody else's tmux", async () => {
    await using rig = await openRig({ folder: "my bench" });
    await flakeWorkbench(rig);
    const ports = await ownPorts(rig);
    tmux(rig, "new-session", "-d", "-s", "stranger", "sleep 600");
    rig.program("ollama", "#!/bin/sh\n[ $1 != serve ] || echo no room for a model\nexit 3\n");
    try {
      const script = [
        "start && start",
        ...ports.map((port) => `curl -s -o /dev/null -w "%{http_code}\\n" http://127.0.0.1:${port}/`),
        "attach",
        "stop && stop",
        'echo "library path: ${LD_LIBRARY_PATH-unset}, $SHELL"',
      ].join("\n");
      const before = { TMUX_TMPDIR: rig.base, SHELL: "/bin/sh", OLLAMA_HOST: "127.0.0.1:1" };
      const { code, stdout, stderr } = await develop(rig, { env: before, timeoutMs: 180_000 }, script);
      expect(code, stderr).toBe(0);
      expect(stderr).toContain("Welcome to the Workbench development environment on ");
      expect(stderr).toMatch(
        /- Done\. \d{3} pip packages installed\.\n- numpy is importable \(good to go!\)\n/,
      );
      expect(stderr).toContain("CUDA hardware detected.");
      expect(stderr).toContain("Ollama says: nothing\n");
      expect(stderr).toMatch(/no room for a model\nPane is dead.*\ngoing on without ollama\n/);
      expect(stdout).toMatch(
        /Starting jupyter\.\.\.\njupyter runs: .*\nStarting ollama\.\.\.\nStarting server\.\.\.\nserver runs: .*\n/,
      );
      // The second time nothing is started.
      expect(stdout.match(/Starting (?!ollama)/g)?.length).toBe(2);
      expect(stdout).toContain("302\n200\n");
      expect(stdout).toContain("what runs:\njupyter\nollama (has ended)\nserver\n");
      expect(stdout).toContain(
        "Everything that start started has ended.\nNothing of this project is running.\n",
      );
      expect(stdout).toContain("library path: unset");
      expect(tmux(rig, "has-session", "-t", "stranger").exitCode).toBe(0);
      const left = processesOf(rig.base).filter(({ argv }) => !/tmux|sleep 600/.test(argv));
      expect(left).toEqual([]);
    } finally {
      tmux(rig, "kill-server");
    }
  }, 240_000);

  test("waits for Ollama and fetches its models, and uses one that runs already and does not end it", async () => {
    await using rig = await openRig();
    const [port, page] = [await freePort(), await freePort()];
    rig.write("served/api/version", "{}");
    const serve = (at: number) =>
      `exec ${rig.python} -m http.server --bind 127.0.0.1 ${at} --directory served`;
    const lines = [
      `serve) echo served >> told.txt; sleep 0.5; ${serve(port)} ;;`,
      'list) curl --silent --fail "$OLLAMA_HOST/api/version" ;;',
      'pull) echo "pulled $2" >> told.txt ;;',
    ];
    rig.program("ollama", `#!/bin/sh\ncase $1 in\n${lines.join("\n")}\nesac\n`);
    rig.write(
      "jig.toml",
      `[ollama]\nmodels = ["tiny", "other:1b"]\n[services.page]\nrun = "${serve(page)}"\nport = ${page}\nafter = ["ollama"]\n`,
    );
    await writeFlake(rig);
    const env = { TMUX_TMPDIR: rig.base, OLLAMA_HOST: `http://127.0.0.1:${port}` };
    const isThere = 'curl --silent --output /dev/null "$OLLAMA_HOST/api/version"';
    const pulled = "until grep -q other told.txt; do sleep 0.05; done";
    const own = await develop(rig, { env }, `start; ${pulled}; stop; ${isThere}; echo "$?"`);
    expect(own.code, own.stderr).toBe(0);
    expect(own.stdout).toMatch(/^Starting ollama\.\.\.\nollama runs\nStarting page[^]*ended\.\n7\n$/);
    expect(rig.read("told.txt")).toBe("served\npulled tiny\npulled other:1b\n");

    rig.write("told.txt", "");
    const theirs = `ollama serve >/dev/null 2>&1 & until ${isThere}; do sleep 0.05; done; : > told.txt`;
    const used = await develop(
      rig,
      { env },
      `${theirs}; start; ${pulled}; stop; ${isThere}; echo "$?"; kill %1`,
    );
    expect(used.stdout, used.stderr).toMatch(/^Starting ollama\.\.\.\nollama runs\n[^]*ended\.\n0\n$/);
    expect(rig.read("told.txt")).toBe("pulled tiny\npulled other:1b\n");
  }, 60_000);

  test("asks no network and makes nothing again when it is entered again, and makes a Python that is gone anew", async () => {
    await using rig = await openRig({ folder: "clone" });
    await cloneWorkbench(rig);
    const first = await develop(rig, {}, "git config filter.nb-clean.clean");
    expectOutcome(first, { stdout: /nb-clean/, stderr: ["Installing", "good to go"] });
    const [count = "nothing counted"] = /\d{3} pip packages installed/.exec(first.stderr) ?? [];
    const made = statSync(join(rig.root, ".venv", "pyvenv.cfg")).ino;
    const again = await develop(rig, { env: { ...offline, STANDIN_UV: "/bin/false" } }, "echo entered");
    expectOutcome(again, { stdout: "entered\n", stderr: [count, "good to go"] });
    expect(statSync(join(rig.root, ".venv", "pyvenv.cfg")).ino).toBe(made);

    rmSync(join(rig.root, ".venv", "bin", "python"));
    expectOutcome(await develop(rig, {}, "python -c 'import numpy'"), {
      stderr: ["Installing", "good to go"],
    });
  }, 120_000);

  // Only a namespace of its own can hide the system's libraries from a Python of this machine.
  test.skipIf(!canHide)(
    "imports wheels where the system's C++ runtime and zlib are hidden: in kernels and workers, without LD_LIBRARY_PATH",
    async () => {
      await using rig = await openRig({ folder: "clone" });
      await cloneWorkbench(rig);
      rig.write("work.py", WORK);
      rig.write("hide.sh", HIDE);
      const hide = "unshare --mount sh -e hide.sh";
      const hidden = await develop(rig, {}, `${hide} python work.py`);
      expect(hidden.code, hidden.stderr).toBe(0);
      expect(hidden.stdout).toBe("worker [6]\npath None\nkernel 6\n");
      const host = 'import subprocess; subprocess.run(["/usr/bin/git", "--version"], check=True)';
      expectOutcome(await develop(rig, {}, `python -c '${host}'`), { stdout: /git version/, stderr: /./ });
      for (const [code, missing] of [
        ["import numpy", "libstdc++.so.6"],
        ['import ctypes; ctypes.CDLL("libz.so.1")', "libz.so.1"],
      ] as const) {
        const bare = `rm -f .venv/lib/python*/site-packages/nix_libraries.pth; ${hide} python -c '${code}'`;
        expectOutcome(await develop(rig, {}, bare), { code: 1, stderr: [missing] });
      }
    },
    120_000,
  );
});

describe.skipIf(!hasNix)("the emitted shell", () => {
  test("is entered with a warning when packages cannot be had, or an environment is somebody else's", async () => {
    await using rig = await openRig();
    await flakeWorkbench(rig);
    const failing = await develop(rig, { env: offline, inputs: ["nixpkgs"] }, "echo entered");
    // uv's cache may hold everything: then there is nothing to warn of.
    expect(failing.stdout).toBe("entered\n");
    rmSync(join(rig.root, ".venv"), { recursive: true, force: true });
    mkdirSync(join(rig.root, ".venv"));
    writeFileSync(join(rig.root, ".venv", "mine"), "");
    const kept = await develop(rig, {}, "echo entered");
    expectOutcome(kept, {
      stdout: "entered\n",
      stderr: ["was not made by this flake", "Warning: ", "Error: numpy"],
    });
    expect(readdirSync(join(rig.root, ".venv"))).toEqual(["mine"]);
    rmSync(join(rig.root, "requirements.lock"));
    expectOutcome(await develop(rig, {}, "true"), { stderr: ["There is no requirements.lock"] });
  }, 120_000);

  test("needs no git for a project whose notebooks git is to have without outputs", async () => {
    await using rig = await openRig({
      description: '[python]\nversion = "3.11"\n[notebooks]\nclean = true\n',
    });
    await writeFlake(rig);
    const bare = join(rig.base, "without git");
    mkdirSync(bare);
    for (const name of readdirSync("/usr/bin"))
      if (!name.startsWith("git")) symlinkSync(join("/usr/bin", name), join(bare, name));
    const { code, stdout, stderr } = await develop(
      rig,
      { env: { PATH: bare } },
      "command -v git; echo entered",
    );
    expect({ code, stdout }, stderr).toEqual({ code: 0, stdout: "entered\n" });
    expect(stderr).not.toContain("command not found");
  }, 60_000);

  test("names with all that Nix and shells find special come through whole", async () => {
    await using rig = await openRig();
    rig.write(
      "jig.toml",
      readFileSync(join(import.meta.dir, "..", "..", "fixtures", "flake", "odd-names.toml"), "utf8").replace(
        /\[packages\]\n.*\n/,
        "",
      ),
    );
    await writeFlake(rig);
    const { code, stdout, stderr } = await develop(
      rig,
      { env: { TMUX_TMPDIR: rig.base } },
      "printf '%s\\n' \"$ODD\"; start; stop",
    );
    expect(code, stderr).toBe(0);
    expect(stdout).toContain(`''it's $HOME $(id) \`id\` ${rig.home}\n`);
    expect(stderr).toContain(
      "Costs $5, `not run`, ''quoted'', ${HOME}, \"said\", 100%s, back\\slash\n  second line\n",
    );
    expect(stderr).toContain(
      "Welcome to the It's A \"quoted\" ${name} With ''two'' `id` %s development environment on ",
    );
  }, 60_000);

  test("start keeps the order, waits for what ends, shows why one failed, and goes on without an optional one", async () => {
    await using rig = await openRig();
    const [api, page] = [await freePort(), await freePort()];
    const serve = (port: number) => `exec ${rig.python} -m http.server --bind 127.0.0.1 ${port}`;
    const description = [
      'name = "pipeline"',
      "[services.load]",
      'run = "sleep 0.3; echo loaded > loaded.txt"',
      "oneshot = true",
      "[services.api]",
      `run = "cat loaded.txt && ${serve(api)}"`,
      `port = ${api}`,
      'after = ["load"]',
      "[services.extra]",
      'run = "echo no extra today; exit 3"',
      "require = false",
      "[services.page]",
      `run = "${serve(page)}"`,
      `port = ${page}`,
      'ready = "/"',
      "open = true",
      'after = ["api", "extra"]',
    ].join("\n");
    rig.write("jig.toml", description);
    await writeFlake(rig);
    const env = { TMUX_TMPDIR: rig.base };
    const { code, stdout, stderr } = await develop(rig, { env }, "start; echo code $?; stop");
    expect(code, stderr).toBe(0);
    expect(stdout, stderr).toMatch(
      /Starting load[^]*Starting api[^]*Starting extra[^]*Starting page[^]*page runs: [^]*code 0\n/,
    );
    expect(stderr).toContain("no extra today");
    expect(stderr).toContain("going on without extra");
    rig.write("jig.toml", description.replace("require = false", ""));
    await writeFlake(rig);
    const failing = await develop(rig, { env }, "start; echo code $?; stop");
    expect(failing.stdout).toContain("code 1\n");
    expect(failing.stdout).not.toContain("Starting page");
  }, 60_000);

  test.skipIf(!canHide)(
    "opens a page once, on WSL in the browser of Windows, and not where nobody looks",
    async () => {
      await using rig = await openRig();
      const port = await freePort();
      const run = `exec ${rig.python} -m http.server --bind 127.0.0.1 ${port}`;
      rig.write("jig.toml", `[services.page]\nrun = "${run}"\nport = ${port}\nready = "/"\nopen = true\n`);
      await writeFlake(rig);
      // On WSL each but the last one is of no use.
      for (const [name, isWell] of [
        ["xdg-open", "[ ! -e version ]"],
        ["wslview", "false"],
        ["explorer.exe", "false"],
      ] as const)
        rig.program(name, `#!/bin/sh\necho "${name} $*" >> opened.txt\n${isWell}\n`);
      const seen = "script -qec start /dev/null";
      const onWsl = `mount --bind version /proc/version && ${seen}`;
      const script = [
        "start && stop && echo nobody >> opened.txt",
        `export DISPLAY=:0; ${seen}; ${seen}; stop`,
        "echo 'Linux version 6 (Microsoft)' > version; unset DISPLAY",
        `unshare --mount sh -c '${onWsl}'; stop`,
      ].join("\n");
      const { code, stderr } = await develop(rig, { env: { TMUX_TMPDIR: rig.base } }, script);
      expect(code, stderr).toBe(0);
      const link = `http://127.0.0.1:${port}/`;
      expect(rig.read("opened.txt")).toBe(
        `nobody\nxdg-open ${link}\nwslview ${link}\nxdg-open ${link}\nexplorer.exe ${link}\n`,
      );
    },
    60_000,
  );

  test("a port that somebody else has is named, and a stranger's program stays", async () => {
    await using rig = await openRig();
    const server = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response("mine") });
    rig.write("jig.toml", `[services.web]\nrun = "sleep 60"\nport = ${server.port}\n`);
    await writeFlake(rig);
    const { stderr } = await develop(rig, { env: { TMUX_TMPDIR: rig.base } }, "start; stop");
    expect(stderr).toContain(`web: port ${server.port} is in use by another program`);
    expect(await (await fetch(server.url)).text()).toBe("mine");
    await server.stop(true);
  }, 60_000);

  test.skipIf(!canHide)(
    "with a working nvidia-smi the driver is linked privately, and the CUDA shell is named",
    async () => {
      await using rig = await openRig({ description: '[python]\nversion = "3.11"\n' });
      await writeFlake(rig);
      rig.write("requirements.lock", "");
      rig.program("nvidia-smi", "#!/bin/sh\necho 'GPU 0: a fake'\n");
      // A 64-bit driver where NixOS has it, in a folder with more than that; and before it one of another word size.
      const place = [
        "mount -t tmpfs tmpfs /run && mkdir -p /run/opengl-driver/lib && cd /run/opengl-driver/lib || exit 77",
        "for name in libcuda.so.1 libnvidia-ml.so.1 libc.so.6; do printf '\\177ELF\\002' > $name; done",
        'cd "$OLDPWD" && exec "$@"',
      ].join("\n");
      const under = ["unshare", "--mount", "sh", "-c", place, "driver"];
      const look = 'ls .venv/nvidia-driver; echo "$TRITON_LIBCUDA_PATH"; echo "${LD_LIBRARY_PATH-unset}"';
      const { code, stderr, stdout } = await develop(rig, { under }, look);
      expect(code, stderr).toBe(0);
      expect(stderr).toContain("CUDA hardware detected.\n- With the CUDA toolkit: nix develop .#cuda\n");
      expect(stdout).toBe(`libcuda.so.1\nlibnvidia-ml.so.1\n${rig.root}/.venv/nvidia-driver\nunset\n`);
      rig.program("nvidia-smi", "#!/bin/sh\nexit 9\n");
      const without = await develop(
        rig,
        {},
        'ls -A .venv/nvidia-driver; echo "${TRITON_LIBCUDA_PATH-unset}"',
      );
      expectOutcome(without, { stdout: "unset\n", stderr: ["No CUDA hardware detected."] });
    },
    60_000,
  );

  test.skipIf(Bun.which("zsh") === null)(
    "marks the prompt of bash, and of a zsh that is started there, which reads all of the user's own files",
    async () => {
      await using rig = await openRig({ description: 'name = "bench"\n' });
      await writeFlake(rig);
      const env = await nix(rig, {}, "eval", "--raw", ".#devShells.x86_64-linux.default.shellHook");
      const hook = env.stdout.replace(/^ *bash \/nix\/store\/\S+-enter .*$/m, "");
      const ran = Bun.spawnSync(["bash", "-c", `PS1='> '\n${hook}\nprintf %s "$PS1\${PYTHONHOME-unset}"`], {
        cwd: rig.root,
        env: { ...rig.env, PYTHONHOME: "/nowhere" },
      });
      expect(ran.stdout.toString()).toContain("(bench)");
      // Another Python's place: the shell's own would find nothing there.
      expect(ran.stdout.toString()).toEndWith("> unset");
      const own = join(rig.base, "zsh files");
      mkdirSync(own);
      for (const name of [".zshenv", ".zshrc"])
        for (const folder of [rig.home, own])
          writeFileSync(join(folder, name), `SEEN+="${folder === own ? "own" : "home"}${name} "; PS1="> "\n`);
      const asked = `print -r -- "<$SEEN|$PS1|$ZDOTDIR>"`;
      const script = `zsh -i <<'END' 2>/dev/null\n${asked}\nEND\nzsh -c '${asked}'`;
      const inHome = await develop(rig, {}, script);
      expect(inHome.stdout).toBe(
        `<home.zshenv home.zshrc |%F{blue}(bench)%f > |${rig.home}>\n<home.zshenv |> |${rig.home}>\n`,
      );
      // Another flake's shell in this one, and files of the user's elsewhere.
      const inside = `nix develop $ARGS -c zsh -i <<'END' 2>/dev/null\n${asked}\nEND`;
      const elsewhere = await develop(
        rig,
        { env: { ZDOTDIR: own, ARGS: standIns("nixpkgs").join(" ") } },
        inside,
      );
      expect(elsewhere.stdout).toBe(`<own.zshenv own.zshrc |%F{blue}(bench)%f > |${own}>\n`);
      // A theme that sets its prompt anew each time, in either way.
      const themed = `zsh -i <<'END' 2>/dev/null\nprint -r -- "$PS1"\nprint -r -- "$PS1"\nEND`;
      for (const hooked of ["autoload -Uz add-zsh-hook; add-zsh-hook precmd th", "precmd_functions=(th)"]) {
        writeFileSync(join(own, ".zshrc"), `th() { PS1="theme> " }; ${hooked}\n`);
        const marked = await develop(rig, { env: { ZDOTDIR: own } }, themed);
        expect(marked.stdout).toBe("%F{blue}(bench)%f theme> \n%F{blue}(bench)%f theme> \n");
      }
    },
    60_000,
  );
});
