/*
 * Search: whatever a clerk types - a number or its end, a phone, a name, its letters, a piece of an address - finds customers, and each
 * hit says why. Stages run from certain to vague until the list is full; a vague stage runs only where nothing better was found.
 */
#include "desk/model/find_index.h"

#include "desk/base/i18n.h"
#include "desk/base/text.h"
#include "desk/model/bill.h"
#include "desk/model/outage.h"

#include <stdlib.h>
#include <string.h>

enum { LIMIT = 50, LIMIT_MAX = 500, FETCHES = 400, FETCHES_TERMS = 1500, ENTRIES = 4000, TERMS = 4 };

/* clang-format off */
static const struct name why_words[] = {
	{ "number", N_("number") },
	{ "old_number", N_("old number") },
	{ "phone", N_("phone") },
	{ "phone_tail", N_("end of phone") },
	{ "meter", N_("meter") },
	{ "name", N_("name") },
	{ "name_part", N_("part of name") },
	{ "initials", N_("initials") },
	{ "pinyin", N_("pinyin") },
	{ "address", N_("address") },
	{ "address_pinyin", N_("address initials") },
	{ "fuzzy", N_("similar sound") },
};
static const struct names why_names = NAMES(why_words);

static const struct field hit_fields[] = {
	TEXT(hit, 1, customer_no, N_("Customer number"), 0),
	TEXT(hit, 2, name,        N_("Name"), 0),
	TEXT(hit, 3, address,     N_("Address"), 0),
	MONEY(hit, 4, owed,       N_("Bills owed"), 0),
	ENUM(hit, 5, status,      N_("Status"), 0, customer_status_names),
	ENUM(hit, 6, why,         N_("Found by"), 0, why_names),
	TEXT(hit, 7, matched,     N_("Match"), 0),
	BOOL(hit, 8, outage,      N_("No power"), 0),
};
const struct schema hit_schema = SCHEMA(hit, N_("Hit"));

static const struct field find_in_fields[] = {
	TEXT(find_in, 1, text,  N_("Text"), FIELD_REQUIRED),
	INT(find_in, 2, limit,  N_("At most"), 0),
	TEXT(find_in, 3, after, N_("Behind this number"), 0),
};
const struct schema find_in_schema = SCHEMA(find_in, N_("What to find"));
/* clang-format on */

struct finder {
	struct txn *t;
	struct msg *out;
	int64_t left; /* hits still wanted */
	int found; /* hits so far, those before @after included */
	int fetches; /* records that may still be read */
	const char *after; /* "" once passed */
	const char *term[TERMS]; /* further texts, each must be in name, address or number */
	int n_terms;
	char (*seen)[CUSTOMER_LEN];
	int n_seen, room;
	bool asked, outages; /* whether any outage is known at all */
};

static bool full(const struct finder *f)
{
	return f->left <= 0 || f->fetches <= 0;
}

static bool seen(struct finder *f, const char *no)
{
	for (int i = 0; i < f->n_seen; i++)
		if (strcmp(f->seen[i], no) == 0)
			return true;
	if (f->n_seen == f->room) {
		f->room = f->room ? f->room * 2 : 64;
		f->seen = xreallocarray(f->seen, (size_t)f->room, sizeof(*f->seen));
	}
	text_copy(f->seen[f->n_seen++], CUSTOMER_LEN, no);
	return false;
}

static bool contains(const char *text, const char *part)
{
	char low[ADDRESS_LEN];

	text_copy(low, sizeof(low), text);
	text_lower(low);
	return strstr(low, part) != NULL;
}

static bool terms_match(const struct finder *f, const struct customer *c)
{
	for (int i = 0; i < f->n_terms; i++)
		if (!contains(c->name, f->term[i]) && !contains(c->address, f->term[i]) && !strstr(c->customer_no, f->term[i]))
			return false;
	return true;
}

/* Whether the customer has no power because of a known outage. */
static enum err dark(struct finder *f, const struct customer *c, bool *out)
{
	struct outage_now n;
	enum err e;

