/*
 * Connections: bytes in, frames out, never blocking. A client that stops reading, or stops in the middle of a frame, is dropped after a
 * while; meanwhile it costs memory and nothing else.
 */
#include "desk/keeper/keeper.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "desk/base/clock.h"
#include "desk/base/log.h"
#include "desk/base/text.h"

/* Refuses a connection before it is one: a sentence is better than a closed door. */
static void turn_away(int fd, enum err e)
{
	struct buf out = BUF_INIT;

	wire_put_answer_parts(&out, (int32_t)e, err_last(), &(struct msg)MSG_INIT, false);
	if (send(fd, out.data, out.len, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
		log_debug("a refused connection was gone");
	buf_free(&out);
	close(fd);
}

struct conn *conn_new(struct keeper *k, int fd)
{
	struct ucred cred;
	socklen_t n = sizeof(cred);
	struct passwd pw, *found = NULL;
	char room[2048];
	struct conn *c;
	int slot = 0;

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &cred, &n) != 0) {
		close(fd);
		return NULL;
	}
	if (!k->station.service && cred.uid != k->home.owner) {
		log_warn("user %u was refused", (unsigned)cred.uid);
		turn_away(fd, err_set(ERR_RIGHTS, N_("This station belongs to another user.")));
		return NULL;
	}
	while (slot < CONNECTIONS && k->conn[slot])
		slot++;
	if (slot == CONNECTIONS) {
		turn_away(fd, err_set(ERR_BUSY, N_("The station already serves %d programs. Close one of them."), CONNECTIONS));
		return NULL;
	}
	c = xcalloc(1, sizeof(*c));
	c->fd = fd;
	c->slot = slot;
	c->uid = cred.uid;
	c->pid = cred.pid;
	c->in_fd = -1;
	c->ticket = ++k->tickets;
	if (getpwuid_r(cred.uid, &pw, room, sizeof(room), &found) == 0 && found && strlen(pw.pw_name) < sizeof(c->user))
		snprintf(c->user, sizeof(c->user), "%s", pw.pw_name);
	else
		snprintf(c->user, sizeof(c->user), "uid%u", (unsigned)cred.uid);
	snprintf(c->who.workstation, sizeof(c->who.workstation), "%s", c->user);
	k->conn[slot] = c;
	k->n_conn++;
	if (epoll_ctl(k->epoll_fd, EPOLL_CTL_ADD, fd, &(struct epoll_event){ .events = EPOLLIN, .data.ptr = c }) != 0) {
		conn_drop(k, c);
		return NULL;
	}
	return c;
}

void conn_drop(struct keeper *k, struct conn *c)
{
	if (c->job) {
		/* What was checked and begun is finished without its client; what only reads ends here. */
		if (c->job->def->flags & REQUEST_WRITE && k->n_detached < CONNECTIONS) {
			k->detached[k->n_detached++] = c->job;
		} else {
			dispatch_job_end(c->job);
		}
	}
	close(c->fd);
	if (c->in_fd >= 0)
		close(c->in_fd);
	explicit_bzero(&c->ask.approver_password, sizeof(c->ask.approver_password));
	if (c->secret) {
		explicit_bzero(c->secret, sizeof(*c->secret));
		free(c->secret);
	}
	msg_free(&c->ask.msg);
	if (c->in.data)
		explicit_bzero(c->in.data, c->in.room);
	buf_free(&c->in);
	buf_free(&c->out);
	buf_free(&c->reply);
	k->conn[c->slot] = NULL;
	k->n_conn--;
	free(c);
}

struct conn *conn_of_ticket(struct keeper *k, uint64_t ticket)
{
	for (int i = 0; i < CONNECTIONS; i++)
		if (k->conn[i] && k->conn[i]->ticket == ticket)
			return k->conn[i];
	return NULL;
}

