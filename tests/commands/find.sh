#!/bin/bash
# desk find, unmask, audit: whoever is looked for is found, and who looked is known.
# shellcheck source=tests/commands/lib.sh
. "$(dirname "$0")/lib.sh"

"$DESK" init --station QS0000001 --name 青山供电所 >/dev/null
cat >customers.csv <<'CSV'
customer_no,name,address,usage_class,tariff,phone,id_no
1300000001,曾国藩,青山镇柳树村3组12号,202,20201021,13800138000,11010519491231002X
1300000002,张三,青山镇长坪村1组1号,202,20201021,13912345678,
1300000003,单雄信,青山镇正街5号,202,20201021,,
CSV
"$DESK" import customers customers.csv >/dev/null
finds() { # name, text, number, why
	run "$DESK" find "$2" --json
	like "$1" out "\"customer_no\":\"$3\".*\"why\":\"$4\""
}
finds "by initials" zgf 1300000001 initials
finds "by the beginning of the pinyin" zengg 1300000001 pinyin
finds "by initials and syllables mixed" zsan 1300000002 pinyin
finds "by the surname's reading" shanx 1300000003 pinyin
finds "by the last four of the phone" 8000 1300000001 phone_tail
finds "by the whole phone" 13912345678 1300000002 phone
finds "by half an address" 柳树村3组 1300000001 address
finds "by the number" 1300000003 1300000003 number
finds "by a similar sound" zangsan 1300000002 fuzzy
works "words on the command line belong together" "$DESK" find zhang san --json
like "and find" out '1300000002'
works "nobody found is no fault" "$DESK" find qqqq
like "and says what to try" out 'Nobody was found'
refuses "blanks find nothing" 1 'Type a name|filled in' "$DESK" find " "

"$DESK" staff add H01 --name 陈刚 --roles head >/dev/null
"$DESK" staff password H01 --json | sed 's/.*"password":"\([^"]*\)".*/\1/' >one.pw
echo correct-horse >pw
"$DESK" --as H01 --password-file one.pw staff password --new-password-file pw >/dev/null
refuses "the administrator sees no personal data" 1 '.' "$DESK" unmask 1300000001 --reason 客户要求核对
refuses "without a reason nobody does" 2 'reason' "$DESK" --as H01 --password-file pw unmask 1300000001
works "the head sees it for a reason" "$DESK" --as H01 --password-file pw unmask 1300000001 --reason 客户要求核对 --json
like "whole" out '"id_no":"11010519491231002X".*"phone":"13800138000"'
works "a page is opened" "$DESK" --as H01 --password-file pw customer show 1300000002
works "the evening audit" "$DESK" --as H01 --password-file pw audit --json
like "tells who saw what and why" out '"by":"H01".*"customer_no":"1300000001".*"kind":"unmask".*"reason":"客户要求核对"'
like "and who looked without serving" out '"customer_no":"1300000002".*"kind":"lookup_without_service"'
works "the store is in order" "$DESK" check
done_testing
