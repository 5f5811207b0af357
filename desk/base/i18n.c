/*
 * Reads a .mo catalogue (both byte orders of the format's revision 0.0 and 0.1) into a sorted table. All offsets come from the file and
 * are checked against its length; a damaged file is as good as none.
 *
 * Revision 0.1 holds sentences with numbers of fixed width ("%<PRId64>") as pieces to be joined; they are joined as this compiler does.
 */
#include "desk/base/i18n.h"

#include "desk/base/buf.h"
#include "desk/base/err.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MO_MAX = 8 << 20 };

struct pair {
	const char *id, *text;
};

static struct catalogue {
	char *data; /* the file, with a NUL after it */
	size_t size;
	bool swap;
	struct pair *pair; /* sorted by id */
	size_t n;
	char **joined; /* strings of revision 0.1, owned */
	size_t joined_n;
} catalogue;

static uint32_t word(const struct catalogue *c, size_t at)
{
	uint32_t v;

	if (at > c->size || c->size - at < sizeof(v))
		return UINT32_MAX;
	memcpy(&v, c->data + at, sizeof(v));
	return c->swap ? __builtin_bswap32(v) : v;
}

static const char *string_at(const struct catalogue *c, size_t table, size_t i)
{
	size_t len = word(c, table + 8 * i), at = word(c, table + 8 * i + 4);

	if (at >= c->size || len >= c->size - at || c->data[at + len] != '\0')
		return NULL;
	return c->data + at;
}

/* One string of revision 0.1: the offset of its fixed text, then (length, segment) pairs, the last one with segment ~0. */
static char *joined_at(const struct catalogue *c, size_t at)
{
	size_t text = word(c, at), segments = word(c, 32), at_name;
	struct buf b = BUF_INIT;

	for (at += 4; at < c->size; at += 8) {
		size_t len = word(c, at);
		uint32_t ref = word(c, at + 4);
		const char *name;

		if (text > c->size || len > c->size - text)
			break;
		buf_put(&b, c->data + text, len);
		text += len;
		if (ref == UINT32_MAX) {
			if (b.len && b.data[b.len - 1] == '\0')
				return b.data;
			break;
		}
		if (ref >= word(c, 28) || (at_name = word(c, segments + 8 * (size_t)ref + 4)) >= c->size)
			break;
		name = c->data + at_name; /* the file has a NUL after its end */
		if (strcmp(name, "PRId64") == 0)
			buf_puts(&b, PRId64);
		else if (strcmp(name, "PRIu64") == 0)
			buf_puts(&b, PRIu64);
		else if (strcmp(name, "PRId32") == 0)
			buf_puts(&b, PRId32);
		else
			break;
	}
	buf_free(&b);
	return NULL;
}

static void read_joined(struct catalogue *c)
{
	size_t n = word(c, 36), ids = word(c, 40), texts = word(c, 44);

	if (c->size < 48 || n > c->size / 8)
		return;
	c->pair = xreallocarray(c->pair, c->n + n + 1, sizeof(*c->pair));
	c->joined = xcalloc(2 * n + 1, sizeof(*c->joined));
	for (size_t i = 0; i < n; i++) {
		char *id = joined_at(c, word(c, ids + 4 * i)), *text = joined_at(c, word(c, texts + 4 * i));

		if (id && text) {
			c->joined[c->joined_n++] = id;
			c->joined[c->joined_n++] = text;
			c->pair[c->n++] = (struct pair){ id, text };
		} else {
			free(id);
			free(text);
		}
	}
}

static int by_id(const void *a, const void *b)
{
	return strcmp(((const struct pair *)a)->id, ((const struct pair *)b)->id);
}

static void unload(struct catalogue *c)
{
	for (size_t i = 0; i < c->joined_n; i++)
		free(c->joined[i]);
	free(c->joined);
	free(c->pair);
	free(c->data);
	*c = (struct catalogue){ 0 };
}

static bool load_file(struct catalogue *c, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	size_t have = 0;

	if (fd < 0)
		return false;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size >= 28 && st.st_size <= MO_MAX) {
		c->size = (size_t)st.st_size;
		c->data = xcalloc(c->size + 1, 1);
		for (ssize_t got; have < c->size && (got = read(fd, c->data + have, c->size - have)) > 0;)
			have += (size_t)got;
	}
	close(fd);
	return c->size && have == c->size;
}

static bool load(struct catalogue *c, const char *path)
{
	size_t n, ids, texts;

	if (!load_file(c, path))
		return false;
	c->swap = word(c, 0) == 0xde120495;
	n = word(c, 8);
	if (word(c, 0) != 0x950412de || word(c, 4) >> 16 != 0 || n > c->size / 16)
		return false;
	ids = word(c, 12);
	texts = word(c, 16);
	c->pair = xcalloc(n + 1, sizeof(*c->pair));
	for (size_t i = 0; i < n; i++) {
		const char *id = string_at(c, ids, i), *text = string_at(c, texts, i);

		if (!id || !text)
			return false;
		if (id[0] && text[0])
			c->pair[c->n++] = (struct pair){ id, text };
	}
	if ((word(c, 4) & 0xffff) >= 1)
		read_joined(c);
	qsort(c->pair, c->n, sizeof(*c->pair), by_id);
	return true;
}

static const char *wanted(const char *lang)
{
	static const char *const names[] = { "DESK_LANG", "LC_ALL", "LC_MESSAGES", "LANG" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && (!lang || !lang[0]); i++)
		lang = getenv(names[i]);
	return lang ? lang : "";
}

void i18n_start(const char *lang, const char *localedir)
{
	char path[4096];

	unload(&catalogue);
	if (strncmp(wanted(lang), "zh", 2) != 0)
		return;
	if (!localedir)
		localedir = getenv("DESK_LOCALEDIR");
	if (!localedir || !localedir[0])
		localedir = DESK_PREFIX "/share/locale";
	snprintf(path, sizeof(path), "%s/zh_CN/LC_MESSAGES/desk.mo", localedir);
	if (!load(&catalogue, path))
		unload(&catalogue);
}

const char *i18n_text(const char *msgid)
{
	struct pair key = { msgid, NULL };
	const struct pair *found;

	if (!catalogue.n || !msgid[0])
		return msgid;
	found = bsearch(&key, catalogue.pair, catalogue.n, sizeof(key), by_id);
	return found ? found->text : msgid;
}

const char *i18n_language(void)
{
	return catalogue.data ? "zh_CN" : "en";
}
