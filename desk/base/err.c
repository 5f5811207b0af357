/*
 * The error of this thread, its sentence in the current language, and the ways to end the program.
 *
 * A sentence is kept as its msgid with text arguments. Texts are cleaned when they are kept, so that an error can always travel as a
 * record and never disturbs a terminal.
 */
#include "desk/base/err.h"

#include "desk/base/buf.h"
#include "desk/base/i18n.h"
#include "desk/base/log.h"
#include "desk/base/text.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static _Thread_local struct error last;

#define CODE_ROW_(name, status, text) [ERR_##name] = { #name, text, status },
static const struct {
	const char *name, *text;
	int status;
} codes[ERR_COUNT] = { [OK] = { "OK", "", 0 }, ERRORS(CODE_ROW_) };

/* Like text_copy, but what a record or a terminal could not hold becomes '?'. */
static void keep(char *dst, size_t size, const char *src)
{
	size_t n = 0;

	while (*src) {
		const char *start = src, *end = src + 1;
		size_t len;

		while (end < start + 4 && *end)
			end++;
		if (text_next(&src, end) < 0) {
			src = start + 1;
			len = 0;
		} else {
			len = (size_t)(src - start);
		}
		if (len && !text_valid(start, len))
			len = 0;
		if (n + (len ? len : 1) >= size)
			break;
		if (len)
			memcpy(dst + n, start, len);
		else
			dst[n] = '?';
		n += len ? len : 1;
	}
	dst[n] = '\0';
}

enum err err_set(enum err code, const char *msgid, ...)
{
	struct error e;
	va_list ap;
	int n = 0;

	memset(&e, 0, sizeof(e));
	e.code = (int32_t)code;
	if (!msgid)
		msgid = "";
	if (strlen(msgid) >= sizeof(e.msgid))
		BUG("sentence too long: %s", msgid);
	text_copy(e.msgid, sizeof(e.msgid), msgid);

	va_start(ap, msgid);
	for (const char *p = strchr(msgid, '%'); p; p = strchr(p, '%')) {
		char number[24] = "";

		p++;
		if (*p == '%') {
			p++;
			continue;
		}
		if (n == ERR_ARGS)
			BUG("too many arguments: %s", msgid);
		if (*p == 's') {
			const char *s = va_arg(ap, const char *);

			keep(e.arg[n++], sizeof(e.arg[0]), s ? s : "");
			p++;
			continue;
		}
		if (*p == 'd') {
			snprintf(number, sizeof(number), "%d", va_arg(ap, int));
		} else if (*p == 'u') {
			snprintf(number, sizeof(number), "%u", va_arg(ap, unsigned));
		} else if (strncmp(p, "ld", 2) == 0) {
			snprintf(number, sizeof(number), "%ld", va_arg(ap, long));
			p++;
		} else if (strncmp(p, "lld", 3) == 0) {
			snprintf(number, sizeof(number), "%lld", va_arg(ap, long long));
			p += 2;
		} else if (strncmp(p, "zu", 2) == 0) {
			snprintf(number, sizeof(number), "%zu", va_arg(ap, size_t));
			p++;
		} else {
			BUG("conversion in: %s", msgid);
		}
		p++;
		text_copy(e.arg[n++], sizeof(e.arg[0]), number);
	}
	va_end(ap);
	last = e;
	return code;
}

enum err err_field(const char *field, const char *value)
{
	keep(last.field, sizeof(last.field), field ? field : "");
	keep(last.value, sizeof(last.value), value ? value : "");
	return (enum err)last.code;
}

enum err err_line(int64_t line, int64_t column)
{
	last.line = line;
	last.column = column;
	return (enum err)last.code;
}

const struct error *err_last(void)
{
	return &last;
}

void err_copy(const struct error *from)
{
	if (from != &last)
		last = *from;
}

void err_clear(void)
{
	memset(&last, 0, sizeof(last));
}

