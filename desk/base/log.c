/*
 * The log. A message is one write of one line, so lines of several processes never mix; a log that cannot be written is not worth
 * stopping for.
 */
#include "desk/base/log.h"

#include "desk/base/clock.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int log_fd = -1;
static enum log_level log_max = LOG_LEVEL_INFO;

void log_to(int fd, enum log_level max)
{
	log_fd = fd;
	log_max = max;
}

void log_printf(enum log_level level, const char *fmt, ...)
{
	static const char *const words[] = { "error", "warn", "info", "debug" };
	char line[1024], when[CLOCK_TEXT];
	size_t n, start;
	int kept = errno;
	va_list ap;

	if (log_fd < 0 || level > log_max)
		return;
	clock_text(clock_now(), when);
	start = n = (size_t)snprintf(line, sizeof(line), "%s %d %s ", when, (int)getpid(), words[level]);
	va_start(ap, fmt);
	vsnprintf(line + n, sizeof(line) - 1 - n, fmt, ap);
	va_end(ap);
	n += strlen(line + n);
	for (size_t i = start; i < n; i++)
		if ((unsigned char)line[i] < 0x20 || line[i] == 0x7f)
			line[i] = ' ';
	line[n++] = '\n';
	while (write(log_fd, line, n) < 0 && errno == EINTR)
		;
	errno = kept;
}
