#!/bin/sh
# The `jig` of the npm package: becomes the executable for this machine, which npm has installed as an optional package of
# its own. No Node is started, so that signals, the terminal and the exit code are jig's.
set -eu

self=$0
# `sh jig` names no folder: it is the current one, or one of PATH.
case $self in
  /*) ;;
  */*) self=./$self ;;
  *) if [ -e "./$self" ]; then self=./$self; else self=$(command -v -- "$self"); fi ;;
esac
while [ -L "$self" ]; do
  link=$(readlink "$self")
  case $link in
    /*) self=$link ;;
    *) self=${self%/*}/$link ;;
  esac
done
# A CDPATH would send `cd` elsewhere; whatever jig starts is to have it all the same.
here=$(unset CDPATH && cd -- "${self%/*}/.." && pwd -P)

machine=$(uname -sm)
case $machine in
  'Linux x86_64') name=linux-x64 ;;
  'Linux aarch64' | 'Linux arm64') name=linux-arm64 ;;
  'Darwin arm64') name=macos-arm64 ;;
  'Darwin x86_64') name=macos-x64 ;;
  *)
    printf 'error: there is no jig for `%s`\n' "$machine" >&2
    exit 1
    ;;
esac
case $name in
  linux-*)
    for glibc in /lib64/ld-linux-*.so.* /lib/ld-linux-*.so.*; do
      [ ! -e "$glibc" ] || break
    done
    [ -e "$glibc" ] || for musl in /lib/ld-musl-*.so.1; do
      [ ! -e "$musl" ] || name=$name-musl
    done
    ;;
esac

# As Node looks for packages: beside this one, and in the folders above.
folder=$here
while :; do
  jig=$folder/node_modules/@jigup/$name/bin/jig
  [ ! -x "$jig" ] || exec "$jig" "$@"
  [ -n "$folder" ] || break
  folder=${folder%/*}
done

printf 'error: `@jigup/%s` is not installed, the part of jigup for this machine\n' "$name" >&2
printf 'hint: `npm install jigup` brings it, unless it was told to leave out optional packages\n' >&2
exit 1
