#!/bin/bash
# desk outage: announced, told, callers attached, extended, ended; every caller is answered and called back by the plan.
# shellcheck source=tests/commands/lib.sh
. "$(dirname "$0")/lib.sh"

station 80
as() { # person command...
	local who=$1
	shift
	run "$DESK" --as "$who" "$@"
}
field() { # name: of the first JSON line in out
	sed -n "1s/.*\"$1\":\"\\{0,1\\}\\([^\",}]*\\).*/\\1/p" out
}
as c1 customer list --json
AREA=$(field area_no)
grep "\"area_no\":\"$AREA\"" out | sed 's/.*"customer_no":"\([^"]*\)".*/\1/' >customers
CUSTOMER=$(head -n 1 customers)
OTHER=$(grep -v "\"area_no\":\"$AREA\"" out | sed -n '1s/.*"customer_no":"\([^"]*\)".*/\1/p')
as c1 ticket list --json
TODAY=$(date +%F)
YEAR=$(($(date +%Y) + 1))

refuses "a planned outage is announced 7 days ahead" 1 'announced 7 days ahead' \
	"$DESK" --as lead outage new --kind planned --area "$AREA" --cause 更换设备 --from "$TODAY 23:00" --until "$TODAY 23:30"
refuses "a clerk announces only faults" 1 'another role|may not' \
	"$DESK" --as c1 outage new --kind planned --area "$AREA" --cause 更换设备 --from "$YEAR-01-05 14:00" --until "$YEAR-01-05 17:00"
works "the leader announces one" "$DESK" --as lead outage new --kind planned --area "$AREA" --cause 更换设备 \
	--from "$YEAR-01-05 14:00" --until "$YEAR-01-05 17:00" --tell 柳树村委会 --json
PLANNED=$(field outage_no)
like "with the village on the list" out '柳树村委会'
like "with its number" out '"outage_no":"P'
refuses "a wrong time is told" 2 'is no time' \
	"$DESK" --as lead outage new --kind planned --area "$AREA" --cause x --from tomorrow --until "$YEAR-01-05 17:00"
works "why a customer must be told is kept" "$DESK" --as c1 outage need "$CUSTOMER" --why life_support --text 家用呼吸机
works "the list of them" "$DESK" --as c2 outage need
like "names the customer" out "$CUSTOMER +life support"

works "a clerk announces a fault" "$DESK" --as c1 outage new --kind fault --area "$AREA" --cause 雷击断线 --in-charge 抢修一班 --json
NO=$(field outage_no)
SHORT=F${NO: -10:6}-${NO: -4}
like "the customer is on its list" out "\"customer_no\":\"$CUSTOMER\".*\"why\":\"life_support\""
N=$(grep "\"customer_no\":\"$CUSTOMER\"" out | sed 's/.*"n":\([0-9]*\).*/\1/')
refuses "told by phone needs a name" 1 'Say who was told' "$DESK" --as c1 outage notify "$NO" "$N" --how phone
works "a try is kept" "$DESK" --as c1 outage notify "$NO" "$N" --how phone --missed
works "then somebody is told" "$DESK" --as c1 outage notify "$SHORT" "$N" --how phone --who 家人
works "the page" "$DESK" --as c1 outage show "$SHORT"
like "says what to say" out 'Say to customers: Because of 雷击断线, the power has been off since'
like "and who was told" out "$CUSTOMER.*家人"
like "by whom" out 'c1'
works "the list" "$DESK" --as c2 outage list --json
like "has both" out "$PLANNED"
works "by address" "$DESK" --as c2 outage list --area "$AREA" --json
like "too" out "$NO"
works "the customer's page" "$DESK" --as c1 customer show "$CUSTOMER"
like "names the outage" out "Outage $NO: Because of 雷击断线"
works "who is searched" "$DESK" --as c1 find "$CUSTOMER" --json
like "has no power" out '"outage":1'
works "who lives elsewhere" "$DESK" --as c1 customer show "$OTHER"
unlike "is told nothing" out "$NO"

works "a caller is attached" "$DESK" --as c1 outage attach "$NO" --customer "$CUSTOMER" --phone 13800138000 --json --id 00000000000000000000000000000001
TICKET=$(field ticket_no)
works "the same again" "$DESK" --as c1 outage attach "$NO" --customer "$CUSTOMER" --phone 13800138000 --json --id 00000000000000000000000000000001
is "is the same ticket" "$(field ticket_no)" "$TICKET"
like "not urged" out '"urges":0'
works "the customer calls again" "$DESK" --as c2 outage attach "$NO" --customer "$CUSTOMER" --phone 13800138000 --json
like "and urges" out '"urges":1'
refuses "another area is another fault" 1 'is not out in this outage' "$DESK" --as c1 outage attach "$NO" --customer "$OTHER" --phone 13800138000
head -n 12 customers | tail -n +2 | while read -r one; do
	"$DESK" --as c1 outage attach "$NO" --customer "$one" --phone 13800138001 >/dev/null
done
CALLERS=$(head -n 12 customers | wc -l)
works "it takes longer" "$DESK" --as c1 outage extend "$NO" --until "$YEAR-01-01 12:00" --reason 备件未到
refuses "without a reason not" 2 'reason' "$DESK" --as c1 outage extend "$NO" --until "$YEAR-01-01 13:00"
works "a note" "$DESK" --as c2 outage note "$NO" 村里已广播
refuses "what has begun is not called off" 1 'can only end' "$DESK" --as lead outage cancel "$NO" --reason 误报
refuses "a clerk does not end it" 1 'another role|may not' \
	"$DESK" --as c1 outage end "$NO" --cause 雷击断线 --answer 已恢复供电 --responsible nature
works "the leader does" "$DESK" --as lead outage end "$NO" --cause 雷击断线 --answer 已恢复供电 --responsible nature --json
is "all callers" "$(field callers)" "$CALLERS"
is "add up" "$(($(field to_call) + $(field closed) + $(field left_open)))" "$CALLERS"
is "nobody is left" "$(field left_open)" 0
CALLS=$(field to_call)
as c2 callback list --all --json
is "the callbacks are there" "$(grep -c '"ticket_no"' out)" "$CALLS"
refuses "it is over" 1 'is over' "$DESK" --as head outage end "$NO" --cause 雷击断线 --answer 已恢复供电 --responsible nature
works "the other is called off" "$DESK" --as lead outage cancel "$PLANNED" --reason 改期
works "nothing is left" "$DESK" --as c1 outage list
like "to tell" out 'No outage is known'
works "looking back" "$DESK" --as c1 outage list --all --json
is "shows both" "$(grep -c '"outage_no"' out)" 2
refuses "no such outage" 1 'no outage number' "$DESK" --as c1 outage show F000000-0001
works "the store is in order" "$DESK" check --rebuild-compare
done_testing
