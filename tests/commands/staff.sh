#!/bin/bash
# desk staff: people, roles, deputies, passwords, and the right of a second person.
# shellcheck source=tests/commands/lib.sh
. "$(dirname "$0")/lib.sh"

# A first password: reset by whoever may, then changed by the person. $1 staff $2 password, the rest who resets
first_password() {
	local who=$1 word=$2
	shift 2
	"$DESK" "$@" staff password "$who" --json >one 2>err || return 1
	sed 's/.*"password":"\([^"]*\)".*/\1/' one >one.pw
	echo "$word" >"$who.pw"
	"$DESK" --as "$who" --password-file one.pw staff password --new-password-file "$who.pw" >/dev/null 2>err
}

"$DESK" init --station QS0000001 --name 青山供电所 >/dev/null
works "the administrator names the first head" "$DESK" staff add H01 --name 陈刚 --roles head
refuses "the second one needs the first" 1 'station head' "$DESK" staff add H02 --name 周平 --roles head
ok "the head gets a password" first_password H01 correct-horse
refuses "a wrong password is refused" 1 'password is wrong' "$DESK" --as H01 --password-file one.pw staff list
works "with the approval of the head a clerk is added" "$DESK" staff add C01 --name 张敏 --roles clerk --phone 138-0013-8000 --approver H01 --approver-password-file H01.pw
like "the phone is kept in one form" out '13800138000'
refuses "a wrong approver's password is refused" 1 'wrong' "$DESK" staff add C02 --name 李娜 --roles clerk --approver H01 --approver-password-file one.pw
refuses "a number is given once" 1 'already a staff number C01' "$DESK" --as H01 --password-file H01.pw staff add C01 --name 张敏 --roles clerk
refuses "an unknown role is named" 1 'cashier' "$DESK" --as H01 --password-file H01.pw staff add C02 --name 李娜 --roles cashier
refuses "head and clerk are two people" 1 'takes no cash' "$DESK" --as H01 --password-file H01.pw staff add X01 --name 某 --roles head,clerk
ok "the clerk gets a password" first_password C01 battery-staple
refuses "a clerk adds nobody" 1 'C01' "$DESK" --as C01 --password-file C01.pw staff add C03 --name 某 --roles clerk
works "the clerk changes the own password" "$DESK" --as C01 --password-file C01.pw staff password --new-password-file H01.pw
refuses "the old one is over" 1 'password is wrong' "$DESK" --as C01 --password-file C01.pw staff list
refuses "a head's password is not the administrator's to reset" 1 'head' "$DESK" staff password H01
echo short >short.pw
refuses "a password has eight characters" 1 '8 characters' "$DESK" --as C01 --password-file H01.pw staff password --new-password-file short.pw

today=$(date +%F) later=$(date -d '+3 days' +%F)
works "the head names a deputy" "$DESK" --as H01 --password-file H01.pw staff deputise C01 --from "$today" --until "$later" --limit 1000
refuses "not beyond the own limit" 1 "own 5000.00" "$DESK" --as H01 --password-file H01.pw staff deputise C01 --from "$today" --until "$later" --limit 5000.01
refuses "not for days that are over" 1 'over' "$DESK" --as H01 --password-file H01.pw staff deputise C01 --from 2020-01-01 --until "$later"
works "a person is disabled" "$DESK" staff disable C01
refuses "and may nothing any more" 1 '.' "$DESK" --as C01 --password-file H01.pw staff list
refuses "nobody disables himself" 1 'himself' "$DESK" staff disable admin
works "the audit knows of it" "$DESK" audit --all --json
like "of failed sign-ins" out '"kind":"sign_in_failed"'
like "and of resets" out '"kind":"password_reset"'
works "the store is in order" "$DESK" check
done_testing
