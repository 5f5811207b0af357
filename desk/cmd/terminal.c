/* See the header. The streams are replaced by ones that convert what is whole and keep a character that was cut for the next time. */
#include "desk/cmd/terminal.h"

#include "desk/base/text.h"
#include "forms/kit/recode.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct side {
	int fd;
	struct buf kept; /* the first bytes of a character */
};
static struct side sides[] = { { .fd = STDOUT_FILENO }, { .fd = STDERR_FILENO } };

static bool send_all(int fd, const char *bytes, size_t n)
{
	while (n) {
		ssize_t done = write(fd, bytes, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return false;
		bytes += done;
		n -= (size_t)done;
	}
	return true;
}

/* How many of @n bytes are whole characters. */
static size_t whole(const char *s, size_t n)
{
	size_t at = n, need;

	while (at && n - at < 3 && ((unsigned char)s[at - 1] & 0xc0) == 0x80)
		at--;
	if (!at)
		return n;
	need = (unsigned char)s[at - 1] >= 0xf0 ? 4 : (unsigned char)s[at - 1] >= 0xe0 ? 3 : (unsigned char)s[at - 1] >= 0xc0 ? 2 : 1;
	return n - (at - 1) < need ? at - 1 : n;
}

static ssize_t convert(void *cookie, const char *bytes, size_t n)
{
	struct side *side = cookie;
	struct buf gb = BUF_INIT, text = side->kept;
	size_t take;
	bool sent;

	buf_put(&text, bytes, n);
	take = whole(text.data, text.len);
	side->kept = (struct buf)BUF_INIT;
	buf_put(&side->kept, text.data + take, text.len - take);
	text.data[text.len = take] = '\0';
	text_to_gb18030(text.data, &gb);
	sent = send_all(side->fd, gb.data, gb.len);
	buf_free(&gb);
	buf_free(&text);
	return sent ? (ssize_t)n : 0;
}

static int let_go(void *cookie)
{
	buf_free(&((struct side *)cookie)->kept);
	return 0;
}

static void replace(FILE **stream, struct side *side)
{
	FILE *f;

	if (!isatty(side->fd) || !(f = fopencookie(side, "w", (cookie_io_functions_t){ .write = convert, .close = let_go })))
		return;
	setvbuf(f, NULL, _IOLBF, BUFSIZ);
	*stream = f;
}

void terminal_start(int argc, char **argv)
{
	if (!recode_wanted())
		return;
	for (int i = 1; i < argc; i++) {
		struct buf utf8 = BUF_INIT;
		size_t n = strlen(argv[i]);

		if (!text_valid(argv[i], n) && access(argv[i], F_OK) != 0 && text_to_utf8(argv[i], n, true, &utf8) == OK)
			argv[i] = xstrdup(utf8.data);
		buf_free(&utf8);
	}
	replace(&stdout, &sides[0]);
	replace(&stderr, &sides[1]);
}

void terminal_say(int fd, const char *utf8)
{
	struct buf gb = BUF_INIT;

	if (recode_wanted())
		text_to_gb18030(utf8, &gb);
	else
		buf_puts(&gb, utf8);
	send_all(fd, gb.data, gb.len);
	buf_free(&gb);
}
