/*
 * HOME/running: a small mapped file that says which request runs, so that the next keeper knows what killed this one. A crash of our own
 * (abort, bad memory access) is marked by a signal handler; a death from outside (kill -9, power) is not, and counts against a request
 * only when it keeps happening with the same one.
 */
#include "desk/keeper/keeper.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "desk/base/log.h"

enum {
	MAGIC = 0x6465736c,
	SUSPECTS = 32,
	CRASHES = 3,
	CRASH_SECONDS = 60,
	POISON_CRASHES = 2,
	POISON_DEATHS = 5,
	MEMORY_SECONDS = 3600 /* what only reads is known by its content: it must not be refused for ever for old power cuts */
};

struct suspect {
	uint8_t id[16];
	uint32_t crashes, deaths;
	int64_t last;
};
struct poison {
	uint32_t magic;
	volatile sig_atomic_t open, running, crashed;
	uint8_t id[16];
	int64_t crash_at[CRASHES]; /* newest first */
	struct suspect suspect[SUSPECTS];
};

static struct poison *mapped;

static void on_crash(int sig)
{
	if (mapped)
		mapped->crashed = 1;
	signal(sig, SIG_DFL);
	raise(sig);
}

/* The wall clock itself, not clock_now(): a demo home's clock may stand still, crashes do not. */
static int64_t wall(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	return ts.tv_sec;
}

static void suspect_add(struct poison *p, bool crashed)
{
	struct suspect *s = NULL, *least = &p->suspect[0];
	int64_t at = wall();

	for (int i = 0; i < SUSPECTS; i++)
		if (at - p->suspect[i].last > MEMORY_SECONDS)
			memset(&p->suspect[i], 0, sizeof(p->suspect[i]));

	for (int i = 0; i < SUSPECTS && !s; i++) {
		struct suspect *x = &p->suspect[i];

		if ((x->crashes || x->deaths) && memcmp(x->id, p->id, sizeof(p->id)) == 0)
			s = x;
		else if (x->crashes < least->crashes || (x->crashes == least->crashes && x->deaths < least->deaths))
			least = x;
	}
	if (!s) {
		s = least;
		memset(s, 0, sizeof(*s));
		memcpy(s->id, p->id, sizeof(p->id));
	}
	s->last = at;
	if (crashed)
		s->crashes++;
	else
		s->deaths++;
}

enum err poison_open(struct poison **out, const struct home *h)
{
	static const int fatal[] = { SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL };
	int fd = openat(h->fd, "running", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	struct poison *p;

	if (fd < 0 || ftruncate(fd, sizeof(*p)) != 0) {
		int kept = errno;
		if (fd >= 0)
			close(fd);
		return err_set(ERR_IO, N_("%s cannot be opened: %s."), "running", strerror(kept));
	}
	p = mmap(NULL, sizeof(*p), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	if (p == MAP_FAILED)
		return err_set(ERR_IO, N_("%s cannot be opened: %s."), "running", strerror(errno));
	if (p->magic != MAGIC) {
		memset(p, 0, sizeof(*p));
		p->magic = MAGIC;
	}
	if (p->open) {
		log_warn("the keeper before this one ended %s%s", p->crashed ? "by a crash" : "from outside",
			 p->running ? ", inside a request" : "");
		if (p->running)
			suspect_add(p, p->crashed);
		if (p->crashed) {
			memmove(&p->crash_at[1], &p->crash_at[0], sizeof(p->crash_at) - sizeof(p->crash_at[0]));
			p->crash_at[0] = wall();
		}
	}
	p->open = p->running = p->crashed = 0;
	if (p->crash_at[CRASHES - 1] && wall() - p->crash_at[CRASHES - 1] < CRASH_SECONDS && wall() >= p->crash_at[CRASHES - 1]) {
		munmap(p, sizeof(*p));
		return err_set(
			ERR_POISON,
			N_("The keeper of %s has crashed three times within a minute. See desk.log; it may be started again in a minute."),
			h->path);
	}
	p->open = 1;
	mapped = p;
	for (size_t i = 0; i < sizeof(fatal) / sizeof(fatal[0]); i++) {
		struct sigaction sa = { .sa_handler = on_crash, .sa_flags = (int)(SA_RESETHAND | SA_NODEFER) };
		sigaction(fatal[i], &sa, NULL);
	}
	*out = p;
	return OK;
}

void poison_close(struct poison *p)
{
	if (!p)
		return;
	p->open = p->running = 0;
	mapped = NULL;
	munmap(p, sizeof(*p));
}

void poison_enter(struct poison *p, const uint8_t id[16])
{
	memcpy(p->id, id, sizeof(p->id));
	p->running = 1;
}

void poison_leave(struct poison *p)
{
	p->running = 0;
}

bool poison_is(const struct poison *p, const uint8_t id[16])
{
	for (int i = 0; i < SUSPECTS; i++) {
		const struct suspect *s = &p->suspect[i];

		if ((s->crashes >= POISON_CRASHES || s->deaths >= POISON_DEATHS) && memcmp(s->id, id, 16) == 0)
			return wall() - s->last <= MEMORY_SECONDS;
	}
	return false;
}
