/*
 * Finding a policy answer: by its words, a part of its title, the letters of its pinyin, the mark of a field, or in the end by what the
 * answer says. Candidates come from the indexes; each is looked at once and ranked by where the text stands.
 */
#include "desk/model/knowledge.h"

#include "desk/base/clock.h"
#include "desk/base/i18n.h"
#include "desk/base/pinyin.h"
#include "desk/base/text.h"
#include "desk/model/request.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LIMIT = 50, LIMIT_MAX = 500, CANDIDATES = 1000, READ_THROUGH = 5000, TERMS = 4, SHORT_CHARS = 60 };

/* Better ranks first. */
enum rank { RANK_EXACT, RANK_TITLE_BEGINS, RANK_TITLE, RANK_WORD, RANK_PINYIN, RANK_PINYIN_WORD, RANK_TEXT };

struct found {
	int rank;
	int64_t order;
	struct knowledge k;
};
struct finder {
	struct txn *t;
	int32_t on;
	char *term[TERMS];
	int n_terms;
	struct found *v;
	int n, room;
	int looked_at;
};

/* clang-format off */
static const struct field knowledge_in_fields[] = {
	TEXT(knowledge_in, 1, text,  N_("Words"), 0),
	TEXT(knowledge_in, 2, topic, N_("Topic"), 0),
	DATE(knowledge_in, 3, on,    N_("On"), 0),
	INT(knowledge_in, 4, limit,  N_("At most"), 0),
};
const struct schema knowledge_in_schema = SCHEMA(knowledge_in, N_("Which answers"));
/* clang-format on */

/* The answer to a topic in force on @on: the newest that has begun. */
static enum err in_force(struct txn *t, const char *topic, int32_t on, struct knowledge *out)
{
	struct key prefix, behind;
	struct scan sc;
	enum err e;

	key_reset(&prefix);
	key_text(&prefix, topic);
	behind = prefix;
	key_date(&behind, on + 1);
	if ((e = scan_table(t, &knowledge_table, &prefix, true, &sc)) != OK)
		return e;
	scan_after(&sc, &behind);
	e = scan_next(&sc, out);
	scan_close(&sc);
	return e;
}

/* ---- how well an answer fits ---- */

static bool word_is(const char *words, const char *term, bool begins)
{
	char low[ADDRESS_LEN];
	size_t len = strlen(term);

	text_copy(low, sizeof(low), words);
	knowledge_fold(low);
	for (const char *p = low; *p;) {
		size_t n = strcspn(p, " ");

		if (n >= len && memcmp(p, term, len) == 0 && (begins || n == len))
			return true;
		p += n + strspn(p + n, " ");
	}
	return false;
}

static bool sounds_like(const char *text, const char *term)
{
	for (const char *p = text; *p;) {
		if ((unsigned char)*p >= 0x80 && pinyin_match(p, term))
			return true;
		if (text_next(&p, NULL) < 0)
			break;
	}
	return false;
}

/* RANK_TEXT + 1: not at all. */
static int rank_of(const struct knowledge *k, const char *term)
{
	char low[KNOWLEDGE_TEXT];
	const char *at;
	bool letters = true;

	if (strcmp(k->topic, term) == 0 || word_is(k->words, term, false))
		return RANK_EXACT;
	text_copy(low, sizeof(low), k->title);
	knowledge_fold(low);
	if ((at = strstr(low, term)))
		return at == low ? RANK_TITLE_BEGINS : RANK_TITLE;
	if (word_is(k->words, term, true) || strncmp(k->topic, term, strlen(term)) == 0)
		return RANK_WORD;
	for (const char *p = term; *p; p++)
		letters = letters && *p >= 'a' && *p <= 'z';
	if (letters && strlen(term) > 1 && sounds_like(k->title, term))
		return RANK_PINYIN;
	if (letters && strlen(term) > 1 && sounds_like(k->words, term))
		return RANK_PINYIN_WORD;
	text_copy(low, sizeof(low), k->text);
	knowledge_fold(low);
	return strstr(low, term) || strstr(k->document, term) ? RANK_TEXT : RANK_TEXT + 1;
}

static bool seen(const struct finder *f, const char *topic)
{
	for (int i = 0; i < f->n; i++)
		if (strcmp(f->v[i].k.topic, topic) == 0)
			return true;
	return false;
}

static void keep(struct finder *f, const struct knowledge *k, int rank)
{
	if (f->n == f->room) {
		f->room = f->room ? f->room * 2 : 32;
		f->v = xreallocarray(f->v, (size_t)f->room, sizeof(*f->v));
	}
	f->v[f->n] = (struct found){ .rank = rank, .order = f->n, .k = *k };
	f->n++;
}

/* Keeps the answer of this row if it holds on the day and every term fits it. */
static enum err look_at(struct finder *f, const struct knowledge *row)
{
	struct knowledge k;
	int worst = RANK_EXACT;
	enum err e;

	f->looked_at++;
	if (seen(f, row->topic))
		return OK;
	if ((e = in_force(f->t, row->topic, f->on, &k)) != OK)
		return e == ERR_NOT_FOUND ? OK : e;
	if (k.effective_on != row->effective_on)
		return OK;
	for (int i = 0; i < f->n_terms; i++) {
		int rank = rank_of(&k, f->term[i]);

		if (rank > RANK_TEXT)
			return OK;
		worst = rank > worst ? rank : worst;
	}
	keep(f, &k, worst);
	return OK;
}

/* ---- candidates ---- */

