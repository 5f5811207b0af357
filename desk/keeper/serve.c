/*
 * The loop. Each turn: what has come in is read; every complete request runs in its own transaction; one flush if any wrote; then all
 * answers are sent, also those of reads that may have seen unflushed rows. Jobs advance one step a turn. Nothing here waits for a client.
 */
#include "desk/keeper/serve.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "desk/base/clock.h"
#include "desk/base/error_record.h"
#include "desk/base/log.h"
#include "desk/keeper/ask.h"
#include "desk/keeper/keeper.h"
#include "desk/keeper/offline.h"
#include "desk/model/import.h"
#include "desk/model/outage.h"
#include "desk/model/tables.h"
#include "desk/sync/office/office.h"

enum {
	EVENTS = 64,
	CHECKPOINT_SECONDS = 2 /* and 4 MB of log: what a successor has to read again */,
	SEAL_SECONDS = 10,
	IDLE_SECONDS = 600,
	LOG_MAX = 10 << 20,
	JOB_QUEUE = 1 << 20
};

/* ---- systemd, by its plain socket ---- */

static int64_t watchdog_us(void)
{
	const char *s = getenv("WATCHDOG_USEC");
	int64_t us = s ? strtoll(s, NULL, 10) : 0;

	return us > 0 ? us / 2 : 0;
}

static void notify(const char *text)
{
	const char *path = getenv("NOTIFY_SOCKET");
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	size_t n = path ? strlen(path) : 0;
	int fd;

	if (n == 0 || n >= sizeof(a.sun_path))
		return;
	memcpy(a.sun_path, path, n);
	if (a.sun_path[0] == '@')
		a.sun_path[0] = '\0';
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return;
	if (sendto(fd, text, strlen(text), MSG_NOSIGNAL, (struct sockaddr *)&a, (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n)) <
	    0)
		log_debug("systemd does not listen");
	close(fd);
}

/* ---- the checkpoint thread ---- */

static void *checkpoint_main(void *arg)
{
	struct keeper *k = arg;
	int64_t next_seal = clock_mono_us() + (int64_t)SEAL_SECONDS * 1000000;

	pthread_mutex_lock(&k->mutex);
	while (!k->checkpoint_stop) {
		struct timespec until;

		clock_gettime(CLOCK_MONOTONIC, &until);
		until.tv_sec += CHECKPOINT_SECONDS;
		while (!k->checkpoint_stop && !k->checkpoint_now && pthread_cond_timedwait(&k->cond, &k->mutex, &until) != ETIMEDOUT)
			;
		bool asked = k->checkpoint_now;
		k->checkpoint_now = false;
		if (k->checkpoint_stop)
			break;
		pthread_mutex_unlock(&k->mutex);
		if (store_checkpoint(k->store, false) != OK)
			log_error("a checkpoint failed");
		if (asked || clock_mono_us() >= next_seal) {
			seal_write(k->seal);
			next_seal = clock_mono_us() + (int64_t)SEAL_SECONDS * 1000000;
		}
		pthread_mutex_lock(&k->mutex);
	}
	pthread_mutex_unlock(&k->mutex);
	return NULL;
}

static void checkpoint_start(struct keeper *k)
{
	pthread_condattr_t attr;

	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_mutex_init(&k->mutex, NULL);
	pthread_cond_init(&k->cond, &attr);
	pthread_condattr_destroy(&attr);
	if (pthread_create(&k->checkpoint_thread, NULL, checkpoint_main, k) != 0)
		BUG("no thread");
}

static void checkpoint_wake(struct keeper *k, bool stop)
{
	pthread_mutex_lock(&k->mutex);
	k->checkpoint_now = true;
	k->checkpoint_stop |= stop;
	pthread_cond_signal(&k->cond);
	pthread_mutex_unlock(&k->mutex);
}

/* ---- one turn of the loop ---- */

