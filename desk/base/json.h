/*
 * The pieces of canonical JSON: writing of texts, and a strict reader that takes only what the writer would have written. Only integers
 * and strings exist; the only escapes are \" and \\.
 */
#ifndef DESK_BASE_JSON_H
#define DESK_BASE_JSON_H

#include "desk/base/buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define JSON_INT_MAX INT64_C(9007199254740991) /* 2^53-1: what every reader of JSON keeps exactly */
enum { JSON_INT_TEXT = 20 };

/* Write at @p without bounds check and return the end: at most 2*n bytes for a text of n, JSON_INT_TEXT for a number. */
char *json_write_text(char *p, const char *s, size_t n); /* without quotes */
char *json_write_int(char *p, int64_t v);
/* Append @s with quotes and escapes; @s must be text_valid. */
void json_put(struct buf *out, const char *s);

struct json {
	const char *start, *p, *end;
};
struct json json_init(const char *line, size_t n);
/* Each takes what it names or leaves the reader where it failed and returns false. */
bool json_literal(struct json *j, const char *text, size_t n);
bool json_int(struct json *j, int64_t *v); /* minimal form, |v| <= JSON_INT_MAX */
/* A string without its opening quote, up to and with its closing quote, unescaped into @out as text of less than @size bytes. */
bool json_text(struct json *j, char *out, size_t size);
/* The same for strings in which neither '"' nor '\' can be: gives the bytes in place. */
bool json_word(struct json *j, const char **word, size_t *n);

#endif