static enum err by_index(struct finder *f, int index, const char *kind, const char *text, bool whole)
{
	struct knowledge row;
	struct key prefix;
	struct scan sc;
	enum err e;

	key_reset(&prefix);
	key_part(&prefix, kind);
	if (whole)
		key_text(&prefix, text);
	else
		key_part(&prefix, text);
	if ((e = scan_index(f->t, &knowledge_table, &knowledge_table.index[index], &prefix, false, &sc)) != OK)
		return e;
	while (f->looked_at < CANDIDATES && (e = scan_next(&sc, &row)) == OK)
		if ((e = look_at(f, &row)) != OK)
			break;
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err all(struct finder *f, int most)
{
	struct knowledge row;
	struct scan sc;
	enum err e = scan_table(f->t, &knowledge_table, NULL, false, &sc);

	if (e != OK)
		return e;
	for (int i = 0; i < most && (e = scan_next(&sc, &row)) == OK; i++)
		if ((e = look_at(f, &row)) != OK)
			break;
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err candidates(struct finder *f)
{
	enum err e = OK;

	for (int i = 0; i < f->n_terms && e == OK; i++) {
		if ((e = by_index(f, KNOWLEDGE_BY_WORD, "", f->term[i], false)) == OK &&
		    (e = by_index(f, KNOWLEDGE_BY_PINYIN, "i", f->term[i], false)) == OK)
			e = by_index(f, KNOWLEDGE_BY_PINYIN, "p", f->term[i], false);
	}
	/* No title has it: then what the answers say. */
	return e == OK && f->n == 0 ? all(f, READ_THROUGH) : e;
}

/* ---- requests ---- */

static int better(const void *a, const void *b)
{
	const struct found *x = a, *y = b;

	return x->rank != y->rank ? x->rank - y->rank : strcmp(x->k.topic, y->k.topic);
}

static int32_t day_of(struct txn *t, const struct knowledge_in *want)
{
	return want->on ? want->on : clock_date(txn_now(t));
}

static void shorten(char *text)
{
	const char *p = text;

	for (int i = 0; i < SHORT_CHARS; i++)
		if (text_next(&p, NULL) < 0)
			return;
	if (*p)
		text_copy(text + (p - text), sizeof("…"), "…");
}

static enum err find(struct txn *t, const struct msg *in, struct msg *out)
{
	const struct knowledge_in *want = msg_get(in, &knowledge_in_schema, 0);
	struct finder f = { .t = t, .on = day_of(t, want) };
	int64_t limit = want->limit > 0 ? want->limit : LIMIT;
	char text[sizeof(want->text)];
	enum err e;

	text_copy(text, sizeof(text), want->text);
	knowledge_fold(text);
	for (char *p = text; *p && f.n_terms < TERMS;) {
		size_t n = strcspn(p, " ");

		f.term[f.n_terms++] = p;
		p += n;
		while (*p == ' ')
			*p++ = '\0';
	}
	e = f.n_terms ? candidates(&f) : all(&f, LIMIT_MAX);
	if (e == OK && f.n)
		qsort(f.v, (size_t)f.n, sizeof(*f.v), better);
	for (int i = 0; e == OK && i < f.n && i < limit && i < LIMIT_MAX; i++) {
		shorten(f.v[i].k.text);
		msg_add(out, &knowledge_schema, &f.v[i].k);
	}
	free(f.v);
	return e;
}

static enum err show(struct txn *t, const struct msg *in, struct msg *out)
{
	const struct knowledge_in *want = msg_get(in, &knowledge_in_schema, 0);
	struct knowledge k;
	enum err e = in_force(t, want->topic, day_of(t, want), &k);

	if (e == ERR_NOT_FOUND) {
		err_set(ERR_NOT_FOUND, N_("Nothing is kept on the topic \"%s\" for this day."), want->topic);
		return err_field("topic", want->topic);
	}
	if (e == OK)
		msg_add(out, &knowledge_schema, &k);
	return e;
}

/* What the mark belongs to: "payment.method" -> "payment", "class:40102" -> "class:401" -> "class:4". False at the end. */
static bool mark_above(char *mark)
{
	size_t n = strlen(mark);
	char *dot;

	if (strncmp(mark, "class:", 6) == 0) {
		if (n <= 8)
			return false;
		mark[n - 2] = '\0';
		return true;
	}
	if (!(dot = strrchr(mark, '.')))
		return false;
	*dot = '\0';
	return true;
}

static enum err about(struct txn *t, const struct msg *in, struct msg *out)
{
	const struct knowledge_in *want = msg_get(in, &knowledge_in_schema, 0);
	struct finder f = { .t = t, .on = day_of(t, want) };
	int64_t limit = want->limit > 0 ? want->limit : LIMIT;
	char mark[sizeof(want->text)];
	enum err e = OK;

	text_copy(mark, sizeof(mark), want->text);
	text_clean(mark);
	if (mark[0])
		do
			e = by_index(&f, KNOWLEDGE_BY_MARK, "", mark, true);
		while (e == OK && mark_above(mark));
	for (int i = 0; e == OK && i < f.n && i < limit; i++)
		msg_add(out, &knowledge_schema, &f.v[i].k);
	free(f.v);
	return e;
}

/* clang-format off */
static const struct request rows[] = {
	{ .name = "knowledge.find",  .head = &knowledge_in_schema, .run = find },
	{ .name = "knowledge.show",  .head = &knowledge_in_schema, .run = show },
	{ .name = "knowledge.about", .head = &knowledge_in_schema, .run = about },
};
/* clang-format on */
const struct request_table knowledge_requests = REQUESTS(rows);
