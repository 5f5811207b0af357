#!/bin/bash
# Clerks over SSH: a private sshd on loopback with the shipped snippet. The counter comes up; a shell, files, tunnels and an environment
# do not get through; the key names the workstation; a line that breaks leaves what was typed.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/counter.bash"
sshd=/usr/sbin/sshd
if [ ! -x $sshd ] || [ "$(id -u)" != 0 ]; then
	skip "private sshd" "it needs openssh-server and root"
	done_testing
	exit
fi
counter || { echo "Bail out! no station"; exit 1; }
"$DESK" till open 01 --float 100 --as c1 >/dev/null

# ---- the server: the snippet as it is, for this user, with the program under test ----
me=$(id -un)
mkdir -p ssh /run/sshd
ssh-keygen -q -t ed25519 -N '' -f ssh/host
ssh-keygen -q -t ed25519 -N '' -f ssh/clerk
cp ssh/clerk.pub ssh/keys
cat >ssh/program <<END
#!/bin/sh
export DESK_HOME='$DESK_HOME' DESK_DATADIR='$DESK_DATADIR' DESK_NOW='$DESK_NOW' DESK_WORKSTATIONS='$PWD/ssh/workstations' TZ=Asia/Shanghai
export ASAN_OPTIONS='${ASAN_OPTIONS:-}' LC_ALL=C.UTF-8
exec '$DESK' "\$@"
END
chmod 755 ssh/program
server() {
	cat <<-END
		Port $1
		ListenAddress 127.0.0.1
		HostKey $PWD/ssh/host
		PidFile $PWD/ssh/pid
		UsePAM no
		StrictModes no
		PermitRootLogin prohibit-password
		Subsystem sftp internal-sftp
		AuthorizedKeysFile $PWD/ssh/keys
	END
}
snippet() {
	server "$1" | grep -v AuthorizedKeysFile
	sed "s|^Match Group .*|Match User $me|; s|/etc/desk/authorized_keys/%u|$PWD/ssh/keys|; s|/usr/bin/desk|$PWD/ssh/program|" \
		"$SOURCE/desk/install/sshd-desk.conf"
}
snippet 22222 >ssh/config
works "sshd takes the shipped snippet" $sshd -t -f "$PWD/ssh/config"
for port in 22222 22322 23422 24522 25622; do
	snippet $port >ssh/config
	$sshd -f "$PWD/ssh/config" -E "$PWD/ssh/log" 2>/dev/null && break
done
stop_server() {
	[ ! -f ssh/pid ] || kill "$(cat ssh/pid)" 2>/dev/null
	stop_keepers
}
trap stop_server EXIT

options=(-F none -p "$port" -i ssh/clerk -o IdentitiesOnly=yes -o StrictHostKeyChecking=no -o "UserKnownHostsFile=$PWD/ssh/known"
	-o LogLevel=ERROR -o ConnectTimeout=10 -o BatchMode=yes)
to() { TERM=${term:-vt220} timeout 60 ssh "${options[@]}" "$@"; }

# Every way in that is no counter; ssh/tries names those that worked.
tries() {
	local far="$me@127.0.0.1" copy=(-q -F none -P "$port" "${options[@]:4}")
	: >ssh/tries
	worked() { [ ! -e "$2" ] || echo "$1" >>ssh/tries; rm -f "$2"; }
	to "$far" "touch $PWD/ssh/made" >out 2>err </dev/null
	worked command ssh/made
	echo "touch $PWD/ssh/made" | to "$far" >out 2>err
	worked shell ssh/made
	echo "get $PWD/ssh/secret $PWD/ssh/taken" | timeout 60 sftp -b - "${copy[@]}" "$far" >out 2>err
	worked sftp ssh/taken
	timeout 60 scp "${copy[@]}" "$far:$PWD/ssh/secret" ssh/taken >out 2>err </dev/null
	worked scp ssh/taken
	timeout 60 scp -O "${copy[@]}" "$far:$PWD/ssh/secret" ssh/taken >out 2>err </dev/null
	worked scp-old ssh/taken
	timeout 60 scp "${copy[@]}" ssh/secret "$far:$PWD/ssh/put" >out 2>err </dev/null
	worked put ssh/put
	# The banner of the server itself, through its own tunnel.
	to -W "127.0.0.1:$port" "$far" 2>err </dev/null | head -n 1 | grep -q '^SSH-2.0' && echo tunnel >>ssh/tries
	: >err
	timeout 60 ssh "${options[@]}" -o ExitOnForwardFailure=yes -f -N -R "$((port + 7)):127.0.0.1:$port" -o ControlPath="$PWD/ssh/c" -M "$far" >out 2>err </dev/null
	if [ -S ssh/c ]; then
		echo back >>ssh/tries
		ssh "${options[@]}" -o ControlPath="$PWD/ssh/c" -O exit "$far" >out 2>&1
	fi
	return 0
}

