// The platforms that jig is built and packed for, and how each of the package worlds spells them. Data only.

export interface Platform {
  /** In file names: what a person recognises. */
  readonly name: string;
  /** Of `bun build --target`. */
  readonly target: string;
  /** The npm package that holds Bun's runtime for it, without its scope. The x64 ones need no AVX2. */
  readonly runtime: string;
  /** Of a wheel's name: the oldest system that the wheel is for. */
  readonly wheelTag: string;
  readonly npm: { readonly os: string; readonly cpu: string; readonly libc: string | null };
}

export const platforms: readonly Platform[] = [
  {
    name: "linux-x64",
    target: "bun-linux-x64-baseline",
    runtime: "bun-linux-x64",
    wheelTag: "manylinux_2_28_x86_64",
    npm: { os: "linux", cpu: "x64", libc: "glibc" },
  },
  {
    name: "linux-arm64",
    target: "bun-linux-arm64",
    runtime: "bun-linux-aarch64",
    wheelTag: "manylinux_2_28_aarch64",
    npm: { os: "linux", cpu: "arm64", libc: "glibc" },
  },
  {
    name: "linux-x64-musl",
    target: "bun-linux-x64-musl-baseline",
    runtime: "bun-linux-x64-musl",
    wheelTag: "musllinux_1_2_x86_64",
    npm: { os: "linux", cpu: "x64", libc: "musl" },
  },
  {
    name: "macos-arm64",
    target: "bun-darwin-arm64",
    runtime: "bun-darwin-aarch64",
    wheelTag: "macosx_13_0_arm64",
    npm: { os: "darwin", cpu: "arm64", libc: null },
  },
  {
    name: "macos-x64",
    target: "bun-darwin-x64",
    runtime: "bun-darwin-x64",
    wheelTag: "macosx_13_0_x86_64",
    npm: { os: "darwin", cpu: "x64", libc: null },
  },
];

/**
 * The platforms that the words of a command line ask for with `--only`: all without it.
 * @throws for a name that is none
 */
export const choosePlatforms = (only: readonly string[] | undefined): readonly Platform[] => {
  const wrong = only?.find((name) => !platforms.some((platform) => platform.name === name));
  if (wrong !== undefined) {
    const known = platforms.map(({ name }) => name).join(", ");
    throw new Error(`there is no platform \`${wrong}\`: there are ${known}`);
  }
  return platforms.filter(({ name }) => only === undefined || only.includes(name));
};
