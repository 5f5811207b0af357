#!/bin/bash
# A practice copy: the same customers and money, no personal data, marked on every paper, and nothing leaves it.
. "$(dirname "$0")/lib.sh"
station 40
"$DESK" till open 01 --float 100 --as c1 >/dev/null
"$DESK" pay 6125000001 --amount 50 --method cash --till 01 --as c1 >/dev/null
copy=$DESK_HOME-practice

works "a copy of a running station" "$DESK" practice --make-only
works "the copy is whole: journal, rows and what follows from them" "$DESK" -D "$copy" check --rebuild-compare
works "its people sign in there" "$DESK" -D "$copy" pay 6125000002 --amount 20 --method cash --till 01 --as c1
like "its receipts say so" out '练习 PRACTICE'
like "at the foot too" out 'Made on a practice copy'
works "its day report" "$DESK" -D "$copy" report collect --as head
like "says so" out '练习 PRACTICE'
works "money taken there is not in the station" "$DESK" receipt list --as c1
unlike "no second receipt" out '01260000002'
like "the first is in both" out '01260000001'
"$DESK" -D "$copy" dump >dump.txt 2>/dev/null
unlike "no phone number in any line of its journal" dump.txt '"_t":"person".*"(phone2?|contact|id_no)":"[^"]'
ok "no keys and no signed files went with it" test ! -e "$copy/key" -a ! -e "$copy/out"
refuses "nothing is exported" 1 'practice copy' "$DESK" -D "$copy" export --as head
works "a second call takes the copy that is there" "$DESK" practice --make-only
works "what was done in it is still there" "$DESK" -D "$copy" receipt list --as c1
like "the second receipt" out '01260000002'
works "--new makes another one" "$DESK" practice --new --make-only
works "of today" "$DESK" -D "$copy" receipt list --as c1
unlike "without what was drilled" out '01260000002'
refuses "a real station is never thrown away" 1 'no practice copy' "$DESK" -D "$copy" practice --new --make-only "$DESK_HOME"
ok "it is still there" test -d "$DESK_HOME/db"
done_testing
