#!/bin/bash
# One definition, three outputs that agree; who may see the sums of an open day.
. "$(dirname "$0")/lib.sh"
station 60

works "the list of reports" "$DESK" report
like "collect is there" out '^collect '
refuses "no such report" 2 'no report' "$DESK" report nonsense
refuses "no business day yet" 1 'no business day yet' "$DESK" report collect --as head
works "a till" "$DESK" till open 01 --float 100 --as c1
works "money" "$DESK" pay 6125000001 --amount 100 --method cash --till 01 --as c1
refuses "a clerk sees no sums of an open day" 1 'still open' "$DESK" report collect --as c1
works "the head does" "$DESK" report collect --as head
like "the sum" out '100\.00'
like "marked open" out 'not closed'
like "marked demo" out 'DEMO'
is "80 columns" "$(wc -L <out)" 80
works "csv" "$DESK" report collect --as head --format csv --machine
like "ascii words" out '^clerk,clerk_name,method'
like "yuan" out ',100\.00,'
works "json" "$DESK" report collect --as head --format json
is "fen" "$(jq '.sums.received' out)" 10000
is "rows add up to the sum" "$(jq '[.tables.collect[].received] | add' out)" 10000
works "into a file" "$DESK" report collect --as head --out r.txt
refuses "never over a file" 1 'exists' "$DESK" report collect --as head --out r.txt
run "$DESK" report collect --as head --lang zh_CN
like "in Chinese" out '收费日报'
done_testing
