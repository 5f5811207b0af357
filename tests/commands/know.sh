#!/bin/bash
# desk know: policy answers are found by words and letters, with document and day; a file brings more.
# shellcheck source=tests/commands/lib.sh
. "$(dirname "$0")/lib.sh"

"$DESK" init --station QS0000001 --name 青山供电所 >/dev/null
first() { # name, topic that must come first, text...
	local name=$1 topic=$2
	shift 2
	run "$DESK" know find "$@" --json
	is "$name" "$(head -n 1 out | sed 's/.*"topic":"\([^"]*\)".*/\1/')" "$topic"
}
works "all answers are listed" "$DESK" know find --json
ok "at least thirty ship" test "$(wc -l <out)" -ge 30
ok "each with its document and day" test "$(grep -c '"document":"[^"]\+".*"effective_on":"[12]' out)" = "$(wc -l <out)"
first "by a word" late-fee 违约金
first "by a part of the title" damage-years 折旧的年限
first "by the initials of a part of the title" damage-years zjdnx
first "by pinyin" late-fee weiyuejin
first "by an English word" tou-residents tou
first "by two words" late-fee-waiver 违约金 减免
first "by what only the answer says" breach 180天
works "what F1 shows on a field" "$DESK" know find --mark payment.method --json
like "the ways to pay" out '"topic":"pay-ways"'
works "what belongs to a class belongs to its parts" "$DESK" know find --mark class:40201 --json
like "a complaint about a meter" out '"topic":"meter-test"'
works "nothing found is no fault" "$DESK" know find 天气预报
like "and says what to try" out 'first letters'
works "an answer whole" "$DESK" know show damage-claim
like "with its document" out '电力工业部令第7号'
like "and its first day" out '1996-09-01'
refuses "an unknown topic is named" 1 'nothing-here' "$DESK" know show nothing-here

cat >more.csv <<'CSV'
topic,title,text,document,effective_on,words,x_note
late-fee,电费违约金怎么算,新办法：每日万分之五。,县供电公司〔2030〕1号,2030-01-01,违约金,later
heating,煤改电补贴怎么领,凭补贴申请表到窗口办理，以当地文件为准。,县政办〔2026〕3号,2026-03-01,煤改电 补贴 @payment.method,
CSV
works "more answers come in from a file" "$DESK" import knowledge more.csv
like "and are counted" out '2 new'
first "they are found" heating mgd
works "today the old answer holds" "$DESK" know show late-fee --date 2029-12-31
like "that of the rules" out '千分之一'
works "from its day on the new one" "$DESK" know show late-fee --date 2030-01-01
like "of the county" out '万分之五'
works "the same file again changes nothing" "$DESK" import knowledge more.csv
like "and says so" out '0 new, 2 unchanged'
sed -i 's/凭补贴申请表/凭身份证和补贴申请表/' more.csv
works "a corrected answer replaces its row" "$DESK" import knowledge more.csv
like "one of them" out '0 new, 1 unchanged, 1 replaced'
works "and holds" "$DESK" know show heating
like "as corrected" out '凭身份证和补贴'
printf 'topic,title,text\nBad Topic,题目,答案\nheating,,x\n' >bad.csv
refuses "faults are listed" 1 '2 faults. Nothing was imported' "$DESK" import knowledge bad.csv
like "the topic" out '2 +1 +topic +Bad Topic'
like "the missing title" out '3 +2 +title'
works "the store is in order and can be rebuilt" "$DESK" check --rebuild-compare
done_testing
