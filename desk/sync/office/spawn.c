/* posix_spawn of the own program. Every pipe end on our side is non-blocking and closed on exec. */
#include "desk/sync/office/spawn.h"

#include "desk/base/clock.h"
#include "desk/base/log.h"
#include "desk/sync/file/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FIRST_FREE = 20, PART = 64 << 10, LITTLE = 256 << 10, TIME_LIMIT_S = 900 };

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* Above the numbers the process expects, so that one dup2 cannot overwrite the source of another. */
static int moved_up(int fd)
{
	return fcntl(fd, F_DUPFD_CLOEXEC, FIRST_FREE);
}

static enum err start(struct child *c, const char *mode, struct buf *job, int in, int out)
{
	static char program[] = "desk", lang[] = "LC_ALL=C";
	char word[8];
	char *argv[] = { program, word, NULL }, *env[] = { lang, NULL };
	int jobs[2] = { -1, -1 }, answers[2] = { -1, -1 }, from[4] = { -1, -1, -1, -1 };
	static const int to[4] = { CHILD_JOB, CHILD_ANSWER, CHILD_IN, CHILD_OUT };
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	struct buf head = BUF_INIT;
	sigset_t set;
	int error = 0;

	memcpy(word, mode, strlen(mode) + 1);
	if (pipe2(jobs, O_CLOEXEC) != 0 || pipe2(answers, O_CLOEXEC) != 0)
		error = errno;
	from[0] = error ? -1 : moved_up(jobs[0]);
	from[1] = error ? -1 : moved_up(answers[1]);
	from[2] = error ? -1 : moved_up(in);
	from[3] = error ? -1 : moved_up(out);
	posix_spawn_file_actions_init(&actions);
	posix_spawnattr_init(&attr);
	for (int i = 0; i < 4 && !error; i++)
		error = from[i] < 0 ? errno : posix_spawn_file_actions_adddup2(&actions, from[i], to[i]);
	if (!error)
		error = posix_spawn_file_actions_addclosefrom_np(&actions, CHILD_OUT + 1);
	sigemptyset(&set);
	posix_spawnattr_setsigmask(&attr, &set);
	sigfillset(&set);
	sigdelset(&set, SIGKILL);
	sigdelset(&set, SIGSTOP);
	posix_spawnattr_setsigdefault(&attr, &set);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	if (!error)
		error = posix_spawn(&c->pid, "/proc/self/exe", &actions, &attr, argv, env);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&actions);
	for (int i = 0; i < 4; i++)
		close_fd(&from[i]);
	close_fd(&jobs[0]);
	close_fd(&answers[1]);
	c->job_fd = jobs[1];
	c->answer_fd = answers[0];
	buf_u32be(&head, (uint32_t)job->len);
	buf_put(&c->job, head.data, head.len);
	buf_put(&c->job, job->data, job->len);
	buf_free(&head);
	explicit_bzero(job->data, job->len);
	buf_free(job);
	c->deadline_us = clock_mono_us() + (int64_t)TIME_LIMIT_S * 1000000;
	if (error) {
		c->pid = 0;
		child_end(c);
		return err_set(ERR_IO, N_("The process that checks files cannot be started: %s."), strerror(error));
	}
	fcntl(c->job_fd, F_SETFL, O_NONBLOCK);
	fcntl(c->answer_fd, F_SETFL, O_NONBLOCK);
	return OK;
}

static void clear(struct child *c)
{
	memset(c, 0, sizeof(*c));
	c->started = true;
	c->job_fd = c->answer_fd = c->lines_fd = c->spool_fd = -1;
}

static enum err start_with_lines(struct child *c, const char *mode, struct buf *job, int file, int spool_fd)
{
	int lines[2];
	enum err e;

	clear(c);
	c->seals = strcmp(mode, "--seal") == 0;
	c->spool_fd = spool_fd;
	if (pipe2(lines, O_CLOEXEC) != 0) {
		explicit_bzero(job->data, job->len);
		buf_free(job);
		return err_set(ERR_IO, N_("The process that checks files cannot be started: %s."), strerror(errno));
	}
	e = c->seals ? start(c, mode, job, lines[0], file) : start(c, mode, job, file, lines[1]);
	close(c->seals ? lines[0] : lines[1]);
	if (e != OK) {
		close(c->seals ? lines[1] : lines[0]);
		return e;
	}
	c->lines_fd = c->seals ? lines[1] : lines[0];
	fcntl(c->lines_fd, F_SETFL, O_NONBLOCK);
	return OK;
}

enum err child_open_start(struct child *c, struct buf *job, int in, int spool_fd)
{
	return start_with_lines(c, "--open", job, in, spool_fd);
}

enum err child_seal_start(struct child *c, struct buf *job, int out)
{
	return start_with_lines(c, "--seal", job, out, -1);
}

bool child_wants_lines(const struct child *c)
{
	return c->seals && !c->lines_ended && c->lines.len - c->lines_at < LITTLE;
}

