/*
 * Passwords: one thread, because a yescrypt hash of cost 7 takes 64 MiB and 80 ms, and a queue of eight, because more than that at once is
 * an attack. Unknown people are compared with a dummy of the same cost, so that nothing is learned from the time.
 */
#include "desk/keeper/keeper.h"

#include <crypt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "desk/base/hash.h"
#include "desk/base/log.h"

enum { COST = 7 };

struct secrets {
	pthread_t thread;
	pthread_mutex_t mutex;
	pthread_cond_t cond;
	struct secret_job todo[SECRETS_QUEUE], done[SECRETS_QUEUE];
	int n_todo, n_done, busy, wake_fd;
	bool stop;
	char dummy[192];
};

static bool hash_make(struct crypt_data *cd, const char *password, char out[192])
{
	char *salt = crypt_gensalt_ra("$y$", COST, NULL, 0);
	const char *h = salt ? crypt_r(password, salt, cd) : NULL;
	bool ok = h && h[0] != '*' && strlen(h) < 192;

	if (ok)
		memcpy(out, h, strlen(h) + 1);
	else
		out[0] = '\0';
	free(salt);
	return ok;
}

static bool same(const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b);
	unsigned char diff = n != m;

	for (size_t i = 0; i < n && m; i++)
		diff |= (unsigned char)(a[i] ^ b[i % m]);
	return diff == 0 && n > 0;
}

static void work(const struct secrets *s, struct crypt_data *cd, struct secret_job *j)
{
	const char *want = j->check[0] ? j->check : s->dummy;

	j->ok = j->skip_check;
	if (!j->skip_check) {
		const char *h = crypt_r(j->password, want, cd);

		j->ok = h && h[0] != '*' && same(h, want) && j->check[0];
		if (j->ok && !j->fresh[0] && strncmp(want, s->dummy, 7) != 0)
			hash_make(cd, j->password, j->hash);
	}
	if (j->ok && j->fresh[0] && !hash_make(cd, j->fresh, j->hash))
		j->ok = false;
	explicit_bzero(j->password, sizeof(j->password));
	explicit_bzero(j->fresh, sizeof(j->fresh));
}

static void *secrets_thread(void *arg)
{
	struct secrets *s = arg;
	struct crypt_data *cd = xcalloc(1, sizeof(*cd));
	struct secret_job job;
	uint64_t one = 1;

	if (!hash_make(cd, "nobody", s->dummy))
		BUG("yescrypt is missing");
	pthread_mutex_lock(&s->mutex);
	while (!s->stop) {
		if (s->n_todo == 0) {
			pthread_cond_wait(&s->cond, &s->mutex);
			continue;
		}
		job = s->todo[0];
		memmove(&s->todo[0], &s->todo[1], sizeof(job) * (size_t)(--s->n_todo));
		explicit_bzero(&s->todo[s->n_todo], sizeof(job));
		s->busy = 1;
		pthread_mutex_unlock(&s->mutex);
		work(s, cd, &job);
		pthread_mutex_lock(&s->mutex);
		s->busy = 0;
		s->done[s->n_done++] = job;
		explicit_bzero(&job, sizeof(job));
		if (write(s->wake_fd, &one, sizeof(one)) < 0)
			log_warn("the loop could not be woken");
	}
	pthread_mutex_unlock(&s->mutex);
	explicit_bzero(cd, sizeof(*cd));
	free(cd);
	return NULL;
}

struct secrets *secrets_start(int wake_fd)
{
	struct secrets *s = xcalloc(1, sizeof(*s));

	s->wake_fd = wake_fd;
	pthread_mutex_init(&s->mutex, NULL);
	pthread_cond_init(&s->cond, NULL);
	if (pthread_create(&s->thread, NULL, secrets_thread, s) != 0)
		BUG("no thread");
	return s;
}

void secrets_stop(struct secrets *s)
{
	if (!s)
		return;
	pthread_mutex_lock(&s->mutex);
	s->stop = true;
	pthread_cond_signal(&s->cond);
	pthread_mutex_unlock(&s->mutex);
	pthread_join(s->thread, NULL);
	pthread_mutex_destroy(&s->mutex);
	pthread_cond_destroy(&s->cond);
	explicit_bzero(s, sizeof(*s));
	free(s);
}

bool secrets_put(struct secrets *s, const struct secret_job *job)
{
	bool room;

	pthread_mutex_lock(&s->mutex);
	room = s->n_todo + s->n_done + s->busy < SECRETS_QUEUE;
	if (room) {
		s->todo[s->n_todo++] = *job;
		pthread_cond_signal(&s->cond);
	}
	pthread_mutex_unlock(&s->mutex);
	return room;
}

bool secrets_get(struct secrets *s, struct secret_job *out)
{
	bool some;

	pthread_mutex_lock(&s->mutex);
	some = s->n_done > 0;
	if (some) {
		*out = s->done[0];
		memmove(&s->done[0], &s->done[1], sizeof(*out) * (size_t)(--s->n_done));
		explicit_bzero(&s->done[s->n_done], sizeof(*out));
	}
	pthread_mutex_unlock(&s->mutex);
	return some;
}
