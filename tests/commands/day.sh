#!/bin/bash
# The business day from the first till to its last line.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/counter.bash"
ok "a counter is set up" counter

refuses "nothing is open" 1 'No business day' boss day close
works "the first till opens the day" c1 till open 01 --float 0
is "of this date" "$(field business_date boss day status)" 2026-03-12
works "money" c1 pay 9001 --amount 103 --method cash --till 01
works "an unknown outcome" c1 pay 9003 --amount 100 --method scan --reference W1 --suspicious --till 01
refuses "not over open tills" 1 'Till 01 of c1' boss day close
works "count" c1 till count 01 --seal --cash 100=1,1=3
works "close" c1 till close 01
refuses "not over suspicious money" 1 '1 suspicious' boss day close
refuses "a clerk carries nothing" 1 'role' c1 day carry --reason 'line is down'
refuses "not without a reason" 2 'reason is missing' boss day carry
works "carried" boss day carry --reason 'line is down'
refuses "a clerk closes no day" 1 'role' c1 day close
works "the head closes" boss day close --json
is "cash of the day" "$(jq -r .cash out)" 10300
is "the carried money" "$(jq -r .suspicious_carried out)" 10000
first=$(jq -r .lsn_last out)
refuses "once" 1 'No business day' boss day close
works "it waits for its file" boss sync status
unlike "which has no number yet" out ' 0( |$)'
works "later business" c1 till open 01 --float 0
is "is the next day's" "$(field business_date boss day status)" 2026-03-13
works "which" c1 till count 01 --seal --cash 0
works "ends" c1 till close 01
is "and begins where the last one ended" "$(field lsn_first boss day close)" "$((first + 1))"
checked
done_testing