# ---- talking to the counter on the other side ----
begin() { # ssh options...
	coproc FAR { TERM=vt220 exec ssh "${options[@]}" -tt "$@" "$me@127.0.0.1" 2>&1; }
	far=$FAR_PID
	exec {from}<&"${FAR[0]}" {into}>&"${FAR[1]}"
	page=
}
# Reads until the text is there; the screen of a vt220 is written from top to bottom, so texts come whole.
expect() {
	local c end=$((SECONDS + 30))
	while [[ $page != *"$1"* ]]; do
		IFS= read -r -t 30 -N 1 -d '' -u "$from" c || break
		page+=$c
		[ $SECONDS -lt $end ] || break
	done
	[[ $page == *"$1"* ]]
}
type_() { printf '%b' "$1" >&"$into"; }
end_() {
	kill -9 "$far" 2>/dev/null
	wait "$far" 2>/dev/null
	exec {from}<&- {into}>&-
}

digits=$(cut -d' ' -f2 ssh/clerk.pub | base64 -d | sha256sum | cut -c1-16)

begin
ok "the counter comes up" expect 'Staff number'
end_
begin -o SetEnv=DESK_HOME=/nonexistent -o SetEnv=LD_PRELOAD=/nonexistent.so
ok "no environment gets through" expect 'Staff number'
end_

# ---- what does not get through ----
echo secret >ssh/secret
# The same without the snippet gets everything through: what is refused below is refused by it.
server $((port + 1)) | sed "s|ssh/pid|ssh/pid2|" >ssh/config2
$sshd -f "$PWD/ssh/config2" -E "$PWD/ssh/log2"
port=$((port + 1))
options[3]=$port
tries
ok "without the snippet all of it gets through" test "$(tr '\n' ' ' <ssh/tries)" = "command shell sftp scp scp-old put tunnel back "
kill "$(cat ssh/pid2)"
port=$((port - 1))
options[3]=$port
rm -f ssh/made ssh/taken ssh/put ssh/tries

tries
ok "nothing of it gets through with it" test ! -s ssh/tries
[ ! -s ssh/tries ] || sed 's/^/# /' ssh/tries
begin
expect 'Staff number'
type_ "\003\032\034!touch $PWD/ssh/made\r"
end_
ok "no key leaves the counter for a shell" test ! -e ssh/made
refuses "no socket from there to here" 255 'forwarding failed|prohibited|failed' to -N -o ExitOnForwardFailure=yes -R "$PWD/ssh/sock:127.0.0.1:$port" "$me@127.0.0.1"
options[5]=ssh/host
refuses "no other key" 255 'denied' to "$me@127.0.0.1"
options[5]=ssh/clerk

# ---- the workstation, and a line that breaks in the middle of a payment ----
begin
expect 'Staff number'
type_ '\033OQ'
ok "signed in over the line" expect 'Home'
type_ '曾国藩\r'
ok "the customer" expect 'Customer'
page=
type_ '\033[20~'
ok "the payment" expect 'Received'
type_ '123.45\t'
ok "typed so far" expect '123.45'
end_
# The far side notices the end on its own; the next sign-in shows what it kept.
kept=
for _ in 1 2 3 4 5 6 7 8 9 10; do
	printf 'c1\n\n\nf2\n1\n' | TERM=dumb timeout 60 "$DESK" --linear >out 2>err
	if grep -q '123\.45' out; then kept=1 && break; fi
done
is "what was typed is offered at the next sign-in" "$kept" 1
printf 'c1\n\n\nf2\n3\n' | TERM=dumb "$DESK" --linear >out 2>err

begin
expect 'Staff number'
type_ '\033OQ'
expect 'Home'
type_ '解缙\r'
expect 'Customer'
page=
type_ '\033[20~'
expect 'Received'
type_ '20\033OQ'
page=
expect '20.00'
type_ '\r'
ok "money taken over the line" expect '61012510301260000001'
end_
"$DESK" dump >dump.txt
like "the journal names the key it came from" dump.txt "\"_t\":\"receipt\".*\"_wk\":\"$me/$digits\""
done_testing
