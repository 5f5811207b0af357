#!/bin/bash
# Functions nobody uses, words nobody leaves behind, no floating point where money is, files under 800 lines.
set -u
bad=0
say() {
	[ -z "$2" ] || { bad=1; echo "$1"; echo "$2"; }
}
code() {
	grep -rnE "$1" "${@:2}" --include='*.[ch]'
}
say 'banned function:' "$(code '(^|[^a-z_])(strcpy|strcat|sprintf|vsprintf|strtok|atoi|atol|gets|system|popen|alloca)\(' desk forms reports)"
say 'sleep in a test:' "$(grep -rnE '(^|[^a-z_])(u?sleep|nanosleep)[ (]' tests --include='*.[ch]' --include='*.sh' | grep -v 'tests/lint/')"
say 'floating point:' "$(code '(^|[^a-z_"])(double|float)[ *)]' desk forms reports | grep -vE '^[^:]+:[0-9]+:[ 	]*(\*|/\*|//)|"[^"]*(float|double)|\* .*float')"
say 'left over:' "$(grep -rnE '\b(TODO|FIXME|XXX|HACK)\b' desk forms reports tests man Makefile | grep -vE 'tests/lint/|XXXXXX')"
say 'exit outside main:' "$(code '(^|[^a-z_])exit\(' desk forms reports | grep -vE 'desk/(main|base/err|store|keeper)|_exit\(')"
say 'too long (800 lines):' "$(find desk forms reports tests -name '*.[ch]' ! -name 'pinyin_table.c' ! -name 'gb18030_table.*' -exec wc -l {} + | awk '$2 != "total" && $1 >= 800')"
say 'wide lines (tables with texts apart):' "$(grep -rnE '^.{161,}$' desk forms reports --include='*.c' | grep -vE '_table|"|REQUEST_' | cut -c1-120)"
exit $bad
