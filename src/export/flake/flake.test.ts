import { expect, test } from "bun:test";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe } from "../../describe/describe.ts";
import { exportFlake } from "../project-files.ts";
import { isAsWritten } from "../written-by-jig.ts";

const flakeOf = (text: string): string => {
  const described = describe({ file: "jig.toml", text }, {});
  if (!described.ok) throw new Error(JSON.stringify(described.failure));
  const { value } = described;
  return exportFlake(value, { name: value.name?.value ?? "folder", lock: null }).files[0].text;
};

const root = join(import.meta.dir, "..", "..", "..");
const workbench = readFileSync(join(root, "examples", "workbench", "jig.toml"), "utf8");

const descriptions: Readonly<Record<string, string>> = {
  workbench,
  "linux-only":
    'name = "sensors"\nplatforms = ["linux-arm64", "linux-x64"]\n[packages]\nlinux = ["gcc", "strace"]\n',
  "macos-only": 'name = "sensors"\n[packages]\nmacos = ["mas"]\n',
  "no-services": 'name = "notes"\n[python]\nversion = "3.12.1"\npackages = ["numpy"]\n[gpu]\ncuda = "off"\n',
  "three-services": [
    'name = "pipeline"',
    "[services.load]",
    'run = "sh load.sh"',
    "oneshot = true",
    "[services.api]",
    'run = ["node", "api.js", "--port=${port}"]',
    "port = 7000",
    'after = ["load"]',
    'stop = { signal = "INT" }',
    "[services.page]",
    'run = "API=${service.api.url} node page.js"',
    "port = 7001",
    'ready = "/health"',
    "open = true",
    "require = false",
    'after = ["api"]',
  ].join("\n"),
  unfree: 'name = "editor"\n[packages]\ncommon = ["vscode"]\nunfree = true\n',
  cuda: [
    'name = "training"',
    "[packages]",
    'linux = ["cudaPackages.cudatoolkit", "cudaPackages.nccl"]',
    "unfree = true",
    `nixpkgs = "${"0123456789".repeat(4)}"`,
    "[python]",
    'version = "3.11"',
    'packages = ["torch"]',
    'import-check = ["torch"]',
    "[gpu]",
    'cuda = "require"',
  ].join("\n"),
  "odd-names": readFileSync(join(root, "test", "fixtures", "flake", "odd-names.toml"), "utf8"),
};

// `GOLDEN=write npx bun test src/export` writes them again.
test.each(Object.keys(descriptions))("the flake of %s is the golden one", (name) => {
  const text = flakeOf(descriptions[name] ?? "");
  const golden = join(root, "test", "golden", "flakes", `${name}.nix`);
  if (process.env["GOLDEN"] === "write" || !existsSync(golden)) writeFileSync(golden, text);
  expect(text).toBe(readFileSync(golden, "utf8"));
});

test("the workbench's flake has fewer than 300 lines", () => {
  expect(flakeOf(workbench).trimEnd().split("\n").length).toBeLessThan(300);
});

test("Ollama's own forms of an address are a whole one in the shell, and in the file where the description has one", () => {
  const line = /^ *(OLLAMA_HOST=.*)$/m.exec(flakeOf(workbench))?.[1]?.replaceAll("''${", "${") ?? "";
  const asked = (given: string | undefined): string =>
    Bun.spawnSync(["bash", "-c", `${line}; printf %s "$OLLAMA_HOST"`], {
      env: { PATH: process.env["PATH"], ...(given === undefined ? {} : { OLLAMA_HOST: given }) },
    }).stdout.toString();
  for (const [given, whole] of [
    [undefined, "http://127.0.0.1:11434"],
    ["", "http://127.0.0.1:11434"],
    ["0.0.0.0", "http://127.0.0.1:11434"],
    ["127.0.0.1", "http://127.0.0.1:11434"],
    ["localhost", "http://127.0.0.1:11434"],
    [":9000", "http://127.0.0.1:9000"],
    ["0.0.0.0:9000/", "http://127.0.0.1:9000"],
    ["[::]:9000", "http://127.0.0.1:9000"],
    ["[::1]", "http://[::1]:11434"],
    ["gpu-box", "http://gpu-box:11434"],
    ["http://gpu-box:80", "http://gpu-box:80"],
    ["https://ollama.example/", "https://ollama.example"],
    ['"0.0.0.0:11434"', "http://127.0.0.1:11434"],
    ["'gpu-box'", "http://gpu-box:11434"],
    [" 1.2.3.4 ", "http://1.2.3.4:11434"],
    ["gpu-box/path", "http://gpu-box:11434"],
    ["http://gpu-box:80/a/b", "http://gpu-box:80"],
    ["::1", "http://[::1]:11434"],
    ["::", "http://127.0.0.1:11434"],
    ['""', "http://127.0.0.1:11434"],
  ] as const)
    expect(asked(given), given).toBe(whole);
  const told = (host: string) => flakeOf(`[ollama]\nhost = "${host}"\n[services.ollama]\nuse = "ollama"\n`);
  expect(told("gpu-box")).toContain("export OLLAMA_HOST=http://gpu-box:11434\n");
  expect(told("https://gpu-box")).toContain("export OLLAMA_HOST=https://gpu-box\n");
});

const serve = (hostname: string, status: number) =>
  Bun.serve({
    hostname,
    port: 0,
    fetch: () => new Response(status === 200 ? "Ollama is \u001b[2Jrunning" : "<p>not found</p>", { status }),
  });

