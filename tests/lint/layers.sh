#!/bin/sh
# Who may include whom: dependencies point downwards only. Read from the #include lines.
set -eu
bad=$(mktemp)
trap 'rm -f "$bad"' EXIT

# $1 files  $2 extended regex of what they may include besides their own folder
allow() {
	# shellcheck disable=SC2086
	grep -nE '^#include "' $1 /dev/null 2>/dev/null | grep -vE "#include \"($2)" >>"$bad" || true
}
# $1 header regex  $2 regex of files that may include it
only() {
	grep -rnE "^#include <$1" desk forms reports --include='*.[ch]' | grep -vE "^($2)" >>"$bad" || true
}

allow 'desk/base/*.[ch]' 'desk/base/'
allow 'desk/store/*.[ch]' 'desk/(base|store)/'
allow 'desk/model/*.[ch]' 'desk/(base|store|model)/'
allow 'desk/sync/file/*.[ch]' 'desk/(base|sync/file)/'
allow 'desk/sync/office/*.[ch]' 'desk/(base|store|model|sync/file|sync/office)/'
allow 'desk/keeper/*.[ch]' 'desk/(base|store|model|sync/file|sync/office|keeper)/'
# The asking side: record headers of the model, files, the asking end of the keeper.
asking='desk/base/|desk/model/[a-z_]+\.h|desk/sync/file/|desk/sync/office/(sync_records|line_types)\.h|desk/keeper/(ask|serve|offline|keeper_records)\.h'
allow 'reports/*.[ch]' "$asking|reports/"
allow 'forms/*.[ch]' "$asking|reports/|forms/"
allow 'forms/kit/*.[ch]' 'desk/base/|desk/keeper/ask\.h|desk/model/[a-z_]+\.h|forms/kit/'
allow 'desk/cmd/*.[ch]' "$asking|desk/cmd/|reports/|forms/|cmd_list\.h"
# The process that looks at foreign bytes is this program without commands.
allow 'desk/main.c' 'desk/cmd/cmd\.h|desk/sync/file/child\.h|desk/sync/office/line_types\.h'

only 'db\.h>' 'desk/store/'
only 'openssl/' 'desk/base/hash\.c|desk/sync/file/'
only '(curses|ncurses|panel)' 'forms/kit/'
only '(pango|cairo|xlsxwriter|qrencode)' 'reports/render/'

if [ -s "$bad" ]; then
	cat "$bad"
	exit 1
fi
