// What stands behind nixpkgs' names on a machine without Nix, as data: commands, libraries, and how other package managers
// call it. A name that is not here is taken for a command or a library of the same name.

import type { PackageManager } from "../plan/facts.ts";

export interface SystemPackage {
  /** Each must be on PATH; of a list in it, one. */
  readonly commands: readonly (string | readonly string[])[];
  /** Each must be there as `NAME.pc` or `libNAME`; of a list in it, one. */
  readonly libraries: readonly (string | readonly string[])[];
  /** Null: that system has it by itself, or no package for it. */
  readonly names: Readonly<Record<PackageManager, string | null>>;
  /** macOS keeps its own libraries where no file is to be seen. */
  readonly comesWithMacos: boolean;
}

type Names = string | readonly [apt: string, dnf: string, pacman: string, apk: string, brew: string | null];

const namesOf = (names: Names): SystemPackage["names"] => {
  if (typeof names === "string") return { apt: names, dnf: names, pacman: names, apk: names, brew: names };
  const [apt, dnf, pacman, apk, brew] = names;
  return { apt, dnf, pacman, apk, brew };
};

const program = (names: Names, ...commands: SystemPackage["commands"]): SystemPackage => ({
  commands,
  libraries: [],
  names: namesOf(names),
  comesWithMacos: false,
});

const library = (names: Names, ...libraries: SystemPackage["libraries"]): SystemPackage => ({
  commands: [],
  libraries,
  names: namesOf(names),
  comesWithMacos: false,
});

const withMacos = (known: SystemPackage): SystemPackage => ({ ...known, comesWithMacos: true });

const cxxRuntime = withMacos(library(["libstdc++6", "libstdc++", "gcc-libs", "libstdc++", null], "stdc++"));

