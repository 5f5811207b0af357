#!/bin/bash
# desk ticket: a complaint through the whole loop by its people, the three persons kept apart, the explained deadline, the past, links.
# shellcheck source=tests/commands/lib.sh
. "$(dirname "$0")/lib.sh"

station 60
field() { # name: of the first JSON line in out that has it
	sed -n "s/.*\"$1\":\"\\{0,1\\}\\([^\",}]*\\).*/\\1/p" out | head -n 1
}
as() { # person command...
	local who=$1
	shift
	"$DESK" --as "$who" "$@"
}
run as c1 customer list --json
CUSTOMER=$(field customer_no)

works "a fault is triaged before anything is written" as c1 ticket triage --class 102 --customer "$CUSTOMER" --text "家中无电, 不修就打12398" --symptom tripped
like "it may be behind the meter" out 'Probably behind the meter'
like "the promise is told" out 'To be answered by'
works "nothing was written" as c1 ticket list
like "no ticket" out 'No ticket'

works "a complaint is taken down and dispatched" as c1 ticket new --class 40101 --customer "$CUSTOMER" --channel phone \
	--text "窗口人员态度不好, 再不处理就找记者" --to lead --json
NO=$(field ticket_no)
SHORT=T${NO: -10:6}-${NO: -4}
like "severe by the words of the story" out '"severity":"important"'
like "with its promise" out '"_t":"ticket_promise"|"sla":"answer_complaint"'
works "the page" as lead ticket show "$SHORT"
like "has the class in words" out 'complaint.*manners of staff'
like "says what may be done" out 'You may now: .*accept'
like "masks the phone" out 'Phone +1[0-9]{2}\*{4}[0-9]{4}|Phone +\*+'
works "the derivation" as c1 ticket show "$SHORT" --explain
like "tells the limit" out 'promised 5 working days'
like "and the day" out 'Due 20'

refuses "another person does not accept it" 1 'Only its handler' as f1 ticket accept "$SHORT"
works "its handler does" as lead ticket accept "$SHORT"
works "and begins" as lead ticket start "$SHORT"
refuses "no reply before the first contact" 1 'record the first contact' as lead ticket reply "$SHORT" --answer 已道歉 \
	--cause 等候过久 --responsible supplier --true yes --evidence 录像
works "the contact" as lead ticket contact "$SHORT"
refuses "a reply says what was found" 1 'evidence' as lead ticket reply "$SHORT" --answer 已道歉 --cause 等候过久 --responsible supplier --true yes
works "a whole one" as lead ticket reply "$SHORT" --answer 已道歉 --cause 等候过久 --responsible supplier --true yes --evidence 录像

refuses "the handler does not review" 1 'The handler of a ticket may not review it' as lead ticket review "$SHORT"
works "the head sends it back" as head ticket review "$SHORT" --reject incomplete --text 没有写整改
works "the handler replies again" as lead ticket reply "$SHORT" --answer 已道歉并整改 --cause 等候过久 --responsible supplier --true yes --evidence 录像
works "the head passes it" as head ticket review "$SHORT"
like "to the callback" out 'waits for callback'
refuses "the reviewer does not call back" 1 'The reviewer of a ticket may not call back' as head callback record "$SHORT" satisfied --grade 1
refuses "nor does the handler" 1 'The handler of a ticket may not call back' as lead callback record "$SHORT" satisfied --grade 1
works "who reported is called" as c2 ticket phone "$SHORT" --reason 回访
like "by the whole number" out 'Phone +[0-9]{7,}'
works "the customer urges meanwhile" as c1 ticket urge "$SHORT"
works "a second time" as c1 ticket urge "$SHORT"
works "a third time" as c1 ticket urge "$SHORT"
like "more than the norm" out 'Urged 3 times'

works "reclassified by the head" as head ticket reclassify "$SHORT" --class 40102 --text 服务行为
works "a repeat is linked by itself" as c1 ticket new --class 40102 --customer "$CUSTOMER" --text "又来投诉" --json
AGAIN=$(field ticket_no)
works "the page of the repeat" as c1 ticket show "$AGAIN"
like "names the first" out "$AGAIN +repeats +$NO"
works "another link" as c1 ticket link "$AGAIN" "$SHORT" --kind related
refuses "not with itself" 1 'itself' as c1 ticket link "$AGAIN" "$AGAIN"
works "void by the head" as head ticket void "$AGAIN" --reason mistake --text 登记重复
works "the evening audit" as head audit
like "shows the reclassification" out 'reclassified.*head.*40101 -> 40102|40101 -> 40102'
like "and the void ticket" out "ticket_void|$AGAIN"

refuses "nothing more is done with it" 1 'is void' as lead ticket hold "$AGAIN" --reason other
refuses "no class" 1 'no class of tickets' as c1 ticket new --class zzz --text 停电 --customer "$CUSTOMER"
refuses "no customer, no phone" 1 'phone number' as c1 ticket new --class 203 --text 咨询电价
refuses "a fault needs a place" 1 'where the fault is' as c1 ticket new --class 102 --text 停电 --phone 13800138000
works "anonymous misconduct" as c1 ticket new --class 501 --text "有人吃拿卡要" --anonymous --json
ANON=$(field ticket_no)
like "raised by its words" out '"severity":"important"'
refuses "an anonymous one names nobody" 1 'neither a customer nor a contact' as c1 ticket new --class 501 --text "有人吃拿卡要" --anonymous --phone 13800138000
refuses "there is nobody to call" 1 'names no contact' as c1 ticket phone "$ANON" --reason 回访
works "an inquiry is answered at once" as c1 ticket new --class 206 --customer "$CUSTOMER" --text 问阶梯电价 --answer 已解释第二档
like "closed" out 'State +closed'
refuses "what was seen must still be so" 1 'changed by somebody else' as head ticket supervise "$SHORT" --text 督办 --seen 1
refuses "a wrong reason is answered with a sentence" 1 'reason of the list' as lead ticket hold "$ANON" --reason tired
works "the same request" as c1 ticket urge "$ANON" --id 00112233445566778899aabbccddeeff
works "twice" as c1 ticket urge "$ANON" --id 00112233445566778899aabbccddeeff
like "is done once" out 'Urged +1$'
refuses "before it was taken down it was not" 1 'not yet taken down' as c1 ticket show "$SHORT" --at '2026-01-01 00:00'
works "the list of the customer" as c1 ticket list --customer "$CUSTOMER" --json
like "has it" out "$NO"
works "the store is whole and rebuilds" "$DESK" check --rebuild-compare
done_testing
