#!/bin/bash
# desk callback: who may call, attempts and their spacing, several at once, what looks forged, the plan; and desk report tickets, whose
# figures are judged by jq from the facts as they are dumped.
# shellcheck source=tests/commands/lib.sh
. "$(dirname "$0")/lib.sh"
export DESK_NOW=2026-03-12T09:00:00+08:00
station 60

as() { # person command...
	local who=$1
	shift
	"$DESK" --as "$who" "$@"
}
# The clock of the station goes on: a keeper starts anew with it.
now() {
	"$DESK" serve --stop >/dev/null 2>&1
	export DESK_NOW=$1
}
# A complaint taken down by c1, handled by f1 or $1; its number in $NO.
taken() {
	NO=$(as c1 ticket new --class "${2:-40101}" --phone 13800001111 --name 孙芳 --address 柳林新村2栋 --text 窗口态度不好 --to "${1:-f1}" --json |
		sed -n 's/.*"ticket_no":"\([^"]*\)".*/\1/p' | head -n 1)
}
worked() { # handler
	as "$1" ticket accept "$NO" >/dev/null && as "$1" ticket contact "$NO" >/dev/null && as "$1" ticket start "$NO" >/dev/null &&
		as "$1" ticket reply "$NO" --answer 已道歉 --cause 等候过久 --responsible supplier --true yes --evidence 录像 >/dev/null
}
reviewed() { # class
	taken f1 "${1:-40101}"
	worked f1
	as lead ticket review "$NO" >/dev/null
}
state() { # ticket
	"$DESK" dump ticket_now | jq -r "select(.ticket_no==\"$1\").state"
}

# ---- the plan ----
works "the plan by class" as c1 callback plan --json
is "every complaint and report is called" "$(jq -s 'map(select(.class1==4 or .class1==5).ratio)|unique|.[0]' out)" 1000
works "for people" as c1 callback plan
like "with the class in words" out '^ +4 +complaint +1000 '
refuses "a plan is the head's" 1 'c1 may not do this' as c1 callback plan set 1 --ratio 500 --document 县供9号
refuses "and not dated back" 1 'never dated back' as head callback plan set 1 --ratio 500 --document 县供9号 --from 2026-03-11
refuses "a complaint is always called" 1 'Every complaint and every report' as head callback plan set 4 --ratio 500 --document 县供9号
refuses "hours are hours" 1 'are no hours' as head callback plan set 1 --window 9-18 --document 县供9号
refuses "a document is needed" 2 'document' as head callback plan set 1 --ratio 500
works "from tomorrow" as head callback plan set 1 --ratio 0 --document 县供9号 --from 2026-03-13
works "which is not today" as c1 callback plan --json
is "today it is as shipped" "$(jq -s 'map(select(.class1==1).ratio)[0]' out)" 300

# ---- who may ----
reviewed
A=$NO
refuses "the reviewer of a ticket may not call back" 1 'The reviewer of a ticket may not call back\.' as lead callback record "$A=2"
refuses "the handler neither" 1 'The handler of a ticket may not call back\.' as f1 callback record "$A=2"
refuses "nor a head" 1 'never call back' as head callback record "$A=2"
refuses "nor an administrator" 1 'counter clerk' as boss callback record "$A=2"
as head staff add x1 --name 钱多多 --roles clerk,leader >/dev/null 2>&1
refuses "a person with several roles neither" 1 'never call back' as x1 callback record "$A=2"
taken f1
worked f1
as x1 ticket review "$NO" >/dev/null
refuses "who reviewed as a leader is the reviewer, clerk or not" 1 'The reviewer of a ticket may not call back\.' as x1 callback record "$NO=2"
B=$NO
works "the list of who may" as c2 callback list --json
is "has both" "$(jq -r .ticket_no out | sort | tr '\n' ' ')" "$A $B "
is "with the phone masked" "$(jq -r .phone out | head -n 1)" "138****1111"
works "who may call nobody" as x1 callback list
like "is told so" out 'Nobody waits'
works "the leader's list" as lead callback list
like "is empty" out 'Nobody waits'
works "but shows all if asked" as lead callback list --all
like "with short numbers" out 'T260312-0001'

