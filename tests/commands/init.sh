#!/bin/bash
# desk init, param, calendar: a home from nothing, its parameters and working days.
# shellcheck source=tests/commands/lib.sh
. "$(dirname "$0")/lib.sh"

refuses "a code in small letters is refused" 1 'cannot be a station code' "$DESK" init --station qs1 --name 青山供电所
refuses "without a name it is a wrong call" 2 'name' "$DESK" init --station QS1
works "a home is made" "$DESK" init --station QS0000001 --name 青山供电所
is "the home is closed to others" "$(stat -c %a "$DESK_HOME")" 700
refuses "it is made once only" 1 'already' "$DESK" init --station QS0000001 --name 青山供电所
works "whoever made it is its administrator" "$DESK" staff list --json
like "with the role admin and nothing else" out '"roles":"admin"'
is "and is the only one" "$(wc -l <out)" 1

works "parameters have defaults" "$DESK" param list --json
like "with the document they come from" out '"document":"供电营业规则 1996 第98条".*"name":"rate_res".*"value":"1"'
works "an ordinary parameter is the administrator's" "$DESK" param set idle_minutes 10 --document 本站
refuses "one that concerns money needs the head" 1 'station head approve' "$DESK" param set rate_res 0.5 --document 县〔2026〕7号
refuses "an unknown one is named" 1 'no parameter rate_x' "$DESK" param set rate_x 1 --document x
refuses "a wrong value is explained" 1 'whole number' "$DESK" param set idle_minutes soon --document x
works "the new value is in the list" "$DESK" param list idle_minutes --json
like "with its value" out '"value":"10"'

works "the shipped calendar is there" "$DESK" calendar show 2026 --json
like "with the make-up days" out '"kind":"W".*"workday":1'
works "a year without notice is said to be so" "$DESK" calendar show 2031
like "in one sentence" out 'No notice'
works "the store is in order" "$DESK" check
done_testing
