#!/bin/sh
# The tree in the README names every folder, with a line each.
set -eu
bad=0
for d in $(git ls-files | grep / | sed 's|/[^/]*$||' | sort -u); do
	case $d in tests/fixtures/* | tests/fuzz/corpus* | tests/*/shim | .ci) continue ;; esac
	grep -qF "$d/" README.md || { echo "README.md does not tell of $d/"; bad=1; }
done
for d in $(sed -n '/^```tree/,/^```/p' README.md | sed -n 's|^\([a-z][a-z/._-]*\)/ .*|\1|p'); do
	[ -d "$d" ] || { echo "README.md tells of $d/ which is not there"; bad=1; }
done
exit $bad
