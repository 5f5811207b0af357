/*
 * The asking side. A keeper that dies costs the asker a reconnect: the same id is asked again, and the keeper knows whether it was done.
 */
#include "desk/keeper/ask.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "desk/base/clock.h"
#include "desk/base/error_record.h"
#include "desk/base/fault.h"
#include "desk/base/hash.h"
#include "desk/keeper/wire.h"
#include "desk/keeper/workstation.h"
#include "desk/model/request.h"

enum {
	STEP_MS = 50,
	RECONNECT_US = 30 * 1000000,
	FOREIGN_US = 1000000 /* somebody else's keeper, on opening */,
	START_MS = 120 * 1000,
	SILENCE_MS = 600 * 1000,
	TELL_MS = 100
};

struct link {
	char home[512];
	int dir_fd, fd;
	uid_t owner;
	bool local; /* our own home: we may start its keeper */
	char staff_no[STAFF_LEN], password[PASSWORD_LEN];
	bool signed_in;
	struct signed_in who;
	struct buf in;
	void (*on_wait)(void *arg, bool away);
	void *on_wait_arg;
};

void link_on_wait(struct link *l, void (*fn)(void *arg, bool away), void *arg)
{
	l->on_wait = fn;
	l->on_wait_arg = arg;
}

static void tell(const struct link *l, bool away)
{
	if (l->on_wait)
		l->on_wait(l->on_wait_arg, away);
}

/* ---- connecting ---- */

static enum err no_keeper(const struct link *l)
{
	return err_set(ERR_NO_KEEPER, N_("The keeper of %s does not answer. Its owner starts it with \"desk serve\"."), l->home);
}

/* OK, ERR_NOT_FOUND if nobody listens, or why it is hopeless. */
static enum err connect_once(struct link *l)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	struct ucred cred;
	socklen_t n = sizeof(cred);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return err_set(ERR_IO, N_("No socket can be made: %s."), strerror(errno));
	snprintf(a.sun_path, sizeof(a.sun_path), "/proc/self/fd/%d/desk.sock", l->dir_fd);
	if (connect(fd, (struct sockaddr *)&a, sizeof(a)) != 0) {
		int kept = errno;

		close(fd);
		if (kept == ENOENT || kept == ECONNREFUSED || kept == EAGAIN || kept == EINTR)
			return ERR_NOT_FOUND;
		if (kept == EACCES || kept == EPERM)
			return err_set(ERR_RIGHTS, N_("This Unix user may not use the station at %s."), l->home);
		return err_set(ERR_NO_KEEPER, N_("The keeper of %s cannot be reached: %s."), l->home, strerror(kept));
	}
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &cred, &n) != 0 || cred.uid != l->owner) {
		close(fd);
		return err_set(ERR_UNTRUSTED, N_("The program that answers at %s does not belong to the owner of the station."), l->home);
	}
	l->fd = fd;
	buf_reset(&l->in);
	return OK;
}

/* Somebody holds the lock: a keeper is there, or starting. */
static bool lock_is_held(const struct link *l)
{
	int fd = openat(l->dir_fd, "keeper.lock", O_RDONLY | O_CLOEXEC);
	bool held;

	if (fd < 0)
		return false;
	held = flock(fd, LOCK_SH | LOCK_NB) != 0;
	close(fd);
	return held;
}

static const char *keeper_program;

void link_keeper_program(const char *path)
{
	keeper_program = path;
}

static const char *program(void)
{
#ifdef DESK_TEST
	const char *other = getenv("DESK_PROGRAM");

	if (other && *other)
		return other;
#endif
	return keeper_program;
}

/* What the keeper said on its readiness pipe. */
static enum err read_ready(const struct link *l, int fd)
{
	char text[2048];
	size_t n = 0;
	struct error why;