	*out = false;
	if (!f->asked && (e = outage_any(f->t, &f->outages)) != OK)
		return e;
	f->asked = true;
	if (!f->outages)
		return OK;
	e = outage_of_area(f->t, c->area_no, txn_now(f->t), &n);
	*out = e == OK && n.starts_at <= txn_now(f->t);
	return e == ERR_NOT_FOUND ? OK : e;
}

/* Takes a customer into the list unless it is there already, hidden, or does not fit the further texts or @in_address. */
static enum err take(struct finder *f, const char *no, enum hit_why why, const char *matched, const char *in_address)
{
	struct customer c = { 0 };
	struct hit h = { .why = (int32_t)why };
	enum err e;

	if (full(f) || seen(f, no))
		return OK;
	f->fetches--;
	text_copy(c.customer_no, sizeof(c.customer_no), no);
	e = store_get(f->t, &customer_table, &c);
	if (e != OK)
		return e == ERR_NOT_FOUND ? OK : e;
	if ((in_address && !contains(c.address, in_address)) || !terms_match(f, &c)) {
		f->n_seen--;
		return OK;
	}
	f->found++;
	if (f->after[0]) {
		if (strcmp(f->after, no) == 0)
			f->after = "";
		f->fetches++;
		return OK;
	}
	memcpy(h.customer_no, c.customer_no, sizeof(h.customer_no));
	memcpy(h.name, c.name, sizeof(h.name));
	memcpy(h.address, c.address, sizeof(h.address));
	h.status = c.status;
	text_copy(h.matched, sizeof(h.matched), matched);
	if ((e = debt_owed(f->t, no, &h.owed)) != OK || (e = dark(f, &c, &h.outage)) != OK)
		return e;
	msg_add(f->out, &hit_schema, &h);
	f->left--;
	return OK;
}

/* Entries of a customer index that begin with @kind and @text. @matched NULL: what follows the kind in the entry. @ends: the whole entry is
 * equal. */
