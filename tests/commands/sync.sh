#!/bin/bash
# Keys, certificates, files and answers from the command line: a demo day, then everything that may go wrong around it.
. "$(dirname "$0")/lib.sh"
CA=$SOURCE/desk/install/desk-ca
# The verdict is the answer, so it stands on stdout: only the status is asked here.
exits() { # name status command...
	local name=$1 want=$2
	shift 2
	run "$@"
	is "$name" $status "$want"
}

works "the day plays" "$DESK" demo --day "$PWD/day" --customers 20
not_same() { ! cmp -s "$1" "$2"; }
st() { "$DESK" -D day/station --as head "$@"; }
of() { "$DESK" -D day/office "$@"; }
file=$(echo day/station/out/*-day.desk)
ack=$(echo day/office/out/*-ack.desk)

works "status" st sync status --json
is "the day is green" "$(jq -r .light out)" green
is "with the office's verdict" "$(jq -r .code out)" A000
id=$(jq -r .file_id out)
cp "$file" first
works "exporting again" st export --json
is "makes the same file" "$(jq -r .file_id out)" "$id"
is "and says so" "$(jq -r .again out)" 1
ok "of other bytes" not_same first "$file"
works "which the office knows" of office import "$file"
like "as accepted before" out ': A001 '
works "nothing is left to answer" of office ack
is "so no file is made" "$(wc -c <out)" 0
works "the answer once more" st receive "$ack"
like "is known too" out ': A001 '
works "the office's stations" of office status --json
is "one file in" "$(jq -r .seq out)" 1
works "the office's files" of office list
like "lists it" out '610125103 +1 '

exits "a day file is no answer" 4 st receive "$file"
like "by its kind" out ': R2'
exits "an answer is no day file" 4 of office import "$ack"
refuses "a station imports nothing" 1 'This is a station' "$DESK" -D day/station --as boss office import "$file"
refuses "an office receives nothing" 1 'This is an office' of receive "$ack"
refuses "an office exports nothing" 1 'This is an office' of export
refuses "a station enrols nobody" 1 'Only an office' "$DESK" -D day/station --as boss office enrol day/station/key/sign.crt day/station/key/encrypt.crt
refuses "a clerk exports nothing" 1 'role' "$DESK" -D day/station --as c1 export
refuses "a missing file" 3 'cannot be opened' of office import nothing.desk
exits "some other file" 4 of office import out
like "by its name" out ': R401 '

# ---- a home that is no demo: passphrases, one key for ever, fingerprints ----
works "an office" "$DESK" -D real office init --office 610126 --name "Other County"
echo short >short.pass
echo "a good passphrase" >good.pass
echo "a wrong passphrase" >wrong.pass
refuses "a short passphrase" 1 'at least 8' "$DESK" -D real key new --passphrase-file short.pass
works "keys" "$DESK" -D real key new --passphrase-file good.pass
like "show what to read out" out '^sign.csr +([0-9A-F]{4} ){15}[0-9A-F]{4}$'
is "the key is the owner's alone" "$(stat -c %a real/key/sign.key)" 400
like "and locked" real/key/sign.key 'BEGIN ENCRYPTED PRIVATE KEY'
refuses "keys are never overwritten" 1 'never overwritten' "$DESK" -D real key new --passphrase-file good.pass
works "the authority" "$CA" -d real.ca -p good.pass root "Other County"
refuses "is never overwritten" 1 'never overwritten' "$CA" -d real.ca -p good.pass root "Other County"
works "issues" "$CA" -d real.ca -p good.pass issue real/key/sign.csr real/key/encrypt.csr
works "install" "$DESK" -D real key install real/key/sign.crt real/key/encrypt.crt real.ca/trust.pem
works "show" "$DESK" -D real key show
like "names the root" out 'trust/root.crt +authority'
refuses "a private key is no certificate" 1 'no certificate' "$DESK" -D real key install real/key/sign.key
refuses "nobody's certificate" 1 'belongs to nobody' "$DESK" -D real key install day/station/key/sign.crt
refuses "a demo certificate counts only in a demo home" 1 'demo' "$DESK" -D real office enrol --yes day/station/key/sign.crt day/station/key/encrypt.crt
refuses "one certificate is not enough" 1 'two certificates' of office enrol --yes day/station/key/sign.crt
run of office enrol day/station/key/sign.crt day/station/key/encrypt.crt
is "without --yes nobody is registered" $status 1
like "the fingerprints are shown" out '^  ([0-9A-F]{4} ){15}[0-9A-F]{4}$'
refuses "a wrong passphrase" 1 'passphrase is wrong' "$DESK" -D real office import --passphrase-file wrong.pass "$file"

# ---- revocation ----
cp "$file" again.desk
run of office revoke 610125103
is "the office revokes" $status 0
exits "its files count no longer" 4 of office import "$file"
like "as unknown" out ': R211 '
works "enrolled again" of office enrol --yes day/station/key/sign.crt day/station/key/encrypt.crt
works "known again" of office import "$file"
works "the authority revokes" env DESK_CA_NOW=2026-03-12 "$CA" -d day/ca -p day/ca.pass revoke day/station/key/sign.crt
works "its list is installed" of key install day/ca/crl.pem
exits "now it is revoked by the authority" 4 of office import "$file"
like "which is said" out ': R212 '
rm day/office/key/trust/crl.pem
exits "without a list" 4 of office import "$file"
like "nothing is believed" out ': R215 '
done_testing
