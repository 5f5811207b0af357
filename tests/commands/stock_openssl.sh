#!/bin/bash
# A real day file read with stock openssl, zstd and jq alone; and one made with them from its stored header, which the office must accept.
. "$(dirname "$0")/lib.sh"

works "the day plays" "$DESK" demo --day "$PWD/day" --customers 20
F=$(echo day/station/out/*-day.desk)
key=day/office/key
cat $key/trust/root.crt $key/trust/crl.pem >trust.pem
cat $key/registry/*-sign.crt >registry.pem
verify() {
	openssl cms -verify -verify_retcode -binary -inform DER -in "$1" -CAfile trust.pem -no-CApath -no-CAstore -crl_check -x509_strict -auth_level 2 \
		-purpose smimesign -nointern -certfile registry.pem -signer who.pem -out x.desk
}
works "openssl verifies signature, signer and revocation" verify "$F"
is "the content is ours" "$(head -c 10 x.desk)" '{"_desk":"'
head -n 1 x.desk >header
is "the signer is the sender" "$(openssl x509 -in who.pem -noout -subject -nameopt multiline | sed -n 's/ *commonName *= //p')" "$(jq -r .from header)"
is "the header is canonical" "$(jq -cS . header)" "$(cat header)"
works "the station knows the file" "$DESK" -D day/station --as head sync status --json
is "by this identity" "$(jq -r .file_id out)" "$(sha256sum <header | cut -d' ' -f1)"
tail -n +2 x.desk >x.enc
works "openssl decrypts" openssl cms -decrypt -binary -inform DER -in x.enc -recip $key/encrypt.crt -inkey $key/encrypt.key \
	-passin "file:$key/demo.pass" -out x.zst
works "zstd unpacks" zstd -q -d -f --memory=8MB x.zst -o x.ndjson
is "the digest is the header's" "$(sha256sum <x.ndjson | cut -d' ' -f1)" "$(jq -r .content_sha256 header)"
is "the length too" "$(stat -c %s x.ndjson)" "$(jq -r .content_len header)"
jq -cS . x.ndjson >x.again
ok "jq reproduces every line" cmp -s x.again x.ndjson
is "as many lines as announced" "$(($(wc -l <x.ndjson) - 2))" "$(jq -r .events header)"
is "receipts add up to the last line" "$(jq -s 'map(select(._t=="receipt").amount)|add' x.ndjson)" "$(tail -n 1 x.ndjson | jq .s_receipt)"
is "tenders in cash too" "$(jq -s 'map(select(._t=="tender" and .method=="cash").amount)|add' x.ndjson)" "$(tail -n 1 x.ndjson | jq .s_cash)"
is "and the count of receipts" "$(grep -c '"_t":"receipt"' x.ndjson)" "$(tail -n 1 x.ndjson | jq .n_receipt)"
is "the customer hash is what it says" \
	"$(jq -r 'select(has("customer_no")).customer_no|select(test("^[0-9]+$"))' x.ndjson | awk '{ s = (s + $1 % 1e12) % 1e12 } END { printf "%.0f\n", s }')" \
	"$(tail -n 1 x.ndjson | jq .custhash)"
is "the chain begins at nothing" "$(jq -r .jprev header)" "$(printf '0%.0s' {1..64})"

# The first lines of the chain by hand: leaf = SHA256(00 line), chain = SHA256(02 before leaf).
chain() {
	local c line leaf
	c=$(printf '0%.0s' {1..64})
	while IFS= read -r line; do
		leaf=$({ printf '\0'; printf '%s' "$line"; } | sha256sum | cut -d' ' -f1)
		c=$(printf '%b' "$(printf '02%s%s' "$c" "$leaf" | sed 's/../\\x&/g')" | sha256sum | cut -d' ' -f1)
	done
	echo "$c"
}
events=$(jq -r .events header)
[ "$events" -gt 1500 ] || is "the chain over all lines ends at the header's head" "$(sed '1d;$d' x.ndjson | chain)" "$(jq -r .jhead header)"

# ---- the other way: header as stored, everything else by stock tools ----
skey=day/station/key
zstd -q -1 -f x.ndjson -o y.zst
works "openssl encrypts" openssl cms -encrypt -binary -stream -aes-256-gcm -aes256-wrap -outform DER -recip $key/encrypt.crt -keyopt ecdh_kdf_md:sha256 \
	-in y.zst -out y.enc
cat header y.enc >y.desk
mkdir made
works "openssl signs" openssl cms -sign -binary -nodetach -stream -nosmimecap -md sha256 -outform DER -in y.desk -signer $skey/sign.crt \
	-inkey $skey/sign.key -passin "file:$skey/demo.pass" -out "made/$(basename "$F")"
works "an office with the same keys and an empty store" "$DESK" -D fresh office init --demo --office "$(jq -r .to header)" --name Fresh
mkdir -p fresh/key
cp -r $key/. fresh/key/
works "knows the station" "$DESK" -D fresh office enrol --yes $skey/sign.crt $skey/encrypt.crt
works "takes it in" "$DESK" -D fresh office import "made/$(basename "$F")"
like "as accepted" out ': A000 '
works "and the program's own file" "$DESK" -D fresh office import "$F"
like "is the same one" out ': A001 '
works "both stores agree" "$DESK" -D fresh check
done_testing
