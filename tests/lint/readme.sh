#!/bin/sh
# The tree in the README names every folder, with a line each.
set -eu
bad=0
for d in $(git ls-files | grep / | sed 's|/[^/]*$||' | sort -u); do
	case $d in tests/fixtures/* | tests/fuzz/corpus* | tests/*/shim | .ci) continue ;; esac
	grep -qF "$d/" README.md || { echo "README.md does not tell of $d/"; bad=1; }
done
gone=$(grep -oE '^(desk|forms|reports|locale|tests|man)[a-z/_-]*/ ' README.md | while read -r d; do
	[ -d "$d" ] || echo "README.md tells of $d which is not there"
done)
[ -z "$gone" ] || { echo "$gone"; bad=1; }
exit $bad
