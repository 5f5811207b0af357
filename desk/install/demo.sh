#!/bin/sh
# What `make demo` does after building: on a terminal opens the counter of the demo station, otherwise plays the whole counter day
# and checks the day file once more with nothing but openssl, zstd and jq. $1: the build folder.
set -eu
build=$1
desk=$build/desk
DESK_DATADIR=${DESK_DATADIR:-$PWD/desk/data}
export DESK_DATADIR

if [ -t 0 ] && [ -t 1 ]; then
	exec "$desk" demo "$build/demo-station"
fi

for home in "$build/demo/station" "$build/demo/office"; do
	[ ! -S "$home/desk.sock" ] || "$desk" -D "$home" serve --stop || true
done
rm -rf "$build/demo"
status=0
"$desk" demo --day "$build/demo" || status=$?

# The same verdict by stock tools: signature, signer and list; name of the signer; decryption; digest; canonical lines.
stock() {
	file=$(echo "$build"/demo/station/out/*-day.desk)
	o=$build/demo/office/key
	t=$build/demo/stock
	mkdir -p "$t"
	cat "$o/trust/root.crt" "$o/trust/crl.pem" >"$t/trust.pem"
	cat "$o"/registry/*-sign.crt >"$t/registry.pem"
	openssl cms -verify -verify_retcode -binary -inform DER -in "$file" -CAfile "$t/trust.pem" -no-CApath -no-CAstore -crl_check -x509_strict \
		-auth_level 2 -purpose smimesign -nointern -certfile "$t/registry.pem" -signer "$t/who.pem" -out "$t/x.desk" 2>"$t/log" || return 1
	[ "$(head -c 10 "$t/x.desk")" = '{"_desk":"' ] || return 1
	head -n 1 "$t/x.desk" >"$t/header"
	openssl x509 -in "$t/who.pem" -noout -subject -nameopt multiline | grep -q "commonName *= $(jq -r .from "$t/header")\$" || return 1
	tail -n +2 "$t/x.desk" >"$t/x.enc"
	openssl cms -decrypt -binary -inform DER -in "$t/x.enc" -recip "$o/encrypt.crt" -inkey "$o/encrypt.key" -passin "file:$o/demo.pass" \
		-out "$t/x.zst" 2>>"$t/log" || return 1
	zstd -q -d -f --memory=8MB "$t/x.zst" -o "$t/x.ndjson" 2>>"$t/log" || return 1
	[ "$(sha256sum <"$t/x.ndjson" | cut -d' ' -f1)" = "$(jq -r .content_sha256 "$t/header")" ] || return 1
	jq -cS . "$t/x.ndjson" | cmp -s - "$t/x.ndjson" || return 1
	sum=$(jq -s 'map(select(._t=="receipt").amount) | add' "$t/x.ndjson")
	identity=$(sha256sum <"$t/header" | cut -d' ' -f1)
}
if stock; then
	printf '%-22s%s\n' 'stock openssl' "good: signed by $(jq -r .from "$t/header"), $(wc -l <"$t/x.ndjson") lines, receipts $sum fen" identity "$identity"
else
	printf '%-22s%s\n' 'stock openssl' "REFUSED, see $build/demo/stock/log"
	status=1
fi
echo "left behind: $build/demo/station, $build/demo/office, $build/demo/collect.txt, $build/demo/receipt.txt"
exit $status
