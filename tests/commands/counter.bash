# shellcheck shell=bash
# For the tests of the counter: a demo home on 12 March 2026 whose people need no passwords (c1 c2 clerks, head), with three customers:
#   9001 resident, B1 100.00 due 02-10 (fee 3.00), B2 60.00 due 03-09 (fee 1.00), B3 50.00 due 03-20
#   9002 resident, owes nothing, 35.00 in advance
#   9003 not a resident, B9 5000.00 due 2025-12-10 (fee 1275.00)
export DESK_NOW=2026-03-12T09:00:00+08:00

counter() {
	"$DESK" demo --customers 20 "$DESK_HOME" >/dev/null || return 1
	cat >customers.csv <<-'EOF'
		customer_no,name,address,usage_class,tariff,balance
		9001,曾国藩,青山镇一村5号,202,20201021,
		9002,解缙,青山镇二村7号,202,20201021,35.00
		9003,青山砖厂,青山镇工业路1号,400,40001021,
	EOF
	cat >bills.csv <<-'EOF'
		bill_no,customer_no,period,issued_on,due_on,kwh,amount
		B1,9001,2026-01,2026-01-31,2026-02-10,100,100.00
		B2,9001,2026-02,2026-02-28,2026-03-09,60,60.00
		B3,9001,2026-03,2026-03-10,2026-03-20,50,50.00
		B9,9003,2025-11,2025-11-30,2025-12-10,5000,5000.00
	EOF
	"$DESK" import customers customers.csv >/dev/null && "$DESK" import bills bills.csv >/dev/null
}
# A field of the JSON objects a command prints: field receipt_no desk ...
field() {
	local name=$1
	shift
	"$@" --json 2>/dev/null </dev/null | jq -r ".$name" | tail -n 1
}
c1() { "$DESK" "$@" --as c1; }
c2() { "$DESK" "$@" --as c2; }
boss() { "$DESK" "$@" --as head; }
checked() {
	works "the check finds nothing wrong" "$DESK" check --rebuild-compare
}
