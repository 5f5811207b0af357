#!/bin/bash
# Translations: every _() and N_() text is in zh_CN.po, none fuzzy, none left over, conversions equal. With a folder: makes the catalogue
# there. --update: takes the texts from the sources into desk.pot and merges them.
set -eu
cd "$(dirname "$0")/../.."
export LC_ALL=C.UTF-8
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

find desk forms reports -name '*.[ch]' ! -name '*_table.[ch]' | LC_ALL=C sort >"$tmp/files"
xgettext --from-code=UTF-8 --language=C --keyword=_ --keyword=N_ --add-location=file --no-wrap --sort-by-file --omit-header \
	--flag=cmd_usage:2:c-format --flag=err_set:2:c-format -f "$tmp/files" -o "$tmp/body.pot" 2>"$tmp/said"
grep -v 'extracted by' "$tmp/said" >&2 || true
{
	printf 'msgid ""\nmsgstr ""\n"Project-Id-Version: desk\\n"\n"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
	printf '"Content-Transfer-Encoding: 8bit\\n"\n\n'
	cat "$tmp/body.pot"
} >"$tmp/desk.pot"

if [ "${1:-}" = --update ]; then
	cp "$tmp/desk.pot" locale/desk.pot
	[ -e locale/zh_CN.po ] || msginit --no-translator -l zh_CN.UTF-8 -i locale/desk.pot -o locale/zh_CN.po
	msgmerge -q --no-wrap --no-fuzzy-matching --add-location=file -o "$tmp/new.po" locale/zh_CN.po locale/desk.pot
	msgattrib --no-wrap --no-obsolete -o locale/zh_CN.po "$tmp/new.po"
	msgattrib --no-wrap --untranslated locale/zh_CN.po | grep -c '^msgid' || true
	exit 0
fi

bad=0
msgfmt --check-format --check-header -o "$tmp/desk.mo" locale/zh_CN.po || bad=1
msgmerge -q --no-wrap --no-fuzzy-matching -o "$tmp/merged.po" locale/zh_CN.po "$tmp/desk.pot"
for what in untranslated only-fuzzy only-obsolete; do
	msgattrib --no-wrap --$what "$tmp/merged.po" -o "$tmp/$what.po" || true
	if [ -s "$tmp/$what.po" ] && grep -q '^\(#~ \)\?msgid "..*"' "$tmp/$what.po"; then
		bad=1
		echo "locale/zh_CN.po: $what:" >&2
		grep '^\(#~ \)\?msgid' "$tmp/$what.po" | grep -v 'msgid ""' >&2
	fi
done
if [ -e "$tmp/desk.mo" ] && [ -n "${1:-}" ]; then
	mkdir -p "$1/zh_CN/LC_MESSAGES"
	cp "$tmp/desk.mo" "$1/zh_CN/LC_MESSAGES/desk.mo"
fi
exit $bad
