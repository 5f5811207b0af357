#!/bin/bash
# What is done with a receipt after the payment.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/counter.bash"
ok "a counter is set up" counter
works "a till" c1 till open 01 --float 100

take() { # amount method...: prints the number
	field receipt_no c1 pay 9001 --till 01 --amount "$@"
}
r=$(take 103 --method cash)
works "show" c1 receipt show "$r"
like "names the bill" out 'B1 +2026-01'
works "print again" c1 receipt print "$r" --reason lost
like "as the first copy" out '补打|COPY'
works "and again" c1 receipt print "$r"
is "copies are counted" "$(field copy c1 receipt print "$r")" 3

# ---- check code: the number on the paper is an HMAC with the local key; stock openssl agrees ----
code=$(field check_code c1 receipt show "$r")
key=$("$DESK" dump receipt_key --secrets </dev/null | jq -r .key | tail -n 1)
mac=$(printf 'R1|610125103|%s|20260312|10300|9001|CASH' "$r" | openssl mac -digest SHA256 -macopt "hexkey:$key" HMAC)
number=0
for ((i = 0; i < 16; i++)); do number=$(((number * 16 + 16#${mac:i:1}) % 1000000000000000)); done
is "the first 15 digits are those of stock openssl" "${code:0:15}" "$(printf '%015d' "$number")"
works "a right code" c1 receipt verify "$r" "${code:0:4} ${code:4:4} ${code:8:4} ${code:12:4}"
like "is genuine" out genuine
lsn=$(field lsn c1 receipt show "$r") chain=$(field chain c1 receipt show "$r")
works "with line and chain" c1 receipt verify "$r" "$code" --lsn "$lsn" --chain "${chain:0:16}"
refuses "another line" 1 'journal line or the chain' c1 receipt verify "$r" "$code" --lsn $((lsn + 1))
refuses "a slip of the finger" 1 'mistyped' c1 receipt verify "$r" "${code:0:15}$(((${code:15} + 1) % 10))"
for i in 4 3 2 1 0; do
	refuses "a false code leaves $i tries" 1 "$i tries" c1 receipt verify "$r" 0000000000000000
done
refuses "then even the right one waits" 1 'Five wrong codes' c1 receipt verify "$r" "$code"
refuses "a receipt that is none" 1 'There is no receipt' c1 receipt verify 61012510301269999999 0000000000000000

# ---- reversal ----
refuses "a reversal needs a second person" 1 'second person' c1 receipt reverse "$r" --reason mistake
refuses "not the clerk again" 1 '' c1 receipt reverse "$r" --reason mistake --approver c1
refuses "not another clerk" 1 '' c1 receipt reverse "$r" --reason mistake --approver c2
refuses "only who took it" 1 'Only c1' c2 receipt reverse "$r" --reason mistake --approver head
refuses "and a reason" 2 'reason is missing' c1 receipt reverse "$r" --approver head
works "reversed" c1 receipt reverse "$r" --reason mistake --approver head
like "by a counter-entry" out "Takes back +$r"
refuses "once" 1 'was reversed by' c1 receipt reverse "$r" --reason mistake --approver head
is "the debt is as before" "$(c1 bill show B1 --json | jq -rs 'map(select(.principal and .version))[0].principal')" 10000

# ---- approval from the own seat ----
r=$(take 103 --method cash)
refuses "nobody at the seat: it waits" 1 'waits for a second person as approval 1' c1 receipt reverse "$r" --reason mistake --approver later
like "what waits is shown" out 'Amount +103.00'
refuses "asked again it waits as another one" 1 'as approval 2' c1 receipt reverse "$r" --reason mistake --approver later --id 00112233445566778899aabbccddeeff
refuses "the same request waits once" 1 'as approval 2' c1 receipt reverse "$r" --reason mistake --approver later --id 00112233445566778899aabbccddeeff
refuses "nobody grants his own" 1 '' c1 approve grant 1
works "the head grants it" boss approve grant 1
like "and it is done" out "Takes back +$r|$r"
is "the audit knows when" "$(boss audit --json | jq -rs 'map(select(.kind=="reversal"))[0].at')" "2026-03-12T09:00:00+08:00"
refuses "the other one comes too late" 1 'reversed' boss approve grant 2
is "it could wait as long as the parameter says" "$(boss approve list --all --json | jq -rs '.[-1] | .asked_at[11:19] + " " + .expires[11:19]')" "09:00:00 10:00:00"
refuses "a width no receipt has" 2 '32, 48 or 80' c1 receipt show "$r" --columns 33

works "the parameter" boss param set approval_seconds 600 --document ours
refuses "again" 1 "as approval 3" c1 receipt reverse "$(take 103 --method cash)" --reason mistake --approver later
like "holds from then on" out 'Valid until +2026-03-12T09:10:00'

# ---- wrong account, bad money ----
r=$(take 103 --method cash)
works "moved to the right account" c1 receipt move "$r" --to 9002 --reason 'number mistyped' --approver head
like "which is shown" out 'Moved to +9002'
like "on the other page" <(c1 receipt list --customer 9002) "$r"
r=$(take 61 --method card --reference K1)
works "a bad tender is cancelled" c1 receipt cancel "$r" --reason 'charged back' --approver head
refuses "once" 1 'cancelled' c1 receipt cancel "$r" --reason again --approver head

# ---- suspicious scan ----
r=$(take 61 --method scan --reference W1 --suspicious)
is "it pays nothing yet" "$(field pending c1 receipt show "$r")" 6100
refuses "the day cannot forget it" 1 '' boss day close
works "it was paid" c1 receipt resolve "$r" --outcome paid
r=$(take 50 --method scan --reference W2 --suspicious)
refuses "failed needs a second person" 1 'second person' c1 receipt resolve "$r" --outcome failed --reason 'no debit'
works "it failed" c1 receipt resolve "$r" --outcome failed --reason 'no debit' --approver head

# ---- refund ----
r=$(field receipt_no c1 pay 9002 --amount 30 --method cash --till 01 --advance)
refuses "only advance can be asked back" 1 'less than 31' c1 receipt refund "$r" --amount 31 --reason moves --approver head
works "a request for the office" c1 receipt refund "$r" --amount 30 --reason moves --approver head
like "has a number" out 'Request +1'
refuses "there is no way to pay out of a drawer" 2 '' c1 till pay 01 --amount 30
checked
done_testing
