#!/bin/sh
# Installs jig: one file, in ~/.local/bin or the folder that JIG_INSTALL_DIR names. It needs no root, checks the archive's
# sha256 sum, and changes nothing else: no PATH, no rc file.
#
#   sh install.sh [FROM]     FROM: the folder or the URL with the archives and SHA256SUMS
set -eu
# With it, `cd` may go elsewhere, and says where to.
unset CDPATH

version='@VERSION@'
address='@ADDRESS@'

say() { printf '%s\n' "$@"; } # a line for each word

fail() { # fail MESSAGE [HINT]
  printf 'error: %s\n' "$1" >&2
  [ $# -lt 2 ] || printf 'hint: %s\n' "$2" >&2
  exit 1
}

has() { command -v "$1" >/dev/null 2>&1; }

# The name of this machine's archive.
platform() {
  case $(uname -sm) in
    'Linux x86_64') name=linux-x64 ;;
    'Linux aarch64' | 'Linux arm64') name=linux-arm64 ;;
    'Darwin arm64') name=macos-arm64 ;;
    'Darwin x86_64')
      name=macos-x64
      # A shell that Rosetta translates takes itself for an Intel one.
      [ "$(sysctl -n sysctl.proc_translated 2>/dev/null || true)" != 1 ] || name=macos-arm64
      ;;
    *) fail "there is no jig for \`$(uname -sm)\`" 'Linux and macOS, on x86_64 and arm64, are served; Windows through WSL' ;;
  esac
  case $name in
    linux-*) [ "$(libc)" != musl ] || name=$name-musl ;;
  esac
  printf '%s\n' "$name"
}

libc() {
  for loader in /lib64/ld-linux-*.so.* /lib/ld-linux-*.so.*; do
    [ ! -e "$loader" ] || { echo glibc; return; }
  done
  for loader in /lib/ld-musl-*.so.1; do
    [ ! -e "$loader" ] || { echo musl; return; }
  done
  echo unknown
}

# bring FILE INTO: from the folder or the URL in $from.
bring() {
  case $from in
    http://* | https://*)
      if has curl; then
        curl -fsSL "$from/$1" -o "$2/$1" || fail "\`$from/$1\` cannot be downloaded"
      elif has wget; then
        wget -q "$from/$1" -O "$2/$1" || fail "\`$from/$1\` cannot be downloaded"
      else
        fail 'neither `curl` nor `wget` is here' 'install one of them, or download the archives yourself and name their folder'
      fi
      ;;
    *) cp -- "${from#file://}/$1" "$2/$1" 2>/dev/null || fail "there is no \`$1\` in \`${from#file://}\`" ;;
  esac
}

sum_of() {
  # From standard input: a name with a backslash in it would be told, too.
  if has sha256sum; then sum=$(sha256sum <"$1")
  elif has shasum; then sum=$(shasum -a 256 <"$1")
  elif has openssl; then sum=$(openssl dgst -sha256 -r <"$1")
  else fail 'nothing here computes sha256 sums' 'install `sha256sum`, `shasum` or `openssl`'
  fi
  printf '%s\n' "${sum%% *}"
}

# What is there and did not come from an archive belongs to another installer.
check_former() {
  [ -e "$1" ] || [ -L "$1" ] || return 0
  former=$("$1" --version 2>/dev/null || true)
  case $former in
    'jig '*' (from an archive)' | 'jig '*' (built from source)') [ -L "$1" ] || return 0 ;;
    'jig '*) ;;
    *) former='no jig that works' ;;
  esac
  fail "\`$1\` is there already: $former" 'remove it the way it came, or choose another folder with JIG_INSTALL_DIR'
}