/* Puts the arguments into a sentence; "%2$s" picks the second. A translation that asks for too many gets nothing there. */
static void fill(struct buf *out, const char *text, const char *const *arg, int n)
{
	int next = 0;

	for (const char *p = text; *p;) {
		const char *stop = strchr(p, '%');
		int which = -1;

		if (!stop) {
			buf_puts(out, p);
			return;
		}
		buf_put(out, p, (size_t)(stop - p));
		p = stop + 1;
		if (*p == '%') {
			buf_putc(out, '%');
			p++;
			continue;
		}
		if (*p >= '1' && *p <= '9' && p[1] == '$') {
			which = *p - '1';
			p += 2;
		}
		while (*p == 'l' || *p == 'z')
			p++;
		if (*p)
			p++;
		if (which < 0)
			which = next++;
		if (which < n)
			buf_puts(out, arg[which]);
	}
}

void err_text(const struct error *e, char *out, size_t size)
{
	bool known = e->code >= 0 && e->code < ERR_COUNT;
	const char *msgid = e->msgid[0] ? e->msgid : known ? codes[e->code].text : N_("Unknown error.");
	const char *arg[ERR_ARGS], *part[4];
	char line[24], column[24];
	struct buf sentence = BUF_INIT, whole = BUF_INIT;
	int n = 0;

	for (int i = 0; i < ERR_ARGS; i++)
		arg[i] = e->arg[i];
	if (msgid[0])
		fill(&sentence, i18n_text(msgid), arg, ERR_ARGS);
	buf_puts(&sentence, "");

	snprintf(line, sizeof(line), "%" PRId64, e->line);
	snprintf(column, sizeof(column), "%" PRId64, e->column);
	if (e->line)
		part[n++] = line;
	if (e->line && e->column)
		part[n++] = column;
	if (e->field[0])
		part[n++] = e->field;
	part[n++] = sentence.data;
	if (e->line && e->column)
		fill(&whole, e->field[0] ? _("line %s, column %s (%s): %s") : _("line %s, column %s: %s"), part, n);
	else if (e->line)
		fill(&whole, e->field[0] ? _("line %s (%s): %s") : _("line %s: %s"), part, n);
	else if (e->field[0])
		fill(&whole, _("%s: %s"), part, n);
	else
		buf_puts(&whole, sentence.data);
	text_copy(out, size, whole.data);
	buf_free(&sentence);
	buf_free(&whole);
}

int err_exit_status(enum err code)
{
	return (unsigned)code < ERR_COUNT ? codes[code].status : 1;
}

const char *err_name(enum err code)
{
	return (unsigned)code < ERR_COUNT ? codes[code].name : "UNKNOWN";
}

void err_bug(const char *file, int line, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	log_error("BUG %s:%d: %s", file, line, text);
	fprintf(stderr, "desk: BUG %s:%d: %s\n", file, line, text);
	abort();
}

_Noreturn static void no_memory(void)
{
	static const char text[] = "desk: no memory left\n";

	log_error("no memory left");
	fputs(text, stderr);
	exit(codes[ERR_NO_SPACE].status);
}

void *xmalloc(size_t n)
{
	void *p = malloc(n ? n : 1);

	if (!p)
		no_memory();
	return p;
}

void *xcalloc(size_t n, size_t size)
{
	void *p = calloc(n ? n : 1, size ? size : 1);

	if (!p)
		no_memory();
	return p;
}

void *xrealloc(void *p, size_t n)
{
	p = realloc(p, n ? n : 1);
	if (!p)
		no_memory();
	return p;
}

void *xreallocarray(void *p, size_t n, size_t size)
{
	size_t total;

	if (__builtin_mul_overflow(n, size, &total))
		no_memory();
	return xrealloc(p, total);
}

char *xstrdup(const char *s)
{
	size_t n = strlen(s) + 1;

	return memcpy(xmalloc(n), s, n);
}
