#!/bin/bash
# The counter line by line: a script of answers through a pipe, no cursor, TERM=dumb; the same screens, forms, lists and keys.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/counter.bash"
export TERM=dumb
counter || { echo "Bail out! no station"; exit 1; }

# linear ANSWER... : one answer a line
linear() {
	printf '%s\n' "$@" | "$DESK" --linear >out 2>err
	status=$?
	cat err >>out
}
in_as() { linear "$1" '' - f2 "${@:2}"; }

linear
is "no answer at all leaves at once" $status 0
like "the demo says who may sign in" out 'c1'
unlike "nothing moves a cursor" out $'\033'

# The clerk's morning: till 01 with a float, a payment of all debts, the receipt.
linear c1 '' 01 f2 100 f2 曾国藩 f9 / f2 y
is "a payment from sign-in to receipt" $status 0
like "signed in on the home screen" out '^== .*Home'
like "one hit opens the customer" out '^== .*Customer'
like "debts are numbered and marked" out '^1 \[x\]  2026-01 '
like "booked" out 'Booked'
like "an empty amount is explained" out 'Received empty: exactly what is to pay'
unlike "without keys that are none here" out 'Tab:|F6:'
like "the receipt is shown" out '61012510301260000001'
is "it is in the station once" "$("$DESK" receipt list --as c1 --json | grep -c '"customer_no":"9001"')" 1
is "all was paid" "$(field amount "$DESK" receipt list --as c1)" 21400
unlike "no escape sequence anywhere" out $'\033'

# Wrong answers say so and ask again; nothing happens by them.
linear c1 '' '' f2 nobodyhere /nonsense 9002 99 f99 f9 abc / n f2 n
is "wrong answers all the way" $status 0
like "nothing found is said" out '^!! Nothing '
like "an unknown command is said" out '^!! There is no such command'
like "an unknown row is said" out '^!! There is no such row'
is "nothing was booked" "$("$DESK" receipt list --as c1 --json | grep -c receipt_no)" 1

# Several hits are a numbered list.
linear c1 '' '' f2 青 1
like "a search with several hits lists them" out '^a2  9001'
like "a number opens its row" out '^== .*Customer'

# A half-filled payment is kept when the input ends, and offered at the next sign-in.
linear c1 '' '' f2 青山砖厂 f9 １２３４
is "the end of the input in the middle" $status 0
linear c1 '' '' f2 1
like "the half-filled form is offered" out '[Hh]alf filled in'
like "with what was typed, full-width digits as input methods send them" out '1,?234\.00'
linear c1 '' '' f2 3
linear c1 '' '' f2
unlike "thrown away it is not offered again" out '[Hh]alf filled in'

# A clerk who has gone away is signed out; what was typed is there again.
mkfifo away
exec 9<>away
printf '%s\n' c1 '' '' f2 青山砖厂 f9 77 >&9
DESK_IDLE_MS=2000 timeout 60 "$DESK" --linear <away >out 2>err
is "nobody there: signed out" $? 0
like "and it says so" out 'signed out'
exec 9<&-
linear c1 '' '' f2 1
like "what was typed is offered" out '77\.00'
linear c1 '' '' f2 3

# Every screen by its number, for the clerk and for the head.
for who in c1 head; do
	for number in 1 2 3 4 5 6 7 8 9 10 11 12 13; do
		in_as $who /f11 $number / "?" = 0
		if [ $status != 0 ] || grep -Eq "no screen $number|Sanitizer" out || ! grep -Eq "^== .*  $number  |^!! |Number, phone" out; then
			echo "# $who $number ($status)" >>missing
		fi
	done
done
ok "every screen opens by its number or says why not" test ! -s missing
[ ! -s missing ] || cat missing

# The other language.
printf 'c1\n\n\nf2\n' | "$DESK" --lang zh_CN --linear >out 2>err
like "Chinese on demand" out '工号'
unlike "and no English label" out '^Staff number'
works "the station is whole after all this" "$DESK" check --rebuild-compare
done_testing