	for (;;) {
		struct pollfd p = { .fd = fd, .events = POLLIN };
		int ready = poll(&p, 1, START_MS);
		ssize_t got = ready > 0 ? read(fd, text + n, sizeof(text) - n) : -1;

		if (ready < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		n += (size_t)got;
		if (text[0] == 'R' || n == sizeof(text))
			break;
	}
	if (n > 0 && text[0] == 'R')
		return OK;
	if (n > 1 && text[0] == 'E' && schema_decode(&error_schema, text + 1, n - 1, &why) == OK) {
		err_copy(&why);
		return why.code == ERR_BUSY ? OK : (enum err)why.code;
	}
	return err_set(ERR_NO_KEEPER, N_("The keeper of %s ended while it was starting. See desk.log."), l->home);
}

static enum err start_keeper(const struct link *l)
{
	char *argv[] = { (char *)(uintptr_t) "desk",  (char *)(uintptr_t) "-D",           (char *)(uintptr_t)l->home,
			 (char *)(uintptr_t) "serve", (char *)(uintptr_t) "--ready-fd=3", NULL };
	posix_spawn_file_actions_t fa;
	posix_spawnattr_t attr;
	sigset_t none, all;
	int p[2], ret, status;
	pid_t pid;
	enum err e;

	if (pipe2(p, O_CLOEXEC) != 0)
		return err_set(ERR_IO, N_("No pipe can be made: %s."), strerror(errno));
	posix_spawn_file_actions_init(&fa);
	posix_spawn_file_actions_adddup2(&fa, p[1], 3);
	for (int fd = 0; fd < 3; fd++)
		posix_spawn_file_actions_addopen(&fa, fd, "/dev/null", O_RDWR, 0);
	posix_spawnattr_init(&attr);
	sigemptyset(&none);
	sigfillset(&all);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setsigdefault(&attr, &all);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	ret = posix_spawn(&pid, program(), &fa, &attr, argv, environ);
	posix_spawn_file_actions_destroy(&fa);
	posix_spawnattr_destroy(&attr);
	close(p[1]);
	if (ret != 0) {
		close(p[0]);
		return err_set(ERR_NO_KEEPER, N_("The keeper of %s cannot be started: %s."), l->home, strerror(ret));
	}
	e = read_ready(l, p[0]);
	close(p[0]);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return e;
}

/* Connects, starting the keeper if that is ours to do, until @deadline. */
static enum err connect_until(struct link *l, int64_t deadline)
{
	for (;;) {
		enum err e = connect_once(l);

		if (e != ERR_NOT_FOUND)
			return e;
		if (l->local && program() && !lock_is_held(l)) {
			if ((e = start_keeper(l)) != OK)
				return e;
			if ((e = connect_once(l)) != ERR_NOT_FOUND)
				return e;
		}
		if (clock_mono_us() > deadline)
			return no_keeper(l);
		tell(l, true);
		poll(NULL, 0, STEP_MS);
	}
}

static enum err find_home(struct link *l)
{
	struct stat st;

	l->dir_fd = open(l->home, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (l->dir_fd < 0 && errno == ENOENT)
		return err_set(ERR_NOT_FOUND, N_("There is no station at %s. Make one with \"desk init\"."), l->home);
	if (l->dir_fd < 0 || fstat(l->dir_fd, &st) != 0)
		return err_set(ERR_IO, N_("%s cannot be opened: %s."), l->home, strerror(errno));
	l->owner = st.st_uid;
	l->local = st.st_uid == geteuid();
	if (l->local && faccessat(l->dir_fd, "db", F_OK, 0) != 0)
		return err_set(ERR_NOT_FOUND, N_("There is no station at %s. Make one with \"desk init\"."), l->home);
	return OK;
}

enum err link_open(struct link **out, const char *home)
{
	struct link *l = xcalloc(1, sizeof(*l));
	enum err e = OK;

