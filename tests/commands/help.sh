#!/bin/bash
# Help comes from the command table: every command shown can be explained, what is wrong with a call is said in one sentence.
. "$(dirname "$0")/lib.sh"

run "$DESK"
is "without a command: help and status 2" "$status" 2
like "help on stderr" err '^  pay '
works "desk help" "$DESK" help
cp out commands
bad=0
while read -r line; do
	mapfile -t words < <(echo "$line" | tr ' ' '\n')
	"$DESK" help "${words[0]}" >one 2>&1 || bad=1
	grep -q . one || bad=1
done < <(sed -n 's/^  \([a-z][a-z-]*\) .*/\1/p' commands | sort -u)
is "every noun of the list can be explained" "$bad" 0
works "help of a command of two words" "$DESK" help till open
like "its usage" out '^usage: desk till open'
works "--help behind a command" "$DESK" pay --help
like "options are listed" out '--method'
refuses "a command that does not exist" 2 'no command "nonsense"' "$DESK" nonsense
refuses "an option that does not exist" 2 'no option --nonsense' "$DESK" check --nonsense
refuses "a noun without a verb lists its verbs" 2 '' "$DESK" till
like "till open is among them" err 'till open'
refuses "an amount that is none" 2 'amount' "$DESK" pay 1 --amount 1.234 --method cash --till 01
refuses "a home that is not there" 1 'no station' "$DESK" -D "$PWD/nothing" find x
run env DESK_LANG=zh_CN "$DESK" help
like "help in Chinese" out '命令'
done_testing
