import { describe, expect, test } from "bun:test";

import { machines } from "../../test/fixtures/probe/machines.ts";
import { diagnose } from "../diagnose/diagnose.ts";
import { fakeHost, type FakeHostOptions } from "../host/fake-host.ts";
import { layoutOf } from "../host/layout.ts";
import type { Network } from "../host/network/network.ts";
import { probe } from "./probe.ts";
import { probeSymptoms } from "./symptoms.ts";

const network: Network = {
  contact: async () => ({ kind: "open" }),
  addressesOf: async () => ["127.0.0.1"],
  canListenOn: async () => true,
};

const symptomsOf = (options: FakeHostOptions, hasProject = true) => {
  const host = fakeHost({ ...options, files: { "/tmp": { folder: true }, ...options.files } });
  const layout = layoutOf(host, { root: `${host.machine.home}/project`, file: "jig.toml" });
  return { host, layout, asked: probeSymptoms({ host, network }, layout, { hasProject }) };
};

const home = "/home/ada";
const withFiles = async (files: FakeHostOptions["files"], env: FakeHostOptions["env"] = {}) =>
  symptomsOf({ files: { [`${home}/project/jig.toml`]: "", ...files }, env }).asked;

describe.each(Object.entries(machines))("%s", (name, options) => {
  test("a diagnosis starts nothing there but what the facts need, and finds what is wrong with it", async () => {
    const { host, layout, asked } = symptomsOf(options);
    const symptoms = { ...(await asked), indexes: [] };
    expect(host.calls).toEqual([]);
    const facts = await probe(host, layout, { quick: false });
    const diagnosis = { facts, symptoms, project: null, former: { sentences: [], hint: "" } };
    const found = diagnose(diagnosis).map(({ id, harm }) => `${harm} ${id}`);
    expect(found).toEqual(expected[name] ?? ["note no-description"]);
  });
});

const expected: Readonly<Record<string, string[]>> = {
  "alpine-x64": ["note no-description", "note no-git"],
  "container-x64": ["stops no-proc", "note no-description", "note no-git"],
  "macos-x64": ["note no-description", "note no-python", "note no-git"],
};

test("lines of other tools are found in the files of bash, zsh and fish, the first of each", async () => {
  const { shellLines } = await withFiles({
    [`${home}/.bashrc`]:
      "# pyenv init is not needed\n\n# >>> conda initialize >>>\n__conda_setup=1\n. conda.sh\n",
    [`${home}/.profile`]: 'export PATH="$HOME/.pyenv/bin:$PATH"\neval "$(pyenv init -)"\n',
    [`${home}/.zshrc`]: 'export NVM_DIR="$HOME/.nvm"\n[ -s "$NVM_DIR/nvm.sh" ] && . "$NVM_DIR/nvm.sh"\n',
    [`${home}/.config/fish/config.fish`]: "if true\n  pyenv init - | source\nend\n",
    [`${home}/.config/fish/conf.d/conda.fish`]: "eval /opt/conda/bin/conda shell.fish hook $argv | source\n",
    [`${home}/.config/fish/conf.d/notes.txt`]: "mise activate\n",
    // A folder, a closed file and one without end are none of our business.
    [`${home}/.zshenv`]: { folder: true },
    [`${home}/.bash_profile`]: { error: "EACCES", text: "pyenv init" },
  });
  expect(shellLines).toEqual([
    { tool: "pyenv", file: "~/.profile", line: 1 },
    { tool: "conda", file: "~/.bashrc", line: 3 },
    { tool: "nvm", file: "~/.zshrc", line: 2 },
    { tool: "pyenv", file: "~/.config/fish/config.fish", line: 2 },
    { tool: "conda", file: "~/.config/fish/conf.d/conda.fish", line: 1 },
  ]);
});

test("zsh's and fish's files are looked for where their variables say", async () => {
  const { shellLines } = await withFiles(
    { "/zsh/.zshrc": "mise activate zsh\n", "/config/fish/config.fish": "source ~/.asdf/asdf.fish\n" },
    { ZDOTDIR: "/zsh", XDG_CONFIG_HOME: "/config" },
  );
  expect(shellLines).toEqual([
    { tool: "mise", file: "/zsh/.zshrc", line: 1 },
    { tool: "asdf", file: "/config/fish/config.fish", line: 1 },
  ]);
});

const spec = (...argv: readonly unknown[]) => JSON.stringify({ argv, display_name: "x" });