/** By attribute path. */
export const systemPackages: Readonly<Record<string, SystemPackage>> = {
  bash: program("bash", "bash"),
  bashInteractive: program("bash", "bash"),
  bat: program("bat", ["bat", "batcat"]),
  binutils: program("binutils", "ld"),
  bzip2: withMacos(library(["libbz2-dev", "bzip2-devel", "bzip2", "bzip2-dev", "bzip2"], "bz2")),
  cacert: withMacos(
    program(["ca-certificates", "ca-certificates", "ca-certificates", "ca-certificates", "ca-certificates"]),
  ),
  cargo: program(["cargo", "cargo", "rust", "cargo", "rust"], "cargo"),
  clang: program(["clang", "clang", "clang", "clang", "llvm"], "clang"),
  cmake: program("cmake", "cmake"),
  coreutils: program("coreutils", "ls"),
  curl: program("curl", "curl"),
  direnv: program("direnv", "direnv"),
  fd: program(["fd-find", "fd-find", "fd", "fd", "fd"], ["fd", "fdfind"]),
  ffmpeg: program("ffmpeg", "ffmpeg"),
  figlet: program("figlet", "figlet"),
  findutils: program("findutils", "find"),
  fish: program("fish", "fish"),
  fzf: program("fzf", "fzf"),
  gawk: program("gawk", ["gawk", "awk"]),
  gcc: program(["build-essential", "gcc-c++", "gcc", "build-base", "gcc"], "gcc", "g++"),
  gdal: program(["gdal-bin", "gdal", "gdal", "gdal-tools", "gdal"], "gdalinfo"),
  gfortran: program(["gfortran", "gcc-gfortran", "gcc-fortran", "gfortran", "gcc"], "gfortran"),
  gh: program(["gh", "gh", "github-cli", "github-cli", "gh"], "gh"),
  git: program("git", "git"),
  "git-lfs": program("git-lfs", "git-lfs"),
  gnugrep: program("grep", "grep"),
  gnumake: program("make", "make"),
  gnused: program(["sed", "sed", "sed", "sed", "gnu-sed"], "sed"),
  gnutar: program(["tar", "tar", "tar", "tar", "gnu-tar"], "tar"),
  go: program(["golang-go", "golang", "go", "go", "go"], "go"),
  graphviz: program("graphviz", "dot"),
  gzip: program("gzip", "gzip"),
  hdf5: library(["libhdf5-dev", "hdf5-devel", "hdf5", "hdf5-dev", "hdf5"], ["hdf5", "hdf5_serial"]),
  htop: program("htop", "htop"),
  imagemagick: program(
    ["imagemagick", "ImageMagick", "imagemagick", "imagemagick", "imagemagick"],
    ["magick", "convert"],
  ),
  jq: program("jq", "jq"),
  just: program("just", "just"),
  libffi: withMacos(
    library(["libffi-dev", "libffi-devel", "libffi", "libffi-dev", "libffi"], ["libffi", "ffi"]),
  ),
  libxml2: withMacos(
    library(["libxml2-dev", "libxml2-devel", "libxml2", "libxml2-dev", "libxml2"], ["libxml-2.0", "xml2"]),
  ),
  lsof: program("lsof", "lsof"),
  mariadb: program(["mariadb-server", "mariadb-server", "mariadb", "mariadb", "mariadb"], "mariadbd"),
  mariadb_server: program(["mariadb-server", "mariadb-server", "mariadb", "mariadb", "mariadb"], "mariadbd"),
  ncurses: withMacos(
    library(
      ["libncurses-dev", "ncurses-devel", "ncurses", "ncurses-dev", "ncurses"],
      ["ncurses", "ncursesw"],
    ),
  ),
  ninja: program(
    ["ninja-build", "ninja-build", "ninja", "samurai", "ninja"],
    ["ninja", "ninja-build", "samu"],
  ),
  nodejs: program(["nodejs", "nodejs", "nodejs", "nodejs", "node"], ["node", "nodejs"]),
  ollama: program("ollama", "ollama"),
  openblas: library(
    ["libopenblas-dev", "openblas-devel", "openblas", "openblas-dev", "openblas"],
    "openblas",
  ),
  openssh: program(["openssh-client", "openssh-clients", "openssh", "openssh-client", "openssh"], "ssh"),
  openssl: library(
    ["libssl-dev", "openssl-devel", "openssl", "openssl-dev", "openssl@3"],
    ["openssl", "ssl"],
  ),
  pandoc: program(["pandoc", "pandoc", "pandoc-cli", "pandoc", "pandoc"], "pandoc"),
  patchelf: program("patchelf", "patchelf"),
  "pkg-config": program(
    ["pkg-config", "pkgconf-pkg-config", "pkgconf", "pkgconf", "pkgconf"],
    ["pkg-config", "pkgconf"],
  ),
  pkgconf: program(["pkgconf", "pkgconf", "pkgconf", "pkgconf", "pkgconf"], "pkgconf"),
  postgresql: program(
    ["postgresql", "postgresql-server", "postgresql", "postgresql", "postgresql@17"],
    ["postgres", "psql"],
  ),
  protobuf: program(["protobuf-compiler", "protobuf-compiler", "protobuf", "protoc", "protobuf"], "protoc"),
  pythonManylinuxPackages: cxxRuntime,
  "pythonManylinuxPackages.manylinux2014Package": cxxRuntime,
  readline: withMacos(
    library(["libreadline-dev", "readline-devel", "readline", "readline-dev", "readline"], "readline"),
  ),
  redis: program(["redis-server", "redis", "redis", "redis", "redis"], ["redis-server", "valkey-server"]),
  ripgrep: program("ripgrep", "rg"),
  rsync: program("rsync", "rsync"),
  rustc: program(["rustc", "rust", "rust", "rust", "rust"], "rustc"),
  shellcheck: program(["shellcheck", "ShellCheck", "shellcheck", "shellcheck", "shellcheck"], "shellcheck"),
  sqlite: program(["sqlite3", "sqlite", "sqlite", "sqlite", "sqlite"], "sqlite3"),
  "stdenv.cc": program(["build-essential", "gcc-c++", "gcc", "build-base", "gcc"], ["gcc", "cc"]),
  "stdenv.cc.cc": cxxRuntime,
  "stdenv.cc.cc.lib": cxxRuntime,
  strace: program(["strace", "strace", "strace", "strace", null], "strace"),
  texliveFull: program(
    ["texlive-full", "texlive-scheme-full", "texlive", "texlive-full", "mactex"],
    "pdflatex",
  ),
  tmux: program("tmux", "tmux"),
  tree: program("tree", "tree"),
  unzip: program("unzip", "unzip"),
  uv: program("uv", "uv"),
  vim: program("vim", "vim"),
  watchexec: program("watchexec", "watchexec"),
  wget: program("wget", "wget"),
  which: program("which", "which"),
  xz: program(["xz-utils", "xz", "xz", "xz", "xz"], "xz"),
  zeromq: library(["libzmq3-dev", "zeromq-devel", "zeromq", "zeromq-dev", "zeromq"], ["libzmq", "zmq"]),
  zip: program("zip", "zip"),
  zlib: withMacos(library(["zlib1g-dev", "zlib-devel", "zlib", "zlib-dev", "zlib"], ["zlib", "z"])),
  zsh: program("zsh", "zsh"),
  zstd: program("zstd", "zstd"),
};