static void accept_all(struct keeper *k)
{
	for (;;) {
		int fd = accept4(k->listen_fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

		if (fd < 0)
			return;
		conn_new(k, fd);
	}
}

static void drain(int fd)
{
	uint64_t n;

	while (read(fd, &n, sizeof(n)) > 0)
		;
}

static void on_event(struct keeper *k, const struct epoll_event *ev)
{
	struct conn *c = ev->data.ptr;

	if (ev->data.ptr == &k->listen_fd) {
		accept_all(k);
	} else if (ev->data.ptr == &k->wake_fd) {
		drain(k->wake_fd);
	} else if (ev->data.ptr == &k->signal_fd) {
		struct signalfd_siginfo si;

		while (read(k->signal_fd, &si, sizeof(si)) == (ssize_t)sizeof(si))
			k->stopping = true;
	} else if (ev->events & (EPOLLERR | EPOLLHUP | EPOLLRDHUP) && !(ev->events & EPOLLIN)) {
		conn_drop(k, c);
	} else if (ev->events & EPOLLOUT) {
		conn_send(k, c);
	} else if (ev->events & EPOLLIN) {
		conn_read(k, c);
	}
}

static void finished_secrets(struct keeper *k)
{
	struct secret_job job;

	while (secrets_get(k->secrets, &job)) {
		struct conn *c = conn_of_ticket(k, job.ticket);

		if (c && c->waiting == WAIT_SECRET)
			sign_in_secret_done(k, c, &job);
		explicit_bzero(&job, sizeof(job));
	}
}

static void step_jobs(struct keeper *k)
{
	for (int i = 0; i < CONNECTIONS; i++) {
		struct conn *c = k->conn[i];

		if (c && c->waiting == WAIT_JOB && c->out.len - c->sent < JOB_QUEUE)
			dispatch_job_step(k, c, c->job);
	}
	for (int i = 0; i < k->n_detached; i++)
		if (dispatch_job_step(k, NULL, k->detached[i]))
			k->detached[i--] = k->detached[--k->n_detached];
}

/* Drops who is too slow, lets go who waited long enough. */
static void time_outs(struct keeper *k, int64_t now)
{
	for (int i = 0; i < CONNECTIONS; i++) {
		struct conn *c = k->conn[i];

		if (!c)
			continue;
		if (c->waiting == WAIT_DELAY && now >= c->not_before) {
			sign_in_resume(k, c);
		} else if ((c->half_since && now - c->half_since > HALF_FRAME_US) ||
			   (c->unread_since && now - c->unread_since > UNREAD_US)) {
			log_warn("user %u stopped in the middle and is dropped", (unsigned)c->uid);
			k->dropped++;
			conn_drop(k, c);
		}
	}
}

/* Milliseconds until something is due. */
static int patience(const struct keeper *k, int64_t now, int64_t heartbeat)
{
	int64_t until = heartbeat;

	for (int i = 0; i < CONNECTIONS; i++) {
		const struct conn *c = k->conn[i];
		int64_t at = 0;

		if (!c)
			continue;
		if (c->reply.len || (c->waiting == WAIT_JOB && c->out.len - c->sent < JOB_QUEUE))
			return 0;
		if (c->waiting == WAIT_DELAY)
			at = c->not_before;
		else if (c->half_since)
			at = c->half_since + HALF_FRAME_US;
		else if (c->unread_since)
			at = c->unread_since + UNREAD_US;
		if (at && at < until)
			until = at;
	}
	if (k->n_detached)
		return 0;
	return until <= now ? 0 : (int)((until - now + 999) / 1000);
}

static void run_ready(struct keeper *k)
{
	for (int i = 0; i < CONNECTIONS; i++) {
		struct conn *c = k->conn[i];

		if (c && conn_has_frame(k, c) && conn_take_frame(k, c))
			dispatch(k, c);
	}
}

static void answer_all(struct keeper *k)
{
	if (k->wrote) {
		if (FAULT("keeper_flush"))
			_exit(3);
		store_flush(k->store);
		k->flushes++;
	}
	if (k->closed_day && seal_note(k->seal) == OK)
		checkpoint_wake(k, false);
	k->closed_day = false;
	for (int i = 0; i < CONNECTIONS; i++) {
		struct conn *c = k->conn[i];

		if (!c || (!c->reply.len && c->waiting == WAIT_NOTHING && c->out.len == c->sent && !c->closing)) {
			if (c)
				conn_poll(k, c);
			continue;
		}
		if (k->wrote && c->reply.len && FAULT("keeper_answer"))
			conn_drop(k, c);
		else
			conn_send(k, c);
	}
	k->wrote = false;
}

/* More requests lie complete in our own buffers, where epoll does not see them. */
static bool more_ready(struct keeper *k)
{
	for (int i = 0; i < CONNECTIONS; i++)
		if (k->conn[i] && k->conn[i]->in.len >= 4 && conn_has_frame(k, k->conn[i]))
			return true;
	return false;
}

/* Nobody needs this keeper any more: its home was removed, or a client had started it and nobody has come since. */
static bool superfluous(struct keeper *k, int64_t now)
{
	struct stat st;

	if (fstat(k->home.lock_fd, &st) == 0 && st.st_nlink == 0) {
		log_info("the home is gone");
		return true;
	}
	if (k->n_conn || k->n_detached || !k->alone_since)
		k->alone_since = now;
	return k->self_started && now - k->alone_since > (int64_t)IDLE_SECONDS * 1000000;
}

static void loop(struct keeper *k)
{
	struct epoll_event ev[EVENTS];
	int64_t dog = watchdog_us(), beat = dog ? dog : SEAL_SECONDS * 1000000, next = clock_mono_us() + beat;
	int64_t next_note = clock_mono_us() + SEAL_SECONDS * 1000000 / 2;

	while (!k->stopping) {
		int64_t now = clock_mono_us();
		int n = epoll_wait(k->epoll_fd, ev, EVENTS, more_ready(k) ? 0 : patience(k, now, next < next_note ? next : next_note));

		for (int i = 0; i < n; i++)
			on_event(k, &ev[i]);
		finished_secrets(k);
		backup_poll(k);
		now = clock_mono_us();
		time_outs(k, now);
		run_ready(k);
		step_jobs(k);
		answer_all(k);
		k->batches++;
		if (now >= next) {
			next = now + beat;
			if (dog)
				notify("WATCHDOG=1");
		}
		if (now >= next_note) {
			next_note = now + SEAL_SECONDS * 1000000 / 2;
			k->stopping |= superfluous(k, now);
			store_flush(k->store);
			if (seal_note(k->seal) != OK)
				log_error("the head of the journal cannot be read");
		}
	}
}

/* ---- start and end ---- */

static enum err watch(const struct keeper *k, int fd, const int *what)
{
	struct epoll_event ev = { .events = EPOLLIN, .data.ptr = (void *)(uintptr_t)what };

	return epoll_ctl(k->epoll_fd, EPOLL_CTL_ADD, fd, &ev) == 0 ? OK : err_set(ERR_IO, N_("The keeper cannot watch its sockets."));
}

static enum err station_body(struct txn *t, void *arg)
{
	return station_get(t, arg);
}

static enum err hold_clock(const struct keeper *k)
{
	char text[64];
	int64_t t;
	enum err e;

	if (!k->station.demo)
		return OK;
	e = home_read(&k->home, "clock", text, sizeof(text));
	if (e != OK)
		return e == ERR_NOT_FOUND ? OK : e;
	text[strcspn(text, "\n")] = '\0';
	if (clock_parse(text, &t) != 0)
		return err_set(ERR_INVALID, N_("The file %s does not hold a time."), "clock");
	clock_hold(t);
	return OK;
}

static enum err keeper_open(struct keeper *k)
{
	struct stamp who = { .wk = "keeper" };
	sigset_t set;
	enum err e;

	if ((e = poison_open(&k->poison, &k->home)) != OK)
		return e;
	home_sweep(&k->home, "tmp", 86400);
	sync_set_home(k->home.path);
	if ((e = store_open(&k->store, k->home.path, model_tables, n_model_tables, 0)) != OK)
		return e;
	if ((e = store_txn(k->store, &who, station_body, &k->station)) != OK || (e = hold_clock(k)) != OK)
		return e;
	if ((e = import_finish_pending(k->store, k->home.path)) != OK || (e = outage_finish_pending(k->store)) != OK ||
	    (e = station_note_schema(k->store)) != OK)
		return e;
	if ((e = seal_open(&k->seal, k->store, &k->home)) != OK)
		return e;
	if ((e = home_listen(&k->home, k->station.service, &k->listen_fd)) != OK)
		return e;
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	k->signal_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	k->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	k->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (k->signal_fd < 0 || k->wake_fd < 0 || k->epoll_fd < 0)
		return err_set(ERR_IO, N_("The keeper cannot watch its sockets."));
	if ((e = watch(k, k->listen_fd, &k->listen_fd)) != OK || (e = watch(k, k->wake_fd, &k->wake_fd)) != OK)
		return e;
	if ((e = watch(k, k->signal_fd, &k->signal_fd)) != OK)
		return e;
	k->secrets = secrets_start(k->wake_fd);
	checkpoint_start(k);
	return OK;
}

static void keeper_close(struct keeper *k, bool clean)
{
	for (int i = 0; i < CONNECTIONS; i++)
		if (k->conn[i])
			shutdown(k->conn[i]->fd, SHUT_RD);
	if (k->secrets) {
		secrets_stop(k->secrets);
		checkpoint_wake(k, true);
		pthread_join(k->checkpoint_thread, NULL);
	}
	backup_join(k);
	for (int i = 0; i < k->n_detached; i++)
		dispatch_job_end(k->detached[i]);
	k->n_detached = 0;
	/* Only its own: a keeper that was refused must not take away the socket of the one that runs. */
	if (k->listen_fd >= 0)
		unlinkat(k->home.fd, "desk.sock", 0);
	if (k->store)
		store_flush(k->store);
	seal_close(k->seal);
	if (k->store)
		store_close(k->store);
	/* Clients learn by the end of their connection that the store is closed. */
	for (int i = 0; i < CONNECTIONS; i++)
		if (k->conn[i]) {
			if (k->conn[i]->job) {
				dispatch_job_end(k->conn[i]->job);
				k->conn[i]->job = NULL;
			}
			conn_drop(k, k->conn[i]);
		}
	if (clean)
		poison_close(k->poison);
	home_close(&k->home);
}

static void harden(void)
{
	struct rlimit none = { 0, 0 };

	umask(077);
	setrlimit(RLIMIT_CORE, &none);
#ifndef __SANITIZE_ADDRESS__ /* its search for leaks needs to look into the process */
	prctl(PR_SET_DUMPABLE, 0);
#endif
	signal(SIGPIPE, SIG_IGN);
}

static void open_log(const struct home *h, bool foreground)
{
	struct stat st;
	int fd;

	if (fstatat(h->fd, "desk.log", &st, 0) == 0 && st.st_size > LOG_MAX)
		renameat(h->fd, "desk.log", h->fd, "desk.log.1");
	fd = openat(h->fd, "desk.log", O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
	log_to(fd >= 0 ? fd : foreground ? 2 : -1, LOG_LEVEL_INFO);
	openlog("desk", LOG_PID, LOG_DAEMON);
}

/* Tells the one who started us: "R" ready, or the error as a record. */
static void tell(int fd, enum err e)
{
	struct buf b = BUF_INIT;

	if (fd < 0)
		return;
	if (e == OK) {
		buf_puts(&b, "R");
	} else {
		buf_puts(&b, "E");
		schema_encode(&error_schema, err_last(), &b);
	}
	if (write(fd, b.data, b.len) < 0)
		log_debug("nobody waits for this keeper");
	close(fd);
	buf_free(&b);
}

static int serve(const char *home, bool foreground, int ready_fd)
{
	struct keeper *k = xcalloc(1, sizeof(*k));
	char text[1024];
	enum err e;

	harden();
	k->listen_fd = k->epoll_fd = k->wake_fd = k->signal_fd = -1;
	k->started = clock_mono_us();
	k->self_started = ready_fd >= 0;
	if ((e = home_open(&k->home, home)) == OK && (e = home_lock(&k->home)) == OK) {
		open_log(&k->home, foreground);
		if (chdir("/") != 0)
			log_warn("the keeper stays in the folder it was started in");
		e = keeper_open(k);
	}
	if (e != OK) {
		struct error kept = *err_last();

		err_text(&kept, text, sizeof(text));
		log_error("the keeper does not start: %s", text);
		if (ready_fd < 0)
			fprintf(stderr, "desk: %s\n", text);
		err_copy(&kept);
		tell(ready_fd, e);
		keeper_close(k, k->poison != NULL);
		free(k);
		return err_exit_status(e);
	}
	log_info("ready after %" PRId64 " ms", (clock_mono_us() - k->started) / 1000);
	notify("READY=1");
	tell(ready_fd, OK);
	loop(k);
	notify("STOPPING=1");
	log_info("stopped");
	keeper_close(k, true);
	free(k);
	return 0;
}

/* The one who started us waits for this process: a second one goes on, in its own session, before anything is opened. */
static int go_behind(void)
{
	pid_t pid = fork();

	if (pid < 0)
		return 3;
	if (pid > 0)
		_exit(0);
	setsid();
	return 0;
}

int serve_main(const char *home, int argc, char **argv)
{
	bool foreground = false, stop = false, stat = false;
	int ready_fd = -1;

	for (int i = 1; i < argc; i++) {
		if (strncmp(argv[i], "--mode=", 7) == 0)
			return keeper_mode_run(home, argv[i] + 7, argc - i - 1, argv + i + 1);
		if (strcmp(argv[i], "--foreground") == 0) {
			foreground = true;
		} else if (strcmp(argv[i], "--stop") == 0) {
			stop = true;
		} else if (strcmp(argv[i], "--stat") == 0) {
			stat = true;
		} else if (strncmp(argv[i], "--ready-fd=", 11) == 0) {
			ready_fd = (int)strtol(argv[i] + 11, NULL, 10);
		} else {
			fprintf(stderr, "usage: desk serve [--foreground | --stop | --stat]\n");
			return 2;
		}
	}
	if (stop)
		return keeper_stop(home);
	if (stat)
		return keeper_figures(home);
	if (ready_fd >= 0) {
		fcntl(ready_fd, F_SETFD, FD_CLOEXEC);
		if (go_behind() != 0)
			return 3;
	} else if (!foreground) {
		/* By hand: the same way a client would start it. */
		struct link *l;
		enum err e = link_open(&l, home);
		char text[1024];

		if (e == OK) {
			link_close(l);
			return 0;
		}
		err_text(err_last(), text, sizeof(text));
		fprintf(stderr, "desk: %s\n", text);
		return err_exit_status(e);
	}
	return serve(home, foreground, ready_fd);
}
