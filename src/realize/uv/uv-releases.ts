// The uv that jig brings when the machine has none: its version and the hashes of its files. Made from the package index:
// `pip download --no-deps --only-binary :all: --platform …` for each platform, then `sha256sum` of the wheel and of the
// `uv` program in it. The program's own hash also checks uv's release archive, which its makers fill with the same program.

export const UV_VERSION = "0.13.9";

export interface UvWheel {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Hex, of the whole wheel. */
  readonly sha256: string;
  /** Hex, of the program in it. */
  readonly program: string;
  /** The platforms that take it by preference, as `uvPlatform` spells them. */
  readonly platforms: readonly string[];
  /** How uv's release names the platform. */
  readonly target: string;
}

export const uvWheels: readonly UvWheel[] = [
  {
    name: "uv-0.13.9-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
    size: 17_606_939,
    sha256: "d7f459fe4fd247d830351c75686d3996ace3c6f3f728eb0e85a30b7ada0cef19",
    program: "b73acdf73b96c3ac9e56d2fa933427b3ee6a901e3cce6ba1e3ecb3f91ca0d86a",
    platforms: ["linux-x64-glibc"],
    target: "x86_64-unknown-linux-gnu",
  },
  {
    name: "uv-0.13.9-py3-none-musllinux_1_1_x86_64.whl",
    size: 19_295_638,
    sha256: "2c45530751517d6c3bbc69a19473f6effe47cce047bede01ffd8af7ea7b36b25",
    program: "edbfb9a3d00dc84148e6691cd8740781fdc32db6505d7ef88ba6c3e569d5bec9",
    platforms: ["linux-x64-musl"],
    target: "x86_64-unknown-linux-musl",
  },
  {
    name: "uv-0.13.9-py3-none-manylinux_2_28_aarch64.whl",
    size: 16_864_124,
    sha256: "ecb6028d79dc96fbeafffe5c8af62a7099487ebc05a701e76714eebcffd06375",
    program: "6109e47a75f2380d1cc90b00a6ee82b7b5792ddf66588625ec168545ae17512e",
    platforms: ["linux-arm64-glibc"],
    target: "aarch64-unknown-linux-gnu",
  },
  {
    name: "uv-0.13.9-py3-none-manylinux_2_17_aarch64.manylinux2014_aarch64.musllinux_1_1_aarch64.whl",
    size: 18_026_789,
    sha256: "5435c5ce14a56431208ca0996416d310f1598e8c2c8ba707688985a16bb82dbe",
    program: "bbecb5ac518030bb5e84f1999c577228460192832ac24a92bd772735682979f4",
    platforms: ["linux-arm64-musl"],
    target: "aarch64-unknown-linux-musl",
  },
  {
    name: "uv-0.13.9-py3-none-macosx_11_0_arm64.whl",
    size: 14_660_755,
    sha256: "66c512266d633bef48384a1f53003f41f2a8e7b36fe6e7fbfd3e0fd52d96fa63",
    program: "0e17c316d23b33b4e840669f516f5cb7f5c1faa816ebd3824052ab50082ecefb",
    platforms: ["macos-arm64"],
    target: "aarch64-apple-darwin",
  },
  {
    name: "uv-0.13.9-py3-none-macosx_10_12_x86_64.whl",
    size: 17_529_974,
    sha256: "c16ed11e013557536b3e60065f1b912f6407bd6518e041b961e23ef9e6b4fbf5",
    program: "9d275208c058354f9b300ea46a499c7a29de3249ae839503cadff2c01c159d69",
    platforms: ["macos-x64"],
    target: "x86_64-apple-darwin",
  },
];
