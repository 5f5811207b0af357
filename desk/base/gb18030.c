/*
 * GB18030 at the borders: files from elsewhere come in, printers and old terminals get it. The conversion is iconv's; the descriptor is
 * opened once and shared, for opening loads a module each time and GB18030 keeps no state between calls.
 */
#include "desk/base/text.h"

#include <errno.h>
#include <iconv.h>
#include <pthread.h>
#include <string.h>

struct converter {
	const char *to, *from;
	iconv_t cd;
};

static struct converter decoder = { "UTF-8", "GB18030", NULL }, encoder = { "GB18030", "UTF-8", NULL };
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* Converts @n bytes, appending to @out. Returns the bytes of @in that were taken: all of them, or those before the fault. */
static size_t convert(struct converter *c, const char *in, size_t n, struct buf *out)
{
	char *from = (char *)in;
	size_t left = n;

	pthread_mutex_lock(&lock);
	if (!c->cd) {
		c->cd = iconv_open(c->to, c->from);
		if (c->cd == (iconv_t)-1)
			BUG("iconv cannot convert %s to %s", c->from, c->to);
	}
	iconv(c->cd, NULL, NULL, NULL, NULL);
	while (left > 0) {
		char chunk[4096], *to = chunk;
		size_t room = sizeof(chunk);
		size_t r = iconv(c->cd, &from, &left, &to, &room);
		int fault = errno;

		buf_put(out, chunk, sizeof(chunk) - room);
		if (r == (size_t)-1 && fault != E2BIG)
			break;
	}
	pthread_mutex_unlock(&lock);
	return n - left;
}

static bool is_utf8(const char *s, size_t n, const char **fault)
{
	const char *end = s + n;
	int32_t cp;

	do {
		*fault = s;
		cp = text_next(&s, end);
	} while (cp >= 0);
	return cp == -1;
}

static int64_t line_of(const char *s, const char *at)
{
	int64_t line = 1;

	for (; s < at; s++)
		line += *s == '\n';
	return line;
}

enum err text_to_utf8(const void *data, size_t n, bool from_gb, struct buf *out)
{
	const char *s = data, *fault;
	size_t start = out->len, taken;

	if (n == 0)
		return OK;
	if (!from_gb) {
		if (n >= 3 && memcmp(s, "\xEF\xBB\xBF", 3) == 0) {
			s += 3;
			n -= 3;
		}
		if (!is_utf8(s, n, &fault)) {
			err_set(ERR_INVALID, N_("This file is neither UTF-8 nor GB18030 text. Save it as UTF-8."));
			return err_line(line_of(s, fault), 0);
		}
		buf_put(out, s, n);
		return OK;
	}
	if (n >= 4 && memcmp(s, "\x84\x31\x95\x33", 4) == 0) {
		s += 4;
		n -= 4;
	}
	taken = convert(&decoder, s, n, out);
	if (taken == n)
		return OK;
	out->len = start;
	if (out->data)
		out->data[start] = '\0';
	err_set(ERR_INVALID, N_("This file is neither GB18030 nor UTF-8 text. Save it as UTF-8."));
	return err_line(line_of(s, s + taken), 0);
}

bool text_looks_gb18030(const void *data, size_t n)
{
	struct buf out = BUF_INIT;
	const char *fault;
	bool gb;

	if (n == 0 || is_utf8(data, n, &fault))
		return false;
	gb = convert(&decoder, data, n, &out) == n;
	buf_free(&out);
	return gb;
}

void text_to_gb18030(const char *s, struct buf *out)
{
	struct buf plain = BUF_INIT;
	const char *from = s;
	int32_t cp;
	size_t done = 0;

	for (; (cp = text_next(&s, NULL)) != -1; from = s) {
		int32_t print = text_printer_char(cp);

		if (cp >= 0x7F && cp <= 0x9F)
			continue; /* takes no column, so it must write no byte */
		if (cp < 0)
			buf_putc(&plain, '?');
		else if (print == cp)
			buf_put(&plain, from, (size_t)(s - from));
		else if (print < 0x80)
			buf_putc(&plain, (char)print);
		else
			buf_puts(&plain, "￥");
	}
	while (done < plain.len) {
		const char *at;

		done += convert(&encoder, plain.data + done, plain.len - done, out);
		if (done == plain.len)
			break;
		buf_puts(out, "?");
		at = plain.data + done;
		text_next(&at, NULL);
		done = (size_t)(at - plain.data);
	}
	buf_free(&plain);
}
