#!/bin/bash
# The whole day from the till to the green light, as make demo plays it.
. "$(dirname "$0")/lib.sh"

works "the day plays" "$DESK" demo --day "$PWD/day" --customers 120
cp out story
like "the day begins at half past eight" story '^08:41  till 01 opened'
like "of a day that is always the same" story '^day file +610125103-610125-20260312-'
like "the storm has sixty callers" story '^outage +F260312-0001, 60 callers: '
like "three complaints" story '^complaints +3: one goes back dissatisfied, one repeats it, one anonymous'
like "a damage claim" story '^damage claim +1, visited and assessed'
like "callbacks" story '^callbacks +[0-9]+ of [0-9]+ made'
like "nothing is otherwise than it should be" story '^checked on the way +([0-9]+) of \1 '
like "one drawer is right" story '^till 01 +difference 0\.00'
like "one is 0.20 short and says why" story '^till 02 +difference -0\.20: .'
like "accepted once only" story '^office verdict +A000, second import A001'
like "green" story '^acknowledgement +A000, the day is green'
like "station clean" story '^check station +clean'
like "office clean" story '^check office +clean'
works "somebody of the office" "$DESK" -D day/office staff add o1 --name 县公司 --roles office
works "asks for the tickets of that day" "$DESK" -D day/office --as o1 report tickets --station 610125103 --date 2026-03-12 --format json
cp out theirs
works "as the station does" "$DESK" -D day/station --as head report tickets --date 2026-03-12 --format json
is "and reads the same figures" "$(jq -cS '[.sums,.callbacks,.tables]' theirs)" "$(jq -cS '[.sums,.callbacks,.tables]' out)"
works "the office looks at a claim of the station" "$DESK" -D day/office --as o1 claim list --all --station 610125103 --json
like "with what the rules give" out '"amount":150000.*"state":"office"'
works "and at the whole claim" "$DESK" -D day/office --as o1 claim show "$(jq -r .claim_no out)" --station 610125103
like "who was there" out '李主任'
mkdir trust
cp day/office/key/trust/*.* day/office/key/registry/*.crt trust/
works "the file verifies without a store" "$DESK" verify --trust "$PWD/trust" day/station/out/*-day.desk
done_testing