# How to put folder $1 on PATH, for the shell that the user has.
tell_path() {
  case :$PATH: in
    *:"$1":*)
      first=$(command -v jig || true)
      [ "$first" = "$1/jig" ] || say "\`jig\` still means \`$first\`, which comes first on your PATH"
      return
      ;;
  esac
  case $1 in
    *:*)
      say '' "\`$1\` cannot be on PATH, for there is a \`:\` in its name: call jig by its whole path, or choose another folder with JIG_INSTALL_DIR"
      return
      ;;
    "${HOME:-/}"/*) rest=${1#"$HOME"} shown="\$HOME${1#"$HOME"}" ;;
    *) rest=$1 shown=$1 ;;
  esac
  case $rest in
    # Such a name means something else to each shell.
    *[!A-Za-z0-9_./+-]*)
      say '' "\`$1\` is not on your PATH yet: add this folder to it"
      return
      ;;
  esac
  say '' "\`$1\` is not on your PATH yet; this adds it:" ''
  shell=${SHELL:-}
  case ${shell##*/} in
    fish) say "  fish_add_path \"$shown\"" ;;
    zsh) say "  echo 'export PATH=\"$shown:\$PATH\"' >>~/.zshrc" ;;
    bash) say "  echo 'export PATH=\"$shown:\$PATH\"' >>~/.bashrc" ;;
    *) say "  echo 'export PATH=\"$shown:\$PATH\"' >>~/.profile" ;;
  esac
  say '' 'then open a new terminal'
}

# All of it is in here, so that half a script does nothing.
main() {
  [ $# -le 1 ] || fail 'too many words' 'sh install.sh [FROM]'
  from=${1:-${JIG_INSTALL_FROM:-$address}}
  if [ -z "$from" ] && [ -f "$0" ] && [ -f "$(dirname -- "$0")/SHA256SUMS" ]; then from=$(dirname -- "$0"); fi
  [ -n "$from" ] || fail 'where are the archives?' 'sh install.sh FOLDER-OR-URL'
  from=${from%/}
  [ -n "${JIG_INSTALL_DIR:-}" ] || [ -n "${HOME:-}" ] || fail 'HOME is not set' 'choose a folder with JIG_INSTALL_DIR'
  target=${JIG_INSTALL_DIR:-$HOME/.local/bin}
  mkdir -p -- "$target" || fail "\`$target\` cannot be made" 'choose another folder with JIG_INSTALL_DIR'
  target=$(cd -- "$target" && pwd)
  check_former "$target/jig"

  archive=jig-$version-$(platform)
  # In the folder itself: what works there works in the end, and the last step is a renaming.
  workshop=$(mktemp -d "$target/.jig-install.XXXXXX") || fail "\`$target\` cannot be written to" 'choose another folder with JIG_INSTALL_DIR'
  trap 'rm -rf "$workshop"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  bring SHA256SUMS "$workshop"
  expected=$(awk -v name="$archive.tar.gz" '$2 == name { print $1 }' "$workshop/SHA256SUMS")
  [ -n "$expected" ] || fail "there is no \`$archive.tar.gz\` in SHA256SUMS" "this platform is not among the archives of jig $version"
  bring "$archive.tar.gz" "$workshop"
  found=$(sum_of "$workshop/$archive.tar.gz") || exit 1
  [ "$found" = "$expected" ] || fail "\`$archive.tar.gz\` is not the file that SHA256SUMS names" 'download it again; if it stays so, do not use it'
  tar -xzf "$workshop/$archive.tar.gz" -C "$workshop" || fail "\`$archive.tar.gz\` cannot be unpacked"
  if ! said=$("$workshop/$archive/jig" --version 2>&1); then
    said=$(printf '%s\n' "$said" | head -n 1)
    case $archive in
      *-musl) hint='it needs libstdc++: `apk add libstdc++`' ;;
      *) hint="it needs glibc 2.17 or macOS 13, and a folder from which programs may be run" ;;
    esac
    fail "jig does not start here: $said" "$hint"
  fi
  mv -f "$workshop/$archive/jig" "$target/jig"
  say "jig $version is in \`$target\`"
  tell_path "$target"
}

main "$@"