# ---- what follows ----
refuses "a result is needed" 2 'what came of it' as c1 callback record "$A"
refuses "a grade too" 1 "customer's grade" as c1 callback record "$A=satisfied"
refuses "dissatisfied needs words" 1 'not satisfied with' as c1 callback record "$A=4"
refuses "a result is a word of the list" 1 'satisfied dissatisfied no_answer' as c1 callback record "$A=good"
refuses "no such ticket" 1 'no ticket T260312-0099' as c1 callback record T260312-0099=2
works "not reached" as c1 callback record "$A=no_answer"
like "waits" out 'waits for callback'
refuses "two hours lie between two attempts" 1 'may be called again from 2026-03-12 11:00 on' as c2 callback record "$A=no_answer"
works "and it is out of the list" as c2 callback list --json
is "until then" "$(jq -r .ticket_no out)" "$B"
works "unless asked for" as c2 callback list --waiting --json
is "all of them" "$(jq -r .ticket_no out | sort | tr '\n' ' ')" "$A $B "
works "another time" as c1 callback record "$B" later --again 16:00 --text 下午打
refuses "is kept" 1 'from 2026-03-12 16:00 on' as c1 callback record "$B=2"
now 2026-03-12T11:00:00+08:00
works "a wrong number" as c2 callback record "$A" wrong_number
now 2026-03-12T14:00:00+08:00
works "the third attempt" as c1 callback record "$A=no_answer"
is "closes it" "$(state "$A")" closed
is "as not reached" "$("$DESK" dump ticket_now | jq -r "select(.ticket_no==\"$A\").close_reason")" not_reached
is "all three are kept" "$("$DESK" dump callback | jq -r "select(.ticket_no==\"$A\").result" | tr '\n' ' ')" "no_answer wrong_number no_answer "

# ---- several at once ----
for i in 1 2 3 4; do
	reviewed
	eval "C$i=$NO"
done
refuses "all or none" 1 'T260312-0005: .*not satisfied with' as c2 callback record "$C1=1" "$C2=no_answer" "$C3=4"
is "none" "$(state "$C1")" callback
works "all" as c2 callback record "$C1=1" "$C2=no_answer" "$C3=dissatisfied" --text 还是没有道歉 --json
is "one answer each" "$(jq -r .state out | tr '\n' ' ')" "closed callback working "
is "dissatisfied is a new round" "$(jq -s '.[2].round' out)" 2
as f1 ticket contact "$C3" >/dev/null
as f1 ticket reply "$C3" --answer 再次道歉 --cause 等候过久 --responsible supplier --true yes --evidence 录像 >/dev/null
as lead ticket review "$C3" >/dev/null
works "dissatisfied again" as c1 callback record "$C3=4" --text 不接受
is "is the office's" "$(state "$C3")" office

# ---- what looks forged ----
works "the same words, at once" as c1 callback record "$C4=2" --text 不接受。
refuses "a call after now" 1 'future' as c2 callback record "$B=9@16:30"
now 2026-03-12T20:10:00+08:00
works "late" as c2 callback record "$B=9" --text 随便
refuses "a clerk sees no suspects" 1 'c1 may not' as c1 callback suspects
works "the head does" as head callback suspects --json
# Where all people of a test sit at one terminal, the seat is suspect too: left out here.
is "with what they are suspected of" "$(jq -r '.suspect|gsub("(^|,)session";"")|ltrimstr(",")|select(.!="")' out | sort | tr '\n' ' ')" "hours same_words,seconds seconds "
works "the evening audit" as head audit --json
is "has them" "$(jq -r 'select(.kind=="callback").detail|gsub("(^|,)session";"")|ltrimstr(",")|select(.!="")' out | sort | tr '\n' ' ')" "hours same_words,seconds seconds "
works "in words" as head audit
like "too" out 'callback looks forged'

