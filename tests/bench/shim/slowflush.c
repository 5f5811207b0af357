/*
 * A disk with a known flush: preloaded into a process, every fsync and fdatasync takes FLUSH_US microseconds (default 1000) and nothing
 * else. On a memory file system this makes figures of durable commits comparable between machines.
 */
#include <poll.h>
#include <stdlib.h>
#include <time.h>

static int wait_flush(void)
{
	static long us;

	if (us == 0) {
		const char *text = getenv("FLUSH_US");

		us = text ? strtol(text, NULL, 10) : 1000;
	}
	const struct timespec t = { us / 1000000, us % 1000000 * 1000 };
	ppoll(NULL, 0, &t, NULL);
	return 0;
}

int fsync(int fd);
int fdatasync(int fd);

int fsync(int fd)
{
	(void)fd;
	return wait_flush();
}

int fdatasync(int fd)
{
	(void)fd;
	return wait_flush();
}
