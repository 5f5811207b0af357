#!/bin/bash
# Taking down and the steps of a ticket line by line: a script of answers through a pipe, the same screens as with a cursor.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/counter.bash"
export TERM=dumb
counter || { echo "Bail out! no station"; exit 1; }

linear() {
	printf '%s\n' "$@" | "$DESK" --linear >out 2>err
	status=$?
	cat err >>out
}
in_as() { linear "$1" '' - f2 "${@:2}"; }

# Kind, symptom, story, F2, yes; the phone of a customer who has none on file is asked for where it is missing.
in_as c1 曾国藩 f6 1 1 家中无电 /f2 y 13800138000 /f2 y
is "a fault from the search to its page" $status 0
like "what is asked for is said in words" out '^Kind \(1 fault report'
like "the symptoms are numbered" out '^  1  one household without power'
like "by when it is answered" out '^\* T260312-0001 taken down. Tell the customer: answered by 03-12 '
like "a phone is needed" out '^!! Ask for a phone number'
like "its page follows" out '^== .*Ticket  16'
unlike "no escape sequence anywhere" out $'\033'

in_as lead /f11 16 T260312-0001 f2 3
is "dispatched by the leader" $status 0
like "whom to is chosen by number" out '^  3  f1 '
like "and done" out 'Done: Dispatch\.'
in_as f2 /f11 16 T260312-0001 f2
like "somebody else's step is refused with the rule" out '^!! .*Only its handler may do this\.'
in_as f1 /f11 16 T260312-0001 f2 f2 ''
like "accepted by its handler" out 'Done: Accept\.'
like "an empty answer is now" out 'Done: Contact\.'

# The work-list and the derivation of the deadline.
in_as f1 /f11 14
like "the work-list has a row" out '^a?1  T260312-0001'
in_as c1 /f11 16 T260312-0001 f9
like "the deadline is derived" out 'internal limit'
works "the station is whole after all this" "$DESK" check --rebuild-compare
done_testing