static enum err by_index(struct finder *f, int index, const char *kind, const char *text, bool ends, enum hit_why why, const char *matched,
			 const char *in_address)
{
	struct key prefix;
	struct scan sc;
	enum err e;

	if (full(f))
		return OK;
	key_reset(&prefix);
	key_part(&prefix, kind);
	if (ends)
		key_text(&prefix, text);
	else
		key_part(&prefix, text);
	if ((e = scan_index(f->t, &customer_table, &customer_index[index], &prefix, false, &sc)) != OK)
		return e;
	while (!full(f) && (e = scan_next(&sc, NULL)) == OK) {
		const char *entry = (const char *)sc.at.b + strlen(kind);
		char shown[65];
		size_t n = strcspn(entry, "\x01");

		if (n < sizeof(shown)) {
			memcpy(shown, entry, n);
			shown[n] = '\0';
		} else {
			text_copy(shown, sizeof(shown), entry);
		}
		if ((e = take(f, (const char *)sc.primary.b, why, matched ? matched : shown, in_address)) != OK)
			break;
	}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

/* ---- digits ---- */

static void reverse(const char *s, char *out, size_t size)
{
	size_t n = strlen(s);

	if (n >= size)
		n = size - 1;
	for (size_t i = 0; i < n; i++)
		out[i] = s[n - 1 - i];
	out[n] = '\0';
}

static enum err by_phone(struct finder *f, const char *digits, bool whole)
{
	struct person p;
	struct key prefix;
	struct scan sc;
	char back[32], masked[24];
	enum err e;

	if (full(f))
		return OK;
	reverse(digits, back, sizeof(back));
	key_reset(&prefix);
	if (whole)
		key_text(&prefix, back);
	else
		key_part(&prefix, back);
	if ((e = scan_index(f->t, &person_table, &person_by_phone, &prefix, false, &sc)) != OK)
		return e;
	while (!full(f) && (e = scan_next(&sc, &p)) == OK) {
		size_t n = strlen(digits), len = strlen(p.phone);
		const char *phone = len >= n && strcmp(p.phone + len - n, digits) == 0 ? p.phone : p.phone2;

		text_mask_phone(phone, masked, sizeof(masked));
		if ((e = take(f, p.customer_no, whole ? HIT_PHONE : HIT_PHONE_TAIL, masked, NULL)) != OK)
			break;
	}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err by_number(struct finder *f, const char *no)
{
	struct key prefix;
	struct scan sc;
	enum err e;

	if (full(f))
		return OK;
	key_reset(&prefix);
	key_part(&prefix, no);
	if ((e = scan_table(f->t, &customer_table, &prefix, false, &sc)) != OK)
		return e;
	while (!full(f) && (e = scan_next(&sc, NULL)) == OK)
		if ((e = take(f, (const char *)sc.primary.b, HIT_NUMBER, (const char *)sc.primary.b, NULL)) != OK)
			break;
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err by_meter(struct finder *f, const char *no, bool tail)
{
	struct meter m;
	struct key prefix;
	struct scan sc;
	char back[METER_LEN + 8];
	enum err e;

	if (full(f))
		return OK;
	reverse(no, back, sizeof(back));
	key_reset(&prefix);
	key_part(&prefix, tail ? back : no);
	e = tail ? scan_index(f->t, &meter_table, &meter_by_tail, &prefix, false, &sc)
		 : scan_table(f->t, &meter_table, &prefix, false, &sc);
	if (e != OK)
		return e;
	while (!full(f) && (e = scan_next(&sc, &m)) == OK)
		if ((e = take(f, m.customer_no, HIT_METER, m.meter_no, NULL)) != OK)
			break;
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err exact_number(struct finder *f, const char *no)
{
	struct customer c = { 0 };

	if (strlen(no) >= sizeof(c.customer_no))
		return OK;
	text_copy(c.customer_no, sizeof(c.customer_no), no);
	return store_has(f->t, &customer_table, &c) ? take(f, no, HIT_NUMBER, no, NULL) : OK;
}

/* Few digits are rather the end of something, many the beginning. @no may hold letters (meters, old numbers), then it is no phone. */
static enum err numbers(struct finder *f, const char *no, bool digits)
{
	size_t n = strlen(no);
	char phone[24], back[32];
	bool is_phone = digits && n >= 7 && id_phone_normal(no, phone);
	bool tails = n >= 3 && n < 24;
	enum err e;

	reverse(no, back, sizeof(back));
	if ((e = exact_number(f, no)) != OK || (e = by_index(f, CUSTOMER_BY_OLD_NO, "", no, true, HIT_OLD_NUMBER, no, NULL)) != OK)
		return e;
	if (is_phone && (e = by_phone(f, phone, true)) != OK)
		return e;
	if (n >= 8 && ((e = by_number(f, no)) != OK || (e = by_meter(f, no, false)) != OK))
		return e;
	if (tails &&
	    ((digits && (e = by_phone(f, no, false)) != OK) ||
	     (e = by_index(f, CUSTOMER_BY_TAIL, "", back, false, HIT_NUMBER, no, NULL)) != OK || (e = by_meter(f, no, true)) != OK))
		return e;
	if (n < 8 && ((e = by_number(f, no)) != OK || (e = by_meter(f, no, false)) != OK))
		return e;
	return by_index(f, CUSTOMER_BY_OLD_NO, "", no, false, HIT_OLD_NUMBER, NULL, NULL);
}

/* ---- letters ---- */

/* "zsan": initials z and s, then every typed piece must begin its syllable. The entries carry the syllables, so no record is read in vain.
 */
static enum err by_pieces(struct finder *f, const char *typed, char second)
{
	const char two[] = { typed[0], second, '\0' };
	struct key prefix;
	struct scan sc;
	int entries = ENTRIES;
	enum err e;

	key_reset(&prefix);
	key_part(&prefix, "i");
	key_part(&prefix, two);
	if ((e = scan_index(f->t, &customer_table, &customer_index[CUSTOMER_BY_PINYIN], &prefix, false, &sc)) != OK)
		return e;
	while (!full(f) && entries-- > 0 && (e = scan_next(&sc, NULL)) == OK) {
		const char *reading = strchr((const char *)sc.at.b, '\x01');

		if (reading && find_pieces_match(typed, reading + 1) &&
		    (e = take(f, (const char *)sc.primary.b, HIT_PINYIN, reading + 1, NULL)) != OK)
			break;
	}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err mixed(struct finder *f, const char *typed)
{
	char tried[8] = "";
	size_t n = 0;
	enum err e = OK;

	for (size_t i = 1; typed[i] && i <= 6 && e == OK && n + 1 < sizeof(tried); i++) {
		if (strchr(tried, typed[i]) || !find_begins_syllable(typed, i) || !find_begins_syllable(typed + i, 1))
			continue;
		tried[n++] = typed[i];
		tried[n] = '\0';
		e = by_pieces(f, typed, typed[i]);
	}
	return e;
}

/* ---- similar sounds: what was typed in every way it may be meant, looked up as readings ---- */

enum { VARIANTS = 48 };

struct sounds {
	struct finder *f;
	char out[FIND_READING];
	int left; /* look-ups that may still be made */
};

static bool vowel(char c)
{
	return c && strchr("aeiouv", c);
}

static enum err sound(struct sounds *s, const char *typed, size_t n, char before);

/* Writes @take, then goes on behind @used letters of @typed. */
static enum err sound_as(struct sounds *s, const char *typed, size_t used, size_t n, const char *take)
{
	size_t len = strlen(take);

	if (n + len + 1 > sizeof(s->out))
		return OK;
	memcpy(s->out + n, take, len);
	return sound(s, typed + used, n + len, typed[used - 1]);
}

static enum err sound(struct sounds *s, const char *typed, size_t n, char before)
{
	const char c = typed[0], plain[] = { c, '\0' }, with_h[] = { c, 'h', '\0' };
	enum err e;

	if (full(s->f) || s->left <= 0)
		return OK;
	if (!c) {
		s->left--;
		s->out[n] = '\0';
		return by_index(s->f, CUSTOMER_BY_PINYIN, "p", s->out, false, HIT_FUZZY, NULL, NULL);
	}
	if (strchr("zcs", c)) {
		size_t used = typed[1] == 'h' ? 2 : 1;

		e = sound_as(s, typed, used, n, used == 2 ? with_h : plain);
		return e == OK ? sound_as(s, typed, used, n, used == 2 ? plain : with_h) : e;
	}
	if (c == 'n' && vowel(before) && !vowel(typed[1])) {
		size_t used = typed[1] == 'g' ? 2 : 1;

		e = sound_as(s, typed, used, n, used == 2 ? "ng" : "n");
		return e == OK ? sound_as(s, typed, used, n, used == 2 ? "n" : "ng") : e;
	}
	if (vowel(typed[1]) && strchr("nlfhuv", c)) {
		static const char pairs[] = "nlfhuv";
		const char other[] = { pairs[(strchr(pairs, c) - pairs) ^ 1], '\0' };

		e = sound_as(s, typed, 1, n, plain);
		return e == OK ? sound_as(s, typed, 1, n, other) : e;
	}
	return sound_as(s, typed, 1, n, plain);
}

static enum err fuzzy(struct finder *f, const char *typed)
{
	struct sounds s = { .f = f, .left = VARIANTS };

	return sound(&s, typed, 0, '\0');
}

static enum err letters(struct finder *f, const char *typed)
{
	size_t n = strlen(typed);
	enum err e;

	if ((e = by_index(f, CUSTOMER_BY_PINYIN, "p", typed, true, HIT_PINYIN, NULL, NULL)) != OK)
		return e;
	if (n >= 2) {
		char exact[FIND_READING + 2];

		text_copy(exact, FIND_READING, typed);
		strncat(exact, "\x01", 2);
		if ((e = by_index(f, CUSTOMER_BY_PINYIN, "i", exact, false, HIT_INITIALS, NULL, NULL)) != OK)
			return e;
	}
	if ((e = by_index(f, CUSTOMER_BY_PINYIN, "p", typed, false, HIT_PINYIN, NULL, NULL)) != OK ||
	    (e = by_index(f, CUSTOMER_BY_PINYIN, "i", typed, false, HIT_INITIALS, NULL, NULL)) != OK ||
	    (e = by_index(f, CUSTOMER_BY_NAME, "^", typed, false, HIT_NAME, NULL, NULL)) != OK)
		return e;
	if (f->found == 0 && n >= 3 && (e = mixed(f, typed)) != OK)
		return e;
	if (n >= 2 && (e = by_index(f, CUSTOMER_BY_ADDRESS, "i", typed, false, HIT_ADDRESS_PINYIN, NULL, NULL)) != OK)
		return e;
	return f->found == 0 && n >= 2 ? fuzzy(f, typed) : OK;
}

/* ---- hanzi ---- */

/* Where in @text an ending of an address begins that says most: long, and rather at the end than at the beginning. */
static const char *anchor(const char *text)
{
	const char *best = NULL, *p = text;
	size_t left = text_count(text), most = 0;
	int32_t before = 0;

	for (const char *at = p; *at; at = p, left--) {
		int32_t cp = text_next(&p, NULL);
		size_t chars = left < FIND_ADDRESS_CHARS ? left : FIND_ADDRESS_CHARS;

		if (cp < 0)
			break;
		/* What stands first in the text may stand within a number or be a mark in the address. */
		if (find_begins_place(cp, before ? before : cp < 0x80 ? 0 : (int32_t)U'村') && chars >= most) {
			best = at;
			most = chars;
		}
		before = cp;
	}
	return best;
}

static enum err by_address(struct finder *f, const char *text)
{
	const char *at = anchor(text);
	char key[FIND_ADDRESS_CHARS * 4 + 1];
	size_t n;

	if (!at)
		return OK;
	n = find_cut(at, FIND_ADDRESS_CHARS);
	memcpy(key, at, n);
	key[n] = '\0';
	return by_index(f, CUSTOMER_BY_ADDRESS, "*", key, false, HIT_ADDRESS, text, at == text && !at[n] ? NULL : text);
}

static enum err hanzi(struct finder *f, const char *text)
{
	enum err e;

	if ((e = by_index(f, CUSTOMER_BY_NAME, "^", text, true, HIT_NAME, text, NULL)) != OK ||
	    (e = by_index(f, CUSTOMER_BY_NAME, "^", text, false, HIT_NAME, text, NULL)) != OK ||
	    (e = by_index(f, CUSTOMER_BY_NAME, "*", text, false, HIT_NAME_PART, text, NULL)) != OK || (e = by_address(f, text)) != OK)
		return e;
	/* Nothing holds it whole: two characters of the name that stand together, then the end of the address. */
	for (const char *p = text; f->found == 0 && *p && e == OK; p += find_cut(p, 1)) {
		char two[9];
		size_t n = find_cut(p, 2);

		if (n == find_cut(p, 1) || n >= sizeof(two))
			break;
		memcpy(two, p, n);
		two[n] = '\0';
		if ((e = by_index(f, CUSTOMER_BY_NAME, "^", two, false, HIT_NAME_PART, two, NULL)) == OK)
			e = by_index(f, CUSTOMER_BY_NAME, "*", two, false, HIT_NAME_PART, two, NULL);
	}
	for (const char *p = text; f->found == 0 && e == OK && text_count(p) > 3;) {
		p += find_cut(p, 1);
		e = by_address(f, p);
	}
	return e;
}

/* ---- what was typed ---- */

enum shape { SHAPE_DIGITS, SHAPE_CODE /* digits and letters */, SHAPE_LETTERS, SHAPE_HANZI };

static enum shape shape_of(const char *s)
{
	bool digit = false, letter = false;

	for (; *s; s++) {
		if ((unsigned char)*s >= 0x80)
			return SHAPE_HANZI;
		if (*s >= '0' && *s <= '9')
			digit = true;
		else if (!strchr("-+ ", *s))
			letter = true;
	}
	return letter ? (digit ? SHAPE_CODE : SHAPE_LETTERS) : SHAPE_DIGITS;
}

static void strip(char *s, const char *drop)
{
	char *to = s;

	for (; *s; s++)
		if (!strchr(drop, *s))
			*to++ = *s;
	*to = '\0';
}

static void upper(char *s)
{
	for (; *s; s++)
		if (*s >= 'a' && *s <= 'z')
			*s = (char)(*s - 'a' + 'A');
}

static enum err find_text(struct finder *f, char *text)
{
	char code[130];
	enum err e;

	switch (shape_of(text)) {
	case SHAPE_DIGITS:
		if (strncmp(text, "+86", 3) == 0)
			text += 3;
		strip(text, "-+");
		if (!text[0])
			return OK;
		if ((e = numbers(f, text, true)) != OK || f->found)
			return e;
		return by_address(f, text);
	case SHAPE_CODE:
		text_copy(code, sizeof(code), text);
		upper(code);
		if ((e = numbers(f, code, false)) != OK)
			return e;
		return by_index(f, CUSTOMER_BY_ADDRESS, "i", text, false, HIT_ADDRESS_PINYIN, NULL, NULL);
	case SHAPE_LETTERS:
		strip(text, "'- ");
		return letters(f, text);
	case SHAPE_HANZI:
		return hanzi(f, text);
	}
	return OK;
}

/* Cuts @text at its blanks. Letters and digits on both sides of a blank belong together ("zhang san", "138 0013 8000"). */
static int split(char *text, char *part[TERMS])
{
	int n = 0;
	char *p = text;
	enum shape whole = shape_of(text);

	if (whole == SHAPE_LETTERS || whole == SHAPE_DIGITS || !strchr(text, ' ')) {
		if (whole != SHAPE_HANZI)
			strip(text, " ");
		part[n++] = text;
		return n;
	}
	while (n < TERMS && *p) {
		part[n++] = p;
		p += strcspn(p, " ");
		if (!*p)
			break;
		*p++ = '\0';
		p += strspn(p, " ");
	}
	return n;
}

/* The longest text says most, so it leads. */
static int longest_first(const void *a, const void *b)
{
	size_t x = text_count(*(char *const *)a), y = text_count(*(char *const *)b);

	return (x < y) - (x > y);
}

enum err customer_find(struct txn *t, const struct msg *in, struct msg *out)
{
	const struct find_in *want = msg_get(in, &find_in_schema, 0);
	struct finder f = { .t = t, .out = out, .left = LIMIT, .fetches = FETCHES, .after = want->after };
	char text[sizeof(want->text)], lead[sizeof(text)], *part[TERMS];
	enum err e = OK;
	int n;

	text_copy(text, sizeof(text), want->text);
	text_clean(text);
	text_lower(text);
	if (!text[0]) {
		err_set(ERR_INVALID, N_("Type a name, its pinyin, a number, a phone or a part of the address."));
		return err_field("text", "");
	}
	if (want->limit > 0)
		f.left = want->limit < LIMIT_MAX ? want->limit : LIMIT_MAX;
	n = split(text, part);
	if (n > 1) {
		qsort(part, (size_t)n, sizeof(*part), longest_first);
		f.fetches = FETCHES_TERMS;
	}
	for (int i = 0; i < n && f.found == 0 && e == OK; i++) {
		f.n_terms = 0;
		for (int k = 0; k < n; k++)
			if (k != i)
				f.term[f.n_terms++] = part[k];
		text_copy(lead, sizeof(lead), part[i]);
		e = find_text(&f, lead);
	}
	free(f.seen);
	return e;
}
