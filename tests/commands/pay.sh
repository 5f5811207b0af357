#!/bin/bash
# Taking money from the command line.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/counter.bash"
ok "a counter is set up" counter

refuses "no money without an open till" 1 'Till 01 is not open' c1 pay 9001 --amount 10 --method cash --till 01
works "a till opens with its float" c1 till open 01 --float 200
id=00112233445566778899aabbccddeeff
works "three bills are paid oldest first with their late fees" c1 pay 9001 --amount 214 --method cash --tender cash=300 --till 01 --id $id
like "the receipt has the first number of till and year" out '61012510301260000001'
like "the late fees are on it" out 'Late fee +4\.00'
like "the change is on it" out 'Change +86\.00'
like "the amount is written out" out '贰佰壹拾肆元整'
like "it says that this is a demonstration" out 'DEMO'
cp out first
works "the same id a second time" c1 pay 9001 --amount 214 --method cash --tender cash=300 --till 01 --id $id
ok "prints the same receipt" cmp -s out first
is "and takes no money" "$(c1 receipt list --customer 9001 --json | wc -l)" 1
refuses "the same id for something else" 1 '' c1 pay 9001 --amount 215 --method cash --till 01 --id $id

refuses "nothing more is owed" 1 'more than the 0.00 that is owed' c1 pay 9001 --amount 1 --method cash --till 01
refuses "an amount of nothing" 1 'more than 0' c1 pay 9003 --amount 0 --method cash --till 01
refuses "a negative amount" 1 'more than 0' c1 pay 9003 --amount=-5 --method cash --till 01
refuses "an amount that is none" 2 'not an amount' c1 pay 9003 --amount ten --method cash --till 01
refuses "too many decimals" 2 'not an amount' c1 pay 9003 --amount 1.005 --method cash --till 01
refuses "an amount beyond all bounds" 2 'not an amount' c1 pay 9003 --amount 1000000000000.00 --method cash --till 01
refuses "a method that is none" 2 'no way to pay' c1 pay 9003 --amount 5 --method shells --till 01
refuses "no method" 2 'how it is paid' c1 pay 9003 --amount 5 --till 01
refuses "a customer who does not exist" 1 '4711' c1 pay 4711 --amount 5 --method cash --till 01
refuses "a till that does not exist" 1 'Till 77' c1 pay 9003 --amount 5 --method cash --till 77
refuses "another clerk's till" 1 'belongs to c1' c2 pay 9003 --amount 5 --method cash --till 01
refuses "a head takes no money" 1 'role|station head' boss pay 9003 --amount 5 --method cash --till 01
refuses "an administrator neither" 1 '' "$DESK" pay 9003 --amount 5 --method cash --till 01
refuses "a bill of somebody else" 1 'owes nothing on bill B9' c1 pay 9001 --amount 5 --method cash --till 01 --bill B9
refuses "tenders that do not add up" 1 'less than 100.00' c1 pay 9003 --amount 100 --tender cash=20 --tender card=30 --till 01
refuses "change only out of cash" 1 'only cash gives change' c1 pay 9003 --amount 100 --tender card=120 --till 01

works "several tenders in one receipt" c1 pay 9003 --amount 100 --tender cash=50 --tender card=60:K7 --till 01
like "with change" out 'Change +10\.00'
refuses "the same channel reference again" 1 'K7 was used before' c1 pay 9003 --amount 60 --method card --reference K7 --till 01
works "the rest by --method" c1 pay 9003 --amount 100 --tender cash=50 --method scan --reference W1 --till 01
is "the number goes on without a gap" "$(field receipt_no c1 receipt list)" 61012510301260000003
works "money for later" c1 pay 9002 --amount 20 --method cash --till 01 --advance
like "the new balance is on the receipt" out 'Advance now +55\.00'
works "a receipt for a narrow printer" c1 pay 9003 --amount 1 --method cash --till 01 --columns 32
is "no line wider than 32" "$(iconv -t GB18030 out | LC_ALL=C awk '{ if (length($0) > w) w = length($0) } END { print w }')" 32

works "a cheque" c1 pay 9003 --amount 1000 --method cheque --reference Q1 --till 01
r=$(field receipt_no c1 receipt list)
works "waits" c1 receipt list --unsettled
like "in the list" out "$r.*cheque.*1000.00.*in transit"
works "it comes back" c1 receipt bounce "$r" --reason 'no funds'
refuses "once" 1 'bounced' c1 receipt bounce "$r" --reason again
checked
done_testing