static void take_descriptors(struct conn *c, struct msghdr *m)
{
	for (struct cmsghdr *h = CMSG_FIRSTHDR(m); h; h = CMSG_NXTHDR(m, h)) {
		size_t n;

		if (h->cmsg_level != SOL_SOCKET || h->cmsg_type != SCM_RIGHTS)
			continue;
		n = (h->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		for (size_t i = 0; i < n; i++) {
			int fd;

			memcpy(&fd, CMSG_DATA(h) + i * sizeof(int), sizeof(fd));
			if (c->in_fd >= 0)
				close(c->in_fd);
			c->in_fd = fd;
		}
	}
}

void conn_read(struct keeper *k, struct conn *c)
{
	for (int turn = 0; turn < 4 && c->in.len < WIRE_MAX + 4; turn++) {
		char control[CMSG_SPACE(4 * sizeof(int))];
		struct iovec v;
		struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof(control) };
		ssize_t n;

		buf_reserve(&c->in, 16384);
		v.iov_base = c->in.data + c->in.len;
		v.iov_len = c->in.room - c->in.len - 1;
		n = recvmsg(c->fd, &m, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			return;
		if (n <= 0) {
			conn_drop(k, c);
			return;
		}
		take_descriptors(c, &m);
		c->in.len += (size_t)n;
		c->in.data[c->in.len] = '\0';
		if ((size_t)n < v.iov_len)
			return;
	}
}

bool conn_has_frame(struct keeper *k, struct conn *c)
{
	size_t len;
	int whole;

	if (c->waiting != WAIT_NOTHING || c->closing || c->out.len > c->sent)
		return false;
	whole = wire_frame(c->in.data, c->in.len, &len);
	if (whole < 0) {
		log_warn("user %u sent something that is no request", (unsigned)c->uid);
		k->dropped++;
		conn_drop(k, c);
		return false;
	}
	if (whole == 0 && c->in.len && !c->half_since)
		c->half_since = clock_mono_us();
	else if (whole || !c->in.len)
		c->half_since = 0;
	return whole;
}

bool conn_take_frame(struct keeper *k, struct conn *c)
{
	size_t len = 0;
	enum err e;

	(void)k;
	if (wire_frame(c->in.data, c->in.len, &len) <= 0)
		return false;
	explicit_bzero(&c->ask.approver_password, sizeof(c->ask.approver_password));
	msg_free(&c->ask.msg);
	e = wire_get_request(c->in.data + 4, len, &c->ask);
	explicit_bzero(c->in.data, len + 4);
	memmove(c->in.data, c->in.data + 4 + len, c->in.len - 4 - len);
	c->in.len -= 4 + len;
	c->half_since = 0;
	if (e != OK) {
		dispatch_answer(c, e, NULL);
		c->closing = true;
		return false;
	}
	return true;
}

void conn_send(struct keeper *k, struct conn *c)
{
	int64_t now = clock_mono_us();

	if (c->waiting == WAIT_NOTHING)
		msg_free(&c->ask.msg); /* answered: two hundred idle clients keep nothing */
	if (c->reply.len) {
		buf_put(&c->out, c->reply.data, c->reply.len);
		buf_reset(&c->reply);
		if (!c->unread_since)
			c->unread_since = now;
	}
	while (c->sent < c->out.len) {
		ssize_t n = send(c->fd, c->out.data + c->sent, c->out.len - c->sent, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			break;
		if (n < 0) {
			conn_drop(k, c);
			return;
		}
		c->sent += (size_t)n;
		c->unread_since = now;
	}
	if (c->sent == c->out.len) {
		c->sent = 0;
		c->unread_since = 0;
		if (c->out.room > 65536)
			buf_free(&c->out);
		else
			buf_reset(&c->out);
		if (c->closing) {
			conn_drop(k, c);
			return;
		}
	} else if (c->out.len - c->sent > QUEUE_MAX) {
		log_warn("user %u does not read its answers and is dropped", (unsigned)c->uid);
		k->dropped++;
		conn_drop(k, c);
		return;
	}
	conn_poll(k, c);
}

void conn_poll(struct keeper *k, struct conn *c)
{
	bool out = c->sent < c->out.len;

	/* While it waits for an answer its further bytes stay in the socket; a hang-up is seen all the same. */
	uint32_t want = (out ? EPOLLOUT : 0) | (c->waiting == WAIT_NOTHING && !out && c->in.len < WIRE_MAX + 4 ? EPOLLIN : EPOLLRDHUP);

	if (want == c->watched)
		return;
	c->watched = want;
	epoll_ctl(k->epoll_fd, EPOLL_CTL_MOD, c->fd, &(struct epoll_event){ .events = want, .data.ptr = c });
}