test("a kernel is broken when its program is gone, and a plain `python` is Jupyter's own", async () => {
  const kernels = `${home}/.local/share/jupyter/kernels`;
  const { brokenKernels } = await withFiles(
    {
      [`${kernels}/gone/kernel.json`]: spec("/old/bin/python", "-m", "ipykernel_launcher"),
      [`${kernels}/there/kernel.json`]: spec("/usr/bin/python3", "-m", "ipykernel_launcher"),
      [`${kernels}/own/kernel.json`]: spec("python3"),
      [`${kernels}/julia/kernel.json`]: spec("julia"),
      [`${kernels}/odd/kernel.json`]: spec(7),
      [`${kernels}/torn/kernel.json`]: "{",
      [`${kernels}/empty/logo.png`]: "",
      "/usr/bin/python3": { executable: true, text: "" },
    },
    { PATH: "/usr/bin" },
  );
  expect(brokenKernels).toEqual([
    { name: "gone", folder: `${kernels}/gone`, program: "/old/bin/python" },
    { name: "julia", folder: `${kernels}/julia`, program: "julia" },
  ]);
});

test("kernels of macOS and of a named folder are looked for there", async () => {
  const gone = '{"argv": ["/gone"]}';
  const macos = await symptomsOf({
    machine: { platform: "darwin", home: "/Users/ada" },
    files: { "/Users/ada/Library/Jupyter/kernels/a/kernel.json": gone },
  }).asked;
  expect(macos.brokenKernels).toHaveLength(1);
  const named = await withFiles({ "/data/kernels/b/kernel.json": gone }, { JUPYTER_DATA_DIR: "/data" });
  expect(named.brokenKernels).toHaveLength(1);
});

test("a place has the file system that it lies on, even one that is not there yet", async () => {
  const { places } = await withFiles(
    {
      "/proc/self/mounts": [
        "overlay / overlay rw,relatime 0 0",
        "C:\\134 /mnt/c 9p rw,noatime 0 0",
        "tmpfs /tmp tmpfs rw,nosuid,nodev,noexec 0 0",
        "none /home/ada/my\\040cache ext4 ro 0 0",
        "broken line",
      ].join("\n"),
      "/tmp": { folder: true, mode: 0o1777, device: 2 },
      [`${home}/my cache`]: { folder: true, device: 3 },
    },
    { UV_CACHE_DIR: `${home}/my cache/uv`, TMPDIR: "/tmp/gone" },
  );
  const shown = places.map(({ kind, path, fileSystem, isReadOnly, isNoexec, isMissing, device }) =>
    [kind, path, fileSystem, device, isReadOnly && "ro", isNoexec && "noexec", isMissing && "missing"]
      .filter((part) => part !== false)
      .join(" "),
  );
  expect(shown).toEqual([
    `project ${home}/project overlay 1`,
    expect.stringMatching(/^state .* overlay 1 missing$/),
    `cache ${home}/.cache/jig overlay 1 missing`,
    `packages ${home}/my cache/uv ext4 3 ro missing`,
    "temporary /tmp/gone tmpfs 2 noexec missing",
  ]);
});

const closed = async (uid: number, entry: { readonly uid: number; readonly mode: number }) => {
  const { asked } = symptomsOf({
    machine: { uid },
    files: { [`${home}/project`]: { folder: true, ...entry } },
  });
  return (await asked).places.find(({ kind }) => kind === "project")?.isClosed;
};

test("a folder of somebody else is closed, one of root's never to root", async () => {
  expect(await closed(1000, { uid: 1000, mode: 0o755 })).toBe(false);
  expect(await closed(1000, { uid: 1000, mode: 0o555 })).toBe(true);
  expect(await closed(1000, { uid: 0, mode: 0o755 })).toBe(true);
  expect(await closed(1000, { uid: 0, mode: 0o775 })).toBe(false);
  expect(await closed(1000, { uid: 0, mode: 0o1777 })).toBe(false);
  expect(await closed(0, { uid: 1000, mode: 0o555 })).toBe(false);
});

test("limits are read where the system tells them", async () => {
  const { limits } = await symptomsOf(machines["debian-x64"] ?? {}).asked;
  expect(limits).toEqual({ openFiles: 1_048_576, watches: 524_288, watchers: 1024 });
  expect((await withFiles({})).limits).toEqual({ openFiles: null, watches: null, watchers: null });
});

test("what a folder brings is seen without being opened, and only of a project", async () => {
  const files = {
    [`${home}/project/.jig/token`]: "x",
    [`${home}/project/sitecustomize.py`]: { link: "/dev/zero" },
    [`${home}/project/jupyter_server_config.py`]: { error: "EACCES", text: "" },
  };
  const brought = (await withFiles(files)).brought.map(({ file }) => file);
  expect(brought).toEqual([".jig", "sitecustomize.py", "jupyter_server_config.py"]);
  expect((await symptomsOf({ files }, false).asked).brought).toEqual([]);
});

test("`UV_PYTHON_DOWNLOADS=never` is all that forbids to download a Python", async () => {
  expect((await withFiles({}, { UV_PYTHON_DOWNLOADS: "never" })).mayDownloadPython).toBe(false);
  expect((await withFiles({}, { UV_PYTHON_DOWNLOADS: "manual" })).mayDownloadPython).toBe(true);
});