	*out = NULL;
	l->fd = l->dir_fd = -1;
	if (strlen(home) >= sizeof(l->home))
		e = err_set(ERR_INVALID, N_("The path of the station is too long."));
	else
		snprintf(l->home, sizeof(l->home), "%s", home);
	if (e == OK && (e = find_home(l)) == OK)
		e = connect_until(l, clock_mono_us() + (l->local ? RECONNECT_US : FOREIGN_US));
	if (e != OK) {
		link_close(l);
		return e;
	}
	*out = l;
	return OK;
}

void link_close(struct link *l)
{
	if (!l)
		return;
	if (l->fd >= 0)
		close(l->fd);
	if (l->dir_fd >= 0)
		close(l->dir_fd);
	buf_free(&l->in);
	explicit_bzero(l, sizeof(*l));
	free(l);
}

const struct signed_in *link_who(const struct link *l)
{
	return l->signed_in ? &l->who : NULL;
}

/* ---- one exchange on the connection as it is; ERR_NO_KEEPER = lost ---- */

struct exchange {
	const char *name;
	const struct buf *frame;
	int fd;
	struct msg *out;
	void (*on_part)(void *arg, const struct msg *part);
	void *arg;
	bool delivered; /* a part has gone to on_part */
	bool again; /* ... but a job that writes may be asked again all the same: what comes is its progress */
};

static enum err lost(struct link *l)
{
	if (l->fd >= 0)
		close(l->fd);
	l->fd = -1;
	return err_set(ERR_NO_KEEPER, N_("The connection to the station was interrupted."));
}

static bool send_frame(const struct link *l, const struct exchange *x)
{
	size_t sent = 0;

	while (sent < x->frame->len) {
		struct iovec v = { x->frame->data + sent, x->frame->len - sent };
		union {
			struct cmsghdr align;
			char room[CMSG_SPACE(sizeof(int))];
		} control;
		struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1 };
		ssize_t n;

		if (sent == 0 && x->fd >= 0) {
			struct cmsghdr *h;

			memset(&control, 0, sizeof(control));
			m.msg_control = control.room;
			m.msg_controllen = sizeof(control.room);
			h = CMSG_FIRSTHDR(&m);
			h->cmsg_level = SOL_SOCKET;
			h->cmsg_type = SCM_RIGHTS;
			h->cmsg_len = CMSG_LEN(sizeof(int));
			memcpy(CMSG_DATA(h), &x->fd, sizeof(int));
		}
		n = sendmsg(l->fd, &m, MSG_NOSIGNAL);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		sent += (size_t)n;
	}
	return true;
}

/* The next answer frame into @a. False: the connection is lost. */
static bool read_answer(struct link *l, struct wire_answer *a)
{
	int silent = 0;

	for (;;) {
		size_t len;
		int whole = wire_frame(l->in.data, l->in.len, &len);
		struct pollfd p = { .fd = l->fd, .events = POLLIN };
		ssize_t n;
		int ready;

		if (whole < 0)
			return false;
		if (whole) {
			if (wire_get_answer(l->in.data + 4, len, a) != OK)
				return false;
			memmove(l->in.data, l->in.data + 4 + len, l->in.len - 4 - len);
			l->in.len -= 4 + len;
			return true;
		}
		ready = poll(&p, 1, TELL_MS);
		if (ready == 0 && (silent += TELL_MS) < SILENCE_MS) {
			tell(l, false);
			continue;
		}
		if (ready < 0 && errno == EINTR)
			continue;
		if (ready <= 0)
			return false;
		silent = 0;
		buf_reserve(&l->in, 65536);
		n = recv(l->fd, l->in.data + l->in.len, l->in.room - l->in.len - 1, 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		l->in.len += (size_t)n;
	}
}

static enum err exchange(struct link *l, struct exchange *x)
{
	struct wire_answer a;
	enum err e = OK;
	bool more = true;

	(void)FAULT_AT("ask", x->name);
	/* A refusal may lie there although the keeper closed before reading: so the answer is read even after a failed send. */
	if (!send_frame(l, x) && l->fd < 0)
		return lost(l);
	while (more) {
		if (!read_answer(l, &a))
			return lost(l);
		(void)FAULT_AT("answer", x->name);
		if (x->on_part && a.msg.n) {
			x->on_part(x->arg, &a.msg);
			x->delivered = true;
		} else if (x->out) {
			for (int i = 0; i < a.msg.n; i++)
				msg_add(x->out, a.msg.part[i].schema, a.msg.part[i].rec);
		}
		more = a.more;
		e = (enum err)a.status;
		if (e != OK)
			err_copy(&a.error);
		msg_free(&a.msg);
	}
	return e;
}

/* ---- signing in and asking ---- */

static enum err sign_in_now(struct link *l)
{
	struct sign_in q = { 0 };
	struct wire_request r = { .name = "sign.in" };
	struct buf frame = BUF_INIT;
	struct msg out = MSG_INIT;
	struct exchange x = { .name = r.name, .frame = &frame, .fd = -1, .out = &out };
	const struct signed_in *who;
	struct sign_in *kept;
	enum err e;

	snprintf(q.staff_no, sizeof(q.staff_no), "%s", l->staff_no);
	snprintf(q.password, sizeof(q.password), "%s", l->password);
	workstation_name(q.workstation);
	kept = msg_add(&r.msg, &sign_in_schema, &q);
	wire_put_request(&frame, &r);
	e = exchange(l, &x);
	who = msg_get(&out, &signed_in_schema, 0);
	if (e == OK && who) {
		l->who = *who;
		l->signed_in = true;
	}
	explicit_bzero(kept, sizeof(*kept));
	explicit_bzero(&q, sizeof(q));
	explicit_bzero(frame.data, frame.len);
	buf_free(&frame);
	msg_free(&r.msg);
	msg_free(&out);
	return e;
}

/* Connects and signs in anew after the connection was lost. */
static enum err again(struct link *l, int64_t deadline)
{
	enum err e;

	tell(l, true);
	e = connect_until(l, deadline);
	return e == OK && l->signed_in ? sign_in_now(l) : e;
}

static enum err try_until(struct link *l, struct exchange *x)
{
	int64_t deadline = 0;

	for (;;) {
		enum err e = l->fd < 0 ? again(l, deadline ? deadline : clock_mono_us() + RECONNECT_US) : OK;

		if (e == OK)
			e = exchange(l, x);
		else if (l->fd >= 0)
			return e; /* connected, but the sign-in was refused */
		if (e != ERR_NO_KEEPER || l->fd >= 0)
			return e;
		if (x->delivered && !x->again)
			return e;
		if (!deadline)
			deadline = clock_mono_us() + RECONNECT_US;
		if (clock_mono_us() > deadline)
			return e;
		if (x->out)
			msg_free(x->out);
		poll(NULL, 0, STEP_MS / 10);
	}
}

enum err link_sign_in(struct link *l, const char *staff_no, const char *password)
{
	int64_t deadline = clock_mono_us() + RECONNECT_US;
	enum err e;

	if ((staff_no && strlen(staff_no) >= sizeof(l->staff_no)) || (password && strlen(password) >= sizeof(l->password)))
		return err_set(ERR_PASSWORD, N_("The staff number or the password is wrong."));
	l->signed_in = false;
	snprintf(l->staff_no, sizeof(l->staff_no), "%s", staff_no ? staff_no : "");
	snprintf(l->password, sizeof(l->password), "%s", password ? password : "");
	do {
		if (l->fd < 0 && (e = connect_until(l, deadline)) != OK)
			return e;
		e = sign_in_now(l);
	} while (e == ERR_NO_KEEPER && l->fd < 0 && clock_mono_us() < deadline);
	return e;
}

enum err ask(struct link *l, struct ask *a, const struct msg *in, struct msg *out, void (*on_part)(void *arg, const struct msg *part),
	     void *arg)
{
	static const uint8_t zero[16];
	const struct msg none = MSG_INIT;
	struct wire_request r = { .msg = in ? *in : none };
	struct buf frame = BUF_INIT;
	struct exchange x = { .name = a->name, .frame = &frame, .fd = a->fd, .out = out, .on_part = on_part, .arg = arg };
	const struct job_def *d = job_find(a->name);
	enum err e;

	x.again = d && d->flags & REQUEST_WRITE;
	if (out)
		msg_free(out);
	if (memcmp(a->id, zero, sizeof(zero)) == 0)
		hash_random(a->id, sizeof(a->id));
	memcpy(r.id, a->id, sizeof(r.id));
	r.flags = (a->queue ? WIRE_QUEUE : 0) | (a->fd >= 0 ? WIRE_FD : 0);
	if (strlen(a->name) >= sizeof(r.name) || (a->approver && strlen(a->approver) >= sizeof(r.approver)) ||
	    (a->approver_password && strlen(a->approver_password) >= sizeof(r.approver_password)))
		return err_set(ERR_PASSWORD, N_("The approver's staff number or password is wrong."));
	snprintf(r.name, sizeof(r.name), "%s", a->name);
	snprintf(r.approver, sizeof(r.approver), "%s", a->approver ? a->approver : "");
	snprintf(r.approver_password, sizeof(r.approver_password), "%s", a->approver_password ? a->approver_password : "");
	wire_put_request(&frame, &r);
	if (frame.len > WIRE_MAX)
		e = err_set(ERR_INVALID, N_("This is too much for one request."));
	else
		e = try_until(l, &x);
	explicit_bzero(&r.approver_password, sizeof(r.approver_password));
	explicit_bzero(frame.data, frame.len);
	buf_free(&frame);
	return e;
}

enum err ask_one(struct link *l, struct ask *a, const struct schema *head, const void *rec, struct msg *out)
{
	struct msg in = MSG_INIT;
	enum err e;

	if (head)
		msg_add(&in, head, rec);
	e = ask(l, a, &in, out, NULL, NULL);
	for (int i = 0; i < in.n; i++)
		explicit_bzero(in.part[i].rec, in.part[i].schema->size);
	msg_free(&in);
	return e;
}

/* The sentence on stderr, the exit status. */
static int say(enum err e)
{
	char text[1024];

	if (e == OK)
		return 0;
	err_text(err_last(), text, sizeof(text));
	fprintf(stderr, "desk: %s\n", text);
	return err_exit_status(e);
}

int keeper_stop(const char *home)
{
	struct link *l = xcalloc(1, sizeof(*l));
	struct wire_request r = { .name = "keeper.stop" };
	struct buf frame = BUF_INIT;
	struct exchange x = { .name = r.name, .frame = &frame, .fd = -1 };
	int64_t deadline = clock_mono_us() + RECONNECT_US;
	enum err e;

	l->fd = l->dir_fd = -1;
	snprintf(l->home, sizeof(l->home), "%s", home);
	wire_put_request(&frame, &r);
	e = find_home(l);
	while (e == OK && (e = connect_once(l)) == OK && (e = exchange(l, &x)) == ERR_BUSY && clock_mono_us() < deadline) {
		lost(l);
		poll(NULL, 0, STEP_MS);
		e = OK;
	}
	while (e == OK && lock_is_held(l) && clock_mono_us() < deadline)
		poll(NULL, 0, STEP_MS / 10);
	if (e == ERR_NOT_FOUND || (e == ERR_NO_KEEPER && l->fd < 0))
		e = OK; /* nobody is there any more */
	buf_free(&frame);
	link_close(l);
	return say(e);
}

int keeper_figures(const char *home)
{
	struct ask a = ASK("keeper.stat");
	struct msg out = MSG_INIT;
	const struct stat_line *s;
	struct link *l = NULL;
	enum err e = link_open(&l, home);

	if (e == OK)
		e = ask(l, &a, NULL, &out, NULL, NULL);
	for (int i = 0; e == OK && (s = msg_get(&out, &stat_line_schema, i)); i++)
		printf("%s %lld\n", s->name, (long long)s->value);
	msg_free(&out);
	link_close(l);
	return say(e);
}
