#!/bin/bash
# desk sla: limits in force, one set by the head; the explained deadline over a holiday; a new calendar moves the limit, not the promise.
# shellcheck source=tests/commands/lib.sh
. "$(dirname "$0")/lib.sh"

export DESK_NOW=2026-02-13T16:50:00+08:00
station 20
as() {
	local who=$1
	shift
	"$DESK" --as "$who" "$@"
}
# The keeper keeps the time it was started at.
later() {
	"$DESK" serve --stop >/dev/null 2>&1
	export DESK_NOW=$1
}

works "everybody reads the limits" as c1 sla list --json
like "with promise and document" out '"document":"供电服务十项承诺.*"internal_amount":4.*"name":"answer_complaint".*"promise_amount":5'
is "each once" "$(cut -d'"' -f1-200 out | grep -o '"name":"[a-z0-9_]*"' | sort | uniq -d | wc -l)" 0
refuses "a clerk sets none" 1 'another role' as c1 sla set review "2 work_hours" --document 县1
refuses "nor does the head dated back" 1 'dated back' as head sla set review "2 work_hours" --document 县1 --from 2026-02-12
refuses "an unknown one is named" 1 'no time limit revue' as head sla set revue "2 work_hours" --document 县1
refuses "nor a limit that is none" 1 'is no limit' as head sla set review soon --document 县1
refuses "without a document it is a wrong call" 2 'document' as head sla set review "2 work_hours"
works "the head sets one from a day on" as head sla set review "2 work_hours" --document 县1 --from 2026-03-01 --id 00112233445566778899aabbccddeeff
works "the same request again is the same" as head sla set review "2 work_hours" --document 县1 --from 2026-03-01 --id 00112233445566778899aabbccddeeff
works "it holds from its day" as c1 sla list review --date 2026-03-01 --json
like "then" out '"internal_amount":120'
works "and not before" as c1 sla list review --date 2026-02-28 --json
like "still" out '"internal_amount":240'
works "both are kept" as c1 sla list review --all --json
is "two rows" "$(wc -l <out)" 2

works "a complaint on the Friday before the holiday" as c1 ticket new --class 40101 --text 电费突增 --customer 6125000001 --json
works "its deadline is explained" as c1 ticket show T260213-0001 --explain
like "the make-up workday counts" out '2026-02-14 Sat counts though it is a weekend day'
like "the holiday does not" out '2026-02-15 Sun to 2026-02-23 Mon, 9 days, do not count: 春节'
like "it ends on the 27th" out 'Told to the customer 2026-02-13 Fri 16:50: by 2026-02-27 Fri 17:30'
like "the internal limit a day before" out 'Due 2026-02-26 Thu 17:30'

printf 'date,kind,name\n2026-02-24,R,雪灾\n2026-02-25,R,雪灾\n' >snow.csv
later 2026-02-23T09:00:00+08:00
works "a later notice gives two days off" as boss import calendar snow.csv
works "the deadline follows" as c1 ticket show T260213-0001 --explain
like "two working days later, on the next make-up workday" out 'Due 2026-02-28 Sat 17:30'
like "the promise stands" out 'by 2026-02-27 Fri 17:30. This stands'
works "what was known before is still there" as c1 ticket show T260213-0001 --explain --at 2026-02-13T17:00:00+08:00
like "as it was" out 'Due 2026-02-26 Thu 17:30'
works "the store is in order, also after a replay" "$DESK" check --rebuild-compare
done_testing
