#!/bin/bash
# A day file spoiled, renamed, replayed, sent to the wrong place: the verdict on the command line and exit status 4, nothing changed.
. "$(dirname "$0")/lib.sh"

works "the day plays" "$DESK" demo --day "$PWD/day" --customers 20
of() { "$DESK" -D day/office "$@"; }
good=$(echo day/station/out/*-day.desk)
name=$(basename "$good")
size=$(stat -c %s "$good")
mkdir bad
bad=bad/$name
run of office list --json
cp out before

verdict() { # name code command...
	local what=$1 code=$2
	shift 2
	run "$@"
	is "$what" $status 4
	like "$what: $code" out ": $code "
}
flip() { # offset
	cp "$good" "$bad"
	printf '%b' "\\0$(printf '%o' $(($(od -An -tu1 -j "$1" -N 1 "$good") ^ 16)))" | dd of="$bad" bs=1 seek="$1" conv=notrunc status=none
}
# The header line lies in the clear behind the first bytes; the encrypted content fills the middle.
at=$(grep -abo '"seq":1' "$good" | head -n 1 | cut -d: -f1)
flip $((at + 6))
verdict "a flipped bit in the header" R210 of office import "$bad"
for at in $((size / 3)) $((size / 2)) $((size * 2 / 3)); do
	flip "$at"
	verdict "a flipped bit at $at" R210 of office import "$bad"
	verdict "desk verify agrees at $at" R210 "$DESK" -D day/office verify "$bad"
done
for cut in 1 100 $((size / 2)); do
	head -c $((size - cut)) "$good" >"$bad"
	verdict "cut by $cut" R201 of office import "$bad"
done
cp "$good" "$bad"
echo more >>"$bad"
verdict "appended" R202 of office import "$bad"
: >"$bad"
verdict "empty" R402 of office import "$bad"
echo "hello" >"$bad"
verdict "another file under this name" R201 of office import "$bad"
cp "$good" "bad/610125103-610125-20260101-000001-day.desk"
verdict "renamed to another date" R403 of office import bad/610125103-610125-20260101-000001-day.desk
cp "$good" "bad/610125104-610125-${name#*-*-}"
verdict "renamed to another station" R403 of office import "bad/610125104-610125-${name#*-*-}"
cp "$good" bad/day.desk
verdict "renamed to anything" R401 of office import bad/day.desk
# shellcheck disable=SC2016
cp "$good" 'bad/$(id)-610125-20260101-000001-day.desk'
# shellcheck disable=SC2016
verdict "a name for the shell" R401 of office import 'bad/$(id)-610125-20260101-000001-day.desk'
works "replayed" of office import "$good"
like "replayed: A001" out ': A001 '

# The wrong office, and one that does not know the station.
for code in 610126 610127; do
	works "office $code" "$DESK" -D "o$code" office init --demo --office $code --name "Office $code"
	works "its keys" "$DESK" -D "o$code" key new
	works "its certificates" "$SOURCE/desk/install/desk-ca" -d day/ca -p day/ca.pass issue "o$code/key/sign.csr" "o$code/key/encrypt.csr"
	works "installed" "$DESK" -D "o$code" key install "o$code/key/sign.crt" "o$code/key/encrypt.crt" day/ca/trust.pem
done
works "one knows the station" "$DESK" -D o610126 office enrol --yes day/station/key/sign.crt day/station/key/encrypt.crt
verdict "at the wrong office" R231 "$DESK" -D o610126 office import "$good"
verdict "from a station not enrolled" R211 "$DESK" -D o610127 office import "$good"

run of office list --json
ok "nothing has changed" cmp -s before out
works "the office is whole" of check
done_testing