# ---- the report of a day ----
as c1 ticket urge "$C2" >/dev/null
taken f1 102
reviewed 201
works "the report" as lead report tickets --format json
cp out today
judge() { # name, jq over all events, key of the report
	is "$1" "$(jq -r ".sums.$3 // .callbacks.$3" day)" "$("$DESK" dump ticket_event | jq -s --arg d 2026-03-12 "map(select(.at[0:10]==\$d)) | $2")"
}
now 2026-03-13T09:00:00+08:00
works "the day after" as lead report tickets --date 2026-03-12 --format json
cp out day
is "says the same" "$(jq -cS '[(.sums|del(.overdue)),.callbacks]' day)" "$(jq -cS '[(.sums|del(.overdue)),.callbacks]' today)"
judge "received" 'map(select(.kind=="take"))|length' received
judge "closed" 'map(select(.kind=="close" or .kind=="called" or .kind=="answer" or .kind=="explained"))|length' closed
judge "urged" 'map(select(.kind=="urge"))|length' urged
judge "reached" 'map(select(.kind=="called" or .kind=="dissatisfied"))|length' call_done
judge "given up" 'map(select(.reason=="not_reached"))|length' call_given_up
judge "dissatisfied" 'map(select(.kind=="dissatisfied"))|length' call_dissatisfied
is "in hand is what was taken less what was closed" "$(jq .sums.in_hand day)" "$(jq '.sums.received-.sums.closed' day)"
is "classes add up" "$(jq '[.tables.classes[].received]|add' day)" "$(jq .sums.received day)"
is "and in hand" "$(jq '[.tables.classes[].in_hand]|add' day)" "$(jq .sums.in_hand day)"
RATED=$("$DESK" dump callback | jq -s 'map(select(.grade!="" and .grade!="9"))|length')
GOOD=$("$DESK" dump callback | jq -s 'map(select(.grade=="1" or .grade=="2" or .grade=="3"))|length')
is "the satisfied" "$(jq .callbacks.satisfied day)" "$GOOD"
is "of the rated" "$(jq .callbacks.rated day)" "$RATED"
is "are the rate" "$(jq .callbacks.satisfaction day)" "$(((GOOD * 10000 + RATED / 2) / RATED))"
is "due is done, given up and waiting" "$(jq '.callbacks|.call_due==.call_done+.call_given_up+.call_waiting' day)" true
is "the line it stands for is the day's last" "$(jq .lsn day)" "$("$DESK" dump | sed -n 's/^J [^ ]* [^ ]* [^ ]* //p' | jq -s 'map(select(._ts[0:10]<="2026-03-12")._lsn)|max')"
works "what happens later" as c2 callback record "$C2=2" --text 可以
works "changes nothing of it" as lead report tickets --date 2026-03-12 --format json
is "at all" "$(jq -cS 'del(.printed,.printed_at,.asked_at)' out)" "$(jq -cS 'del(.printed,.printed_at,.asked_at)' day)"
works "as text" as lead report tickets --date 2026-03-12
is "80 columns" "$(wc -L <out)" 80
like "overdue ones" out 'Overdue at the end of the day'
works "as csv" as lead report tickets --date 2026-03-12 --format csv --machine --table handlers
like "by handler" out '^handler,handler_name,dispatched,replied'
like "who did what" out '^f1,'
refuses "not of tomorrow" 1 'in the future' as lead report tickets --date 2026-03-14
refuses "not for field workers" 1 'f1 may not' as f1 report tickets
works "in Chinese" as lead report tickets --date 2026-03-12 --lang zh_CN
like "by its name" out '工单日报'

works "everything is in the journal" "$DESK" check --rebuild-compare
done_testing
