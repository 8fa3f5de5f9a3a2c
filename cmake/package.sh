#!/usr/bin/env bash
# package.sh PROGRAM ZIP: a Lambda archive of the program `sosw`, for provided.al2023 or any other Linux.
#
# The C library of that runtime may be older than the one that the program was built for, so the archive brings its own:
# all shared libraries of the program, and their loader, which `bootstrap` starts, and the time zones, which small
# images leave out. Nothing of the machine's is needed but its kernel, its /etc/resolv.conf and its trusted certificates.
set -euo pipefail

program=$1
archive=$(realpath -m "$2")
stage=$(mktemp -d)
trap 'rm -r "$stage"' EXIT
mkdir "$stage/lib"

# Of `ldd`: "NAME => PATH (ADDRESS)", and the loader, as "PATH (ADDRESS)".
libraries=$(ldd "$program")
if grep -q 'not found' <<<"$libraries"; then
    printf 'package: a library of %s is missing\n%s\n' "$program" "$libraries" >&2
    exit 3
fi
awk '$2 == "=>" && $3 ~ /^\// { print $3 }' <<<"$libraries" | xargs cp --dereference --target-directory="$stage/lib"
loader=$(awk '$1 ~ /^\/.*\/ld-/ { print $1 }' <<<"$libraries")
cp --dereference "$loader" "$stage/lib/"

# Without the two variants of each zone that nobody asks for.
zones=/usr/share/zoneinfo
if [[ ! -d $zones ]]; then
    printf 'package: there are no time zones in %s; install tzdata\n' "$zones" >&2
    exit 3
fi
mkdir "$stage/zoneinfo"
find "$zones" -mindepth 1 -maxdepth 1 ! -name posix ! -name right ! -name localtime ! -name posixrules \
    -exec cp --recursive --dereference --target-directory="$stage/zoneinfo" {} +

cp "$program" "$stage/sosw"
strip "$stage/sosw"
cat >"$stage/bootstrap" <<SCRIPT
#!/bin/sh
# What Lambda starts: sosw, with the C library that it was built for.
root=\$(dirname "\$0")
export TZDIR="\${TZDIR:-\$root/zoneinfo}"
exec "\$root/lib/$(basename "$loader")" --library-path "\$root/lib" "\$root/sosw" bootstrap "\$@"
SCRIPT
chmod 755 "$stage/bootstrap" "$stage/sosw" "$stage"/lib/*

mkdir -p "$(dirname "$archive")"
rm -f "$archive"
# The same program gives the same archive.
(cd "$stage" && find . -type f -printf '%P\n' | LC_ALL=C sort |
    cmake -E tar cf "$archive" --format=zip --mtime='2026-01-01 00:00:00 UTC' --files-from=/dev/stdin)
printf '%s: %s, unpacked %s\n' "$2" "$(du -h "$archive" | cut -f1)" "$(du -sh "$stage" | cut -f1)"
