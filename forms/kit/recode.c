/* See recode.h. */
#include "forms/kit/recode.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <unistd.h>

#include "desk/base/text.h"

enum { GB_MAX = 4 };

static struct {
	FILE *file;
	char half[GB_MAX];
	size_t n_half;
} r;

bool recode_wanted(void)
{
	static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *value = getenv(names[i]), *set;

		if (!value || !value[0])
			continue;
		set = strchr(value, '.');
		return set && strncasecmp(set + 1, "GB", 2) == 0;
	}
	return false;
}

/* The dot in names stands in every GB font two cells wide; the wide one that is painted in its place stands in few. */
static void own_dot(char *utf8)
{
	static const char wide[] = "\343\203\273", dot[] = "\302\267";
	char *to = utf8;

	for (const char *from = utf8; *from;) {
		bool here = strncmp(from, wide, sizeof(wide) - 1) == 0;

		if (here) {
			memcpy(to, dot, sizeof(dot) - 1);
			to += sizeof(dot) - 1;
			from += sizeof(wide) - 1;
		} else {
			*to++ = *from++;
		}
	}
	*to = '\0';
}

void recode_write(const char *utf8, size_t n)
{
	char *text = xcalloc(n + 1, 1);
	struct buf gb = BUF_INIT;
	size_t sent = 0, kept = 0;

	/* Old terminals are sent NULs to wait for: no text. */
	for (size_t i = 0; i < n; i++)
		if (utf8[i])
			text[kept++] = utf8[i];
	own_dot(text);
	text_to_gb18030(text, &gb);
	while (sent < gb.len) {
		ssize_t done = write(STDOUT_FILENO, gb.data + sent, gb.len - sent);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			break; /* the line is gone: whoever reads finds out */
		sent += (size_t)done;
	}
	buf_free(&gb);
	free(text);
}

FILE *recode_start(void)
{
	int fd = memfd_create("screen", MFD_CLOEXEC);

	memset(&r, 0, sizeof(r));
	if (fd < 0)
		return NULL;
	if (!(r.file = fdopen(fd, "w+")))
		close(fd);
	return r.file;
}

void recode_flush(void)
{
	int fd = r.file ? fileno(r.file) : -1;
	off_t n = fd >= 0 ? lseek(fd, 0, SEEK_CUR) : 0;
	char *text;

	if (n <= 0)
		return;
	text = xcalloc((size_t)n, 1);
	if (pread(fd, text, (size_t)n, 0) == n)
		recode_write(text, (size_t)n);
	free(text);
	if (ftruncate(fd, 0) == 0)
		lseek(fd, 0, SEEK_SET);
}

void recode_stop(void)
{
	recode_flush();
	if (r.file)
		fclose(r.file);
	r.file = NULL;
}

void recode_forget(void)
{
	r.n_half = 0;
}

/* Bytes the character has that begins so; 0: none begins so. */
static size_t length(const char *half, size_t n)
{
	unsigned char first = (unsigned char)half[0], second = n > 1 ? (unsigned char)half[1] : 0x40;

	if (first < 0x80)
		return 1;
	if (first == 0x80 || first == 0xff)
		return 0;
	return second >= '0' && second <= '9' ? 4 : 2;
}

int recode_typed(int byte)
{
	struct buf utf8 = BUF_INIT;
	const char *at;
	int32_t cp = -1;
	size_t whole;

	r.half[r.n_half++] = (char)byte;
	whole = length(r.half, r.n_half);
	if (whole > r.n_half)
		return -1;
	if (whole && text_to_utf8(r.half, r.n_half, true, &utf8) == OK && utf8.len) {
		at = utf8.data;
		cp = text_next(&at, at + utf8.len);
	}
	buf_free(&utf8);
	r.n_half = 0;
	return cp < 0 ? -1 : (int)cp;
}
