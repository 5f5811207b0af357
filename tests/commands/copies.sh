#!/bin/bash
# Out and back: backup and restore, dump and load, each checked line by line; an edited line is named.
. "$(dirname "$0")/lib.sh"
station 40
"$DESK" till open 01 --float 100 --as c1 >/dev/null
"$DESK" pay 6125000001 --amount 50 --method cash --till 01 --as c1 >/dev/null

works "check of a running station" "$DESK" check --rebuild-compare
works "backup while it runs" "$DESK" backup "$PWD/backup"
works "dump" "$DESK" dump
cp out dump
works "stop" "$DESK" serve --stop
works "restore" "$DESK" -D "$PWD/restored" restore "$PWD/backup"
works "the restored store is clean" "$DESK" -D "$PWD/restored" check --rebuild-compare
refuses "money is blocked after a restore" 1 'blocked' "$DESK" -D "$PWD/restored" pay 6125000002 --amount 1 --method cash --till 01 --as c1
refuses "never over a store" 1 'already.*move its folder db aside' "$DESK" restore "$PWD/backup"
works "load" "$DESK" -D "$PWD/loaded" load dump
works "the loaded store is clean" "$DESK" -D "$PWD/loaded" check --rebuild-compare
done_testing
