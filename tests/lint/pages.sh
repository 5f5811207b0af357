#!/bin/sh
# Manual pages are clean for mandoc; every shown command stands in desk(1).
set -eu
bad=0
for p in man/*.[0-9]; do
	mandoc -Tlint -W warning "$p" || bad=1
done
for f in desk/cmd/cmd_*.c; do
	for c in $(sed -n 's/.*\.name = "\([a-z][a-z -]*\)".*/\1/p' "$f" | tr ' ' '~'); do
		c=$(echo "$c" | tr '~' ' ')
		case $c in schema-man) continue ;; esac
		grep -qE "^\.(It|Ic|Nm) .*\b$c\b" man/desk.1 || { echo "desk(1) does not tell of: desk $c"; bad=1; }
	done
done
exit $bad
