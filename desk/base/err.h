/*
 * Errors: a code that says what the caller can do about it, and one sentence that a clerk understands.
 *
 * The sentence is kept as an English msgid with its arguments, not as text: the keeper may speak another language than the
 * clerk's terminal, so the text is made where it is shown. Library code returns the code; only main.c exits.
 */
#ifndef DESK_BASE_ERR_H
#define DESK_BASE_ERR_H

#include <stddef.h>
#include <stdint.h>

#ifndef N_
#define N_(s) s
#endif

/* _(CODE, exit status (product.md: 1 refused, 2 usage, 3 busy, 4 damaged or not trusted), default sentence) */
#define ERRORS(_) \
	_(NOT_FOUND, 1, N_("There is no such record.")) \
	_(EXISTS, 1, N_("This record exists already.")) \
	_(REFUSED, 1, N_("A rule forbids this.")) \
	_(RIGHTS, 1, N_("You may not do this.")) \
	_(PASSWORD, 1, N_("The staff number or the password is wrong.")) \
	_(LOCKED, 1, N_("This account is locked after too many failures. Try again later.")) \
	_(APPROVAL, 1, N_("A second person must approve this.")) \
	_(CHANGED, 1, N_("This has been changed by somebody else. Look again.")) \
	_(NOT_OPEN, 1, N_("The till or the business day is not open.")) \
	_(INVALID, 1, N_("This value is not allowed here.")) \
	_(USAGE, 2, N_("The command was not understood.")) \
	_(BUSY, 3, N_("The station is busy with this. Try again in a moment.")) \
	_(NO_KEEPER, 3, N_("The station's keeper does not answer.")) \
	_(NO_SPACE, 3, N_("The disk is full or cannot be written.")) \
	_(IO, 3, N_("A file cannot be read or written.")) \
	_(DAMAGED, 4, N_("The store is damaged.")) \
	_(UNTRUSTED, 4, N_("The file is not trusted.")) \
	_(NEWER, 4, N_("This was written by a newer version of the program.")) \
	_(POISON, 4, N_("This request has crashed the keeper twice and is refused.")) \
	_(RETRY, 3, N_("Try again."))

#define ERR_CODE_(name, status, text) ERR_##name,
enum err { OK, ERRORS(ERR_CODE_) ERR_COUNT };
#undef ERR_CODE_

enum { ERR_ARGS = 6 };

/* The error as it is kept and as it travels (error_schema in error_record.c encodes it). Owns nothing. */
struct error {
	int32_t code; /* enum err */
	char msgid[224]; /* English sentence with %s only; "" = the code's default sentence */
	char arg[ERR_ARGS][160];
	char field[32]; /* schema word of the field concerned, or "" */
	char value[64]; /* the offending value, cut */
	int64_t line; /* 1-based line of an input file, 0 = none */
	int64_t column; /* 1-based column number of a CSV file, 0 = none */
};

/* Records the error of this thread and returns @code, so that `return err_set(...)` reads well. Conversions allowed in @msgid:
 * %s %d %ld %lld %" PRId64 " %zu; each becomes a %s argument. The msgid must be a literal inside N_() at the call or in a table. */
enum err err_set(enum err code, const char *msgid, ...) __attribute__((format(printf, 2, 3)));
/* Adds the place to the error just set; @value may be NULL. Returns the code of the error. */
enum err err_field(const char *field, const char *value);
enum err err_line(int64_t line, int64_t column);
const struct error *err_last(void);
void err_copy(const struct error *from); /* makes @from this thread's error */
void err_clear(void);

/* Writes the sentence in the current language (i18n.h) with its arguments and place, cut at @size on a character border. */
void err_text(const struct error *e, char *out, size_t size);
int err_exit_status(enum err code);
const char *err_name(enum err code); /* "NOT_FOUND": for the log and JSON */

/* A broken promise of the program itself: logs file:line and aborts. */
#define BUG(...) err_bug(__FILE__, __LINE__, __VA_ARGS__)
_Noreturn void err_bug(const char *file, int line, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* malloc that ends the program cleanly when memory is gone (transactions make that safe). Never return NULL. */
void *xmalloc(size_t n);
void *xcalloc(size_t n, size_t size);
void *xrealloc(void *p, size_t n);
void *xreallocarray(void *p, size_t n, size_t size);
char *xstrdup(const char *s);

#endif