void child_line(struct child *c, const char *line, size_t n)
{
	if (c->lines_at == c->lines.len) {
		buf_reset(&c->lines);
		c->lines_at = 0;
	}
	buf_put(&c->lines, line, n);
	buf_putc(&c->lines, '\n');
}

void child_lines_end(struct child *c)
{
	c->lines_ended = true;
}

/* A process that stops reading has an answer to give, so a broken pipe is no error of ours. */
static void pour(int *fd, struct buf *b, size_t *at)
{
	while (*fd >= 0 && *at < b->len) {
		ssize_t n = write(*fd, b->data + *at, b->len - *at);

		if (n > 0)
			*at += (size_t)n;
		else if (errno == EAGAIN)
			return;
		else if (errno != EINTR)
			close_fd(fd);
	}
}

static enum err to_spool(int fd, const char *p, size_t n)
{
	while (n) {
		ssize_t done = write(fd, p, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return err_set(errno == ENOSPC ? ERR_NO_SPACE : ERR_IO, N_("The lines of the file cannot be kept: %s."),
				       strerror(errno));
		p += done;
		n -= (size_t)done;
	}
	return OK;
}

/* At most a megabyte a step, so that the keeper goes on with others. */
static enum err drain(struct child *c)
{
	char part[PART];
	enum err e;

	for (int i = 0; i < 16 && !c->seals && c->lines_fd >= 0; i++) {
		ssize_t n = read(c->lines_fd, part, sizeof(part));

		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			break;
		if (n <= 0)
			close_fd(&c->lines_fd);
		else if ((e = to_spool(c->spool_fd, part, (size_t)n)) != OK)
			return e;
	}
	while (c->answer_fd >= 0) {
		ssize_t n = read(c->answer_fd, part, sizeof(part));

		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			break;
		if (n <= 0)
			close_fd(&c->answer_fd);
		else
			buf_put(&c->answer, part, (size_t)n);
		if (c->answer.len > CHILD_FRAME_MAX)
			return err_set(ERR_IO, N_("The process that checks files answered wrongly."));
	}
	return OK;
}

static bool answer_whole(const struct child *c)
{
	struct rd r = rd_init(c->answer.data ? c->answer.data : "", c->answer.len);
	uint32_t n = rd_u32be(&r);

	return !r.bad && rd_left(&r) == n;
}

const void *child_answer(const struct child *c, size_t *n)
{
	*n = c->answer.len - 4;
	return c->answer.data + 4;
}

enum err child_step(struct child *c, int ms, bool *done)
{
	struct pollfd fds[3];
	int n = 0, status;
	pid_t pid;
	enum err e;

	*done = false;
	if (c->job_fd >= 0 && c->job_at < c->job.len)
		fds[n++] = (struct pollfd){ .fd = c->job_fd, .events = POLLOUT };
	if (c->lines_fd >= 0 && (!c->seals || c->lines_at < c->lines.len))
		fds[n++] = (struct pollfd){ .fd = c->lines_fd, .events = c->seals ? POLLOUT : POLLIN };
	if (c->answer_fd >= 0)
		fds[n++] = (struct pollfd){ .fd = c->answer_fd, .events = POLLIN };
	if (n)
		poll(fds, (nfds_t)n, ms);
	pour(&c->job_fd, &c->job, &c->job_at);
	if (c->job_at == c->job.len && c->job_fd >= 0) {
		close_fd(&c->job_fd);
		explicit_bzero(c->job.data, c->job.len);
	}
	if (c->seals) {
		pour(&c->lines_fd, &c->lines, &c->lines_at);
		if (c->lines_ended && c->lines_at == c->lines.len)
			close_fd(&c->lines_fd);
	}
	if ((e = drain(c)) != OK)
		return e;
	if (clock_mono_us() > c->deadline_us)
		return err_set(ERR_IO, N_("The process that checks files takes too long and was stopped."));
	if (c->answer_fd >= 0 || (!c->seals && c->lines_fd >= 0))
		return OK;
	pid = waitpid(c->pid, &status, WNOHANG);
	if (pid == 0)
		return OK;
	c->pid = 0;
	if (pid < 0 || !WIFEXITED(status) || WEXITSTATUS(status) != 0 || !answer_whole(c)) {
		log_error("file process ended with status %x", (unsigned)status);
		return err_set(ERR_IO, N_("The process that checks files broke down. The file was not used."));
	}
	*done = true;
	return OK;
}

void child_end(struct child *c)
{
	if (!c->started)
		return;
	c->started = false;
	if (c->pid > 0) {
		kill(c->pid, SIGKILL);
		while (waitpid(c->pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	c->pid = 0;
	if (c->job.data)
		explicit_bzero(c->job.data, c->job.len);
	close_fd(&c->job_fd);
	close_fd(&c->answer_fd);
	close_fd(&c->lines_fd);
	buf_free(&c->job);
	buf_free(&c->answer);
	buf_free(&c->lines);
}
