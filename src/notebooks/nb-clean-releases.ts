// The nb-clean that jig brings: its version and the hashes of its wheels. Made from the package index, as uv's are:
// `pip download --no-deps --only-binary :all: --platform …` for each platform, then `sha256sum`. Its makers build none for musl.

export const NB_CLEAN_VERSION = "5.0.0";

export const nbCleanWheels: readonly {
  readonly name: string;
  /** Hex, of the whole wheel. */
  readonly sha256: string;
  readonly platforms: readonly string[];
}[] = [
  {
    name: "nb_clean-5.0.0-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
    sha256: "3001effac236d10ad2e4f92c096c03d7de5b1ad61a05c4589096549a744fb92d",
    platforms: ["linux-x64-glibc"],
  },
  {
    name: "nb_clean-5.0.0-py3-none-manylinux_2_17_aarch64.manylinux2014_aarch64.whl",
    sha256: "2343a5f96230bc904fc3baf206040a5593ff3e16ece88d791446ea01e7b76712",
    platforms: ["linux-arm64-glibc"],
  },
  {
    name: "nb_clean-5.0.0-py3-none-macosx_11_0_arm64.whl",
    sha256: "4e239bbbc722ba43818dc32be0cdbbd4789df41bcbd1967e07878847d4195030",
    platforms: ["macos-arm64"],
  },
  {
    name: "nb_clean-5.0.0-py3-none-macosx_10_12_x86_64.whl",
    sha256: "935629e39aabbed773b4a220b37ff4456296daee5f5e443592dd44f3d5fa4a2c",
    platforms: ["macos-x64"],
  },
];
