# shellcheck shell=bash
# For command tests: `. "$(dirname "$0")/lib.sh"`. Each test runs in a folder of its own (the current one) on the program $DESK.
#
#   station [N]      makes a demo station of N customers (60) at ./station: --as c1 c2 f1 f2 head lead rev boss without a password
#   run CMD...       runs; leaves $status, stdout in ./out, stderr in ./err
#   ok NAME TEST...  one TAP line: TEST is a command that must succeed
#   is NAME GOT WANT / like NAME FILE REGEX / unlike NAME FILE REGEX / refuses NAME STATUS REGEX CMD...
#   done_testing     prints the plan; stops the keepers of all homes made here
set -u
SOURCE=${SOURCE:-$(realpath "$(dirname "$0")/../..")}
DESK=${DESK:-$SOURCE/build/test/bin/desk}
export DESK_HOME=$PWD/station DESK_LANG=en TZ=Asia/Shanghai
n=0 failures=0 status=0

stop_keepers() {
	local h
	for h in "$PWD"/*/ "$PWD"/*/*/; do
		[ ! -S "$h/desk.sock" ] || "$DESK" -D "$h" serve --stop >/dev/null 2>&1
	done
	return 0
}
trap stop_keepers EXIT

station() {
	"$DESK" demo --customers "${1:-60}" "$DESK_HOME" >demo.out 2>&1 || { cat demo.out; echo "Bail out! no station"; exit 1; }
}
run() {
	"$@" >out 2>err </dev/null
	status=$?
	return 0
}
_line() { # verdict name
	n=$((n + 1))
	if [ "$1" = 0 ]; then
		echo "ok $n - $2"
	else
		failures=$((failures + 1))
		echo "not ok $n - $2"
		return 1
	fi
}
_show() {
	sed 's/^/#   /' "$1" | head -n 30
}
ok() {
	local name=$1
	shift
	if "$@"; then _line 0 "$name"; else _line 1 "$name" || echo "#   $*"; fi
}
is() {
	if [ "$2" = "$3" ]; then _line 0 "$1"; else _line 1 "$1" || printf '#   got  %s\n#   want %s\n' "$2" "$3"; fi
}
like() {
	if grep -Eq -- "$3" "$2"; then _line 0 "$1"; else _line 1 "$1" || { echo "#   no $3 in $2:"; _show "$2"; }; fi
}
unlike() {
	if grep -Eq -- "$3" "$2"; then _line 1 "$1" || { echo "#   $3 in $2:"; _show "$2"; }; else _line 0 "$1"; fi
}
# The command must succeed.
works() {
	local name=$1
	shift
	run "$@"
	if [ $status = 0 ]; then _line 0 "$name"; else _line 1 "$name" || { echo "#   status $status: $*"; _show err; }; fi
}
# The command must end with this status and one sentence on stderr.
refuses() {
	local name=$1 want=$2 regex=$3
	shift 3
	run "$@"
	if [ $status = "$want" ] && grep -Eq -- "$regex" err; then
		_line 0 "$name"
	else
		_line 1 "$name" || { echo "#   status $status, wanted $want and $regex: $*"; _show err; }
	fi
}
skip() {
	n=$((n + 1))
	echo "ok $n - $1 # SKIP $2"
}
done_testing() {
	echo "1..$n"
	[ $failures = 0 ]
}