test("Ollama is asked at whatever address it has, and what else answers there is not its word", async () => {
  const lines =
    /^( *at=[^]*?echo "Ollama says: .*)$/m.exec(flakeOf(workbench))?.[1]?.replaceAll("''${", "${") ?? "";
  const says = async (host: string): Promise<string> => {
    const env = { PATH: process.env["PATH"], OLLAMA_HOST: host };
    return new Response(Bun.spawn(["bash", "-c", lines], { env }).stdout).text();
  };
  const servers = [serve("127.0.0.1", 200), serve("127.0.0.1", 404), serve("::1", 200)] as const;
  const [own, other, six] = servers;
  try {
    const running = "Ollama says: Ollama is [2Jrunning\n";
    expect(await says(`http://127.0.0.1:${own.port}`)).toBe(running);
    expect(await says(`http://localhost:${own.port}/path`)).toBe(running);
    expect(await says(`http://[::1]:${six.port}`)).toBe(running);
    expect(await says(`http://127.0.0.1:${other.port}`)).toBe("Ollama says: nothing\n");
    expect(await says("http://127.0.0.1:1")).toBe("Ollama says: nothing\n");
    expect(await says("http://x$(touch pwned):1")).toBe("Ollama says: nothing\n");
    expect(await says("https://127.0.0.1:1")).toBe("Ollama says: nothing\n");
  } finally {
    await Promise.all(servers.map((server) => server.stop(true)));
  }
});

test("a web server answers by the status it sends, on either loopback address, also when it thinks first", async () => {
  const [text = ""] =
    /^ *answers\(\) [^]*? \]\]; \}$/m.exec(flakeOf(workbench).replaceAll("''${", "${")) ?? [];
  const answers = async (port: number, path: string, status: string): Promise<number> =>
    Bun.spawn(["bash", "-c", `${text}\nanswers ${port} '${path}' "${status}"`]).exited;
  const web = Bun.serve({
    hostname: "::1",
    port: 0,
    fetch: async ({ url }) => {
      if (url.endsWith("/slow?a=b&c")) await Bun.sleep(2300);
      return new Response("x".repeat(1_000_000), { status: url.endsWith("/gone") ? 404 : 200 });
    },
  });
  // Its reason begins with a number that would be a good status.
  const odd = Bun.listen({
    hostname: "127.0.0.1",
    port: 0,
    socket: { data: (socket) => void socket.end("HTTP/1.1 503 1 of 3 ready\r\n\r\n") },
  });
  try {
    expect(await answers(web.port ?? 0, "/", "[123]")).toBe(0);
    expect(await answers(web.port ?? 0, "/slow?a=b&c", "[123]")).toBe(0);
    expect(await answers(web.port ?? 0, "/gone", "[123]")).toBe(1);
    expect(await answers(web.port ?? 0, "/gone", "")).toBe(0);
    expect(await answers(odd.port, "/", "[123]")).toBe(1);
    expect(await answers(1, "/", "")).toBe(1);
  } finally {
    await web.stop(true);
    odd.stop(true);
  }
});

test("models of a registry without certificates are pulled as Ollama wants to be told, the others are not", () => {
  const flake = flakeOf(
    '[ollama]\nmodels = ["tiny", "http://127.0.0.1:5000/library/own:1", "https://x.io/a/b"]\n',
  );
  expect(flake.match(/ollama pull .*$/gm)).toEqual([
    "ollama pull tiny || failed=1",
    "ollama pull --insecure http://127.0.0.1:5000/library/own:1 || failed=1",
    "ollama pull https://x.io/a/b || failed=1",
  ]);
});

test("without CUDA no program sees a GPU, unless `[env]` says so", () => {
  const off = '[gpu]\ncuda = "off"\n[env]\nCUDA_VISIBLE_DEVICES = "0"\n';
  expect(flakeOf(off)).toMatch(/export CUDA_VISIBLE_DEVICES=-1\n *export CUDA_VISIBLE_DEVICES=0?/);
  expect(flakeOf(workbench)).not.toContain("CUDA_VISIBLE_DEVICES");
});

test.skipIf(Bun.which("python3") === null)("what programs open of the driver by name is opened first", () => {
  const [, text = ""] = /nix_libraries\.py" ''\n([^]*?)\n *'';/.exec(flakeOf(workbench)) ?? [];
  const opened = [
    `exec(${JSON.stringify(text.replaceAll(/^ {6}/gm, ""))})`,
    "os.path.exists, ctypes.CDLL, sys.prefix = (lambda path: True), print, '/venv'",
    "open_all('/zlib')",
  ].join("\n");
  const { stdout, stderr } = Bun.spawnSync(["python3", "-c", opened]);
  expect(stderr.toString()).toBe("");
  const names = [
    "cuda.so.1",
    "nvidia-ml.so.1",
    "nvidia-ptxjitcompiler.so.1",
    "nvidia-nvvm.so.4",
    "nvcuvid.so.1",
  ];
  expect(stdout.toString().split("\n")).toEqual(
    expect.arrayContaining(["/zlib", ...names.map((name) => `/venv/nvidia-driver/lib${name}`)]),
  );
});

test("a comment or a blank line of the description changes nothing of the flake", () => {
  expect(flakeOf(`# moved\n\n${workbench}`)).toBe(flakeOf(workbench));
});

test("what jig wrote is known as its own until somebody changes it", () => {
  const text = flakeOf(workbench);
  expect(isAsWritten(text)).toBe(true);
  expect(isAsWritten(`${text}# mine\n`)).toBe(false);
  expect(isAsWritten(text.replace("figlet", "toilet"))).toBe(false);
  expect(isAsWritten(text.split("\n").slice(1).join("\n"))).toBe(false);
});
