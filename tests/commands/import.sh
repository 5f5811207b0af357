#!/bin/bash
# desk import: files come in whole or not at all, and every fault has its place.
# shellcheck source=tests/commands/lib.sh
. "$(dirname "$0")/lib.sh"

"$DESK" init --station QS0000001 --name 青山供电所 >/dev/null
cat >customers.csv <<'CSV'
# from the county
customer_no,name,address,usage_class,tariff,phone,id_no,balance
1300000001,曾国藩,青山镇柳树村3组12号,202,20201021,13800138000,11010519491231002X,12.50
1300000002,"张三",青山镇长坪村1组1号,202,20201021,,,
CSV
cat >bills.csv <<'CSV'
bill_no,customer_no,period,issued_on,due_on,kwh,amount,paid_on
B1,1300000001,2026-01,2026-01-05,2026-01-25,120.5,68.40,
B2,1300000001,2025-12,2025-12-05,2025-12-25,100,50.00,2025-12-20
CSV
refuses "bills need their customers" 1 '2 faults. Nothing was imported' "$DESK" import bills bills.csv
like "each fault is listed with line, column and value" out '2 +2 +customer_no +1300000001'
works "a dry run says what would come" "$DESK" import customers customers.csv --dry-run
like "and that nothing was written" out '2 new.*Nothing was written'
works "customers come in" "$DESK" import customers customers.csv
works "bills come in" "$DESK" import bills bills.csv
works "the same file again changes nothing" "$DESK" import customers customers.csv
like "and says so" out '0 new, 2 unchanged'
works "the page shows what came" "$DESK" customer show 1300000001 --json
like "the debt" out '"bill_no":"B1"'
like "the balance" out '"advance":1250'
like "the masked phone" out '"phone":"138\*\*\*\*8000"'
unlike "and never the whole one" out '13800138000'
works "a bill is shown" "$DESK" bill show B1

printf 'customer_no,name,address,usage_class,tariff\n1300000003,\xd0\xec\xbd\xf8,\xc7\xe0\xc9\xbd\xd5\xf2,202,20201021\n' >gb.csv
works "GB18030 is understood" "$DESK" import customers gb.csv
works "and comes out as it should" "$DESK" customer show 1300000003 --json
like "with the name" out '徐进'

printf 'customer_no,name,adress,usage_class,tariff,name\n' >head.csv
refuses "a wrong header is refused by name" 1 'faults' "$DESK" import customers head.csv
like "the unknown column" out 'adress'
like "the missing column" out 'address" is missing'
like "the column that is there twice" out 'there twice'
cat >bad.csv <<'CSV'
customer_no,name,address,usage_class,tariff,id_no,balance
1300000004,李四,青山镇1号,2o2,20201021,11010519491231002A,1.005
CSV
refuses "all faults of a row are listed" 1 '3 faults' "$DESK" import customers bad.csv --json
like "as one object each" out '"column":4,"line":2.*"value":"2o2","word":"usage_class"'
is "three of them" "$(wc -l <out)" 3
refuses "nothing of it was written" 1 'no customer number 1300000004' "$DESK" customer show 1300000004
refuses "an unknown kind is a wrong call" 2 'cannot be imported' "$DESK" import people customers.csv
refuses "a file that is not there is named" 3 'nofile.csv' "$DESK" import customers nofile.csv
: >empty.csv
refuses "an empty file is one sentence" 1 'empty' "$DESK" import customers empty.csv
refuses "a folder is no file" 1 'plain file' "$DESK" import customers .
is "no file is left behind" "$(find "$DESK_HOME/spool" -type f | wc -l)" 0
works "the store is in order and can be rebuilt" "$DESK" check --rebuild-compare
done_testing
