#!/bin/bash
# Drawers from float to bank.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/counter.bash"
ok "a counter is set up" counter

refuses "a till has two characters" 1 'two characters' c1 till open 1 --float 100
refuses "a head opens none" 1 '' boss till open 01 --float 100
works "open" c1 till open 01 --float 200
refuses "once" 1 'open already, by c1' c2 till open 01 --float 100
refuses "one a clerk" 1 'has till 01' c1 till open 02 --float 100
works "money comes in" c1 pay 9001 --amount 214 --method cash --till 01
works "and a card" c1 pay 9003 --amount 100 --method card --till 01

works "a clerk's X reading" c1 till x 01
unlike "tells no amount" out '414|214'
works "not in the list" c1 till list
unlike "either" out '414|214'
unlike "what is not counted yet is not shown as nothing" out ' 0\.00 +0\.00'
refuses "a count that is none is repeated as typed" 2 '"100=x"' c1 till count 01 --seal --cash 100=x
unlike "nor as JSON" <(c1 till x 01 --json) '41400|21400'
works "a head's does" boss till x 01
like "say what should be there" out 'Expected cash +414\.00'
works "the audit knows" "$DESK" audit
like "of the clerk's look" out 'x_reading|X reading'
unlike "which is about no money" out ' 0\.00 '

refuses "not closed before it is counted" 1 'seal the count' c1 till close 01
refuses "only counted cash goes to the bank" 1 'Only counted cash' c1 till bank 01 --amount 100
refuses "a note of 3 yuan" 1 'no note or coin of 3.00' c1 till count 01 --seal --cash 3=1
refuses "words for pieces" 2 'YUAN=PIECES' c1 till count 01 --seal --cash 100=three
refuses "another clerk does not count" 1 'belongs to c1' c2 till count 01 --seal --cash 100=4
works "the head counts by surprise" boss till inspect 01 --cash 100=4,10=1,1=4
like "and sees the difference" out 'Difference +0\.00'
works "counted and sealed, 0.20 short" c1 till count 01 --seal --cash 100=4,10=1,1=3,0.5=1,0.1=3 --card 100 --note 'one coin missing'
unlike "without the difference" out 'Difference|0\.20'
refuses "sealed is sealed" 1 'sealed already' c1 till count 01 --seal --cash 100=4,10=1,1=4
refuses "no money any more" 1 'sealed' c1 pay 9003 --amount 1 --method cash --till 01
refuses "not more than there is" 1 'only 413.80' c1 till bank 01 --amount 413.81
works "banked" c1 till bank 01 --amount 300 --bag 77
works "closed" c1 till close 01
like "in Chinese a till is closed as a till is, not as an account" <(c1 till list --lang zh_CN) " 已结 "
like "over and short as it is" out 'Difference +-0\.20'
like "what is left" out 'Left +113\.80'
works "the next session" c1 till open 01 --float 100
is "has the next number" "$(field session_no boss till list)" 2
refuses "a hand-over needs the other clerk" 1 'Another person|takes over' c1 till handover 01 --to c1 --cash 100=1
works "hand over" c1 till handover 01 --to c2 --cash 100=1
refuses "it is not c1's any more" 1 'belongs to c2' c1 pay 9003 --amount 1 --method cash --till 01
works "but c2's" c2 pay 9003 --amount 1 --method cash --till 01
checked
done_testing
