#!/bin/bash
# desk claim and desk recovery: damaged appliances to the county's decision, and what is offered to make good, followed up by another.
# shellcheck source=tests/commands/lib.sh
. "$(dirname "$0")/lib.sh"

station 60
c1() { "$DESK" --as c1 "$@"; }
c2() { "$DESK" --as c2 "$@"; }
f1() { "$DESK" --as f1 "$@"; }
head() { "$DESK" --as head "$@"; }
"$DESK" --as head staff add county --name 县公司 --roles office >/dev/null
field() { # of the first object in ./out
	sed -n "1s/.*\"$1\":\"\([^\"]*\)\".*/\1/p" out
}
customer=6125000001

works "a claim is taken down with its ticket" c1 claim new --customer $customer --event neutral_broken --damaged "$(date -d '-2 hours' '+%Y-%m-%d %H:%M')" \
	--text 零线断了，电视机烧坏 --phone 13800138000 --device "device=electronic,name=电视机,model=L55,price=3000,bought_on=$(date -d '-5 years -1 day' +%F),invoice=1" --json
claim=$(field claim_no)
ticket=$(field ticket_no)
like "with a number of its own" out '"claim_no":"C6'
works "it stands in the list" c1 claim list
like "as reported" out 'reported|open'
refuses "a visit needs a dispatched ticket" 1 'waits to be dispatched' f1 claim assess "$claim" --visit --witness 李主任
works "dispatched" c1 ticket dispatch "$ticket" --to f1
works "accepted" f1 ticket accept "$ticket"
refuses "the amount needs the visit first" 1 'registered on site first' f1 claim assess "$claim"
works "registered on site" f1 claim assess "$claim" --visit --witness 李主任 --device device=motor,name=电冰箱 --json
like "two appliances" out '"devices":2'
refuses "every appliance must be complete" 1 '电冰箱 lacks' f1 claim assess "$claim"
works "completed and assessed" f1 claim assess "$claim" --device "n=2,device=motor,name=电冰箱,price=2500,bought_on=$(date -d '-6 years -1 day' +%F)"
like "the television is worth half" out '1500\.00'
like "the fridge too" out '1250\.00'
works "it lies with the county" c1 claim show "$claim" --json
like "with the sum" out '"amount":275000.*"state":"office"'
refuses "money is not the head's" 1 'county office' head claim close "$claim" --award --document 县供〔2026〕12号
refuses "nor with the head's approval" 1 'county' c1 claim close "$claim" --award --document 县供〔2026〕12号 --approver head
refuses "one or the other" 2 'either' c1 claim close "$claim"
works "the county agrees" c1 claim close "$claim" --award --document 县供〔2026〕12号 --approver county --json
like "to the whole" out '"amount":275000.*"state":"closed"'
works "no claim is open any more" c1 claim list --json
is "none" "$(wc -l <out)" 0
works "settled ones are kept" c1 claim list --all --json
like "with what came of it" out '"refusal":"liable"'
works "the ticket knows" c1 ticket show "$ticket" --json
like "the decision" out '县供〔2026〕12号'

works "the customer takes a slip along" c1 ticket slip "$ticket" --columns 48
like "with the number in full" out "^Ticket +$ticket\$"
like "and the claim" out "^Claim +$claim\$"
like "who is in charge" out 'Post in charge +crew: handling'
like "how to ask" out '95598 day and night'
unlike "and a masked name" out '曾国芳'
refuses "no other paper" 2 '48 or 80' c1 ticket slip "$ticket" --columns 50

works "late is late" c1 claim new --customer $customer --event swapped --damaged "$(date -d '-9 days' '+%Y-%m-%d %H:%M')" --text 上周烧坏的热水器 --phone 13800138000 --json
late=$(field claim_no)
refuses "and is not paid" 1 'more than 7 days' c1 claim close "$late" --award --document x --approver county
refuses "a clerk refuses nothing alone" 1 'station head' c1 claim close "$late" --refuse late --text 超过七日，已说明依据
works "a head does" c1 claim close "$late" --refuse late --text 超过七日，已说明依据 --approver head
refuses "another word is none" 1 'refusal|allowed|not' c1 claim close "$late" --refuse never --text x
refuses "an unknown claim is named" 1 'no claim C1' c1 claim show C1
refuses "a wrong device is a wrong call" 2 'colour' c1 claim new --customer $customer --event swapped --damaged 08:00 --device colour=red

works "the award waits for its follow-up" c2 recovery list --json
like "as money, in seven days" out '"amount":275000.*"kind":"money"'
works "an apology" c1 recovery give "$ticket" --kind apology --text 当面致歉
refuses "a waiver needs the head" 1 'Up to 50.00 yuan' c1 recovery give "$ticket" --kind waiver --amount 3.54 --text 我方原因，申请免收违约金
works "who agrees" c1 recovery give "$ticket" --kind waiver --amount 3.54 --text 我方原因，申请免收违约金 --approver head
refuses "above the limit the county" 1 'county office' head recovery give "$ticket" --kind goodwill --amount 50.01 --text 免费检修线路
refuses "who gave it does not follow up" 1 'Another person' c1 recovery follow "$ticket" 2 --grade 2
works "another does" c2 recovery follow "$ticket" 2 --grade 2 --text 客户满意
works "all of a ticket" c1 recovery list --ticket "$ticket" --json
is "three of them" "$(wc -l <out)" 3
like "one followed up by another" out '"followed_by":"c2".*"grade":"2"'
works "the store is in order and can be rebuilt" head check --rebuild-compare
done_testing
