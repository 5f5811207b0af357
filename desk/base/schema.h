/*
 * Record types as data: one plain struct, one row a field. From the rows come the tagged bytes on disk and on the socket, the canonical
 * JSON of journal and day file, CSV columns, listings, forms and desk-schema(5).
 *
 * A field has three names: the member in C, the tag on disk (never used again once retired), the word in CSV, JSON and on the command line.
 * Zero and "" mean absent. Every record has exactly one encoding, so it may be hashed.
 */
#ifndef DESK_BASE_SCHEMA_H
#define DESK_BASE_SCHEMA_H

#include "desk/base/buf.h"
#include "desk/base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SCHEMA_VERSION = 1 }; /* raised with every new field or type; field.since says when */

enum field_type {
	FIELD_TEXT, /* char[n], UTF-8, single line, no control or bidi characters */
	FIELD_INT, /* int64_t, |v| <= 2^53-1 */
	FIELD_MONEY, /* int64_t fen; CSV and command line: yuan with at most two decimals */
	FIELD_KWH, /* int64_t 0.01 kWh; CSV: kWh with at most two decimals */
	FIELD_DATE, /* int32_t yyyymmdd, 0 = none; text YYYY-MM-DD */
	FIELD_TIME, /* int64_t seconds since 1970 UTC, 0 = none; text 2026-01-02T03:04:05+08:00 */
	FIELD_ENUM, /* int32_t, index into names; text = the word; 0 must be a valid value or "" */
	FIELD_SET, /* int32_t bit mask over names; text = words joined with ',' in table order */
	FIELD_BOOL, /* bool; JSON 0/1; CSV 0 1 Y N 是 否 */
	FIELD_HASH, /* uint8_t[32]; text = 64 hex; all zero = absent */
};

enum field_flags {
	FIELD_REQUIRED = 1, /* must not be zero/empty: checked by schema_check_record */
	FIELD_FIXED = 2, /* may not change once written */
	FIELD_SECRET = 4, /* personal data: listings mask it, see text_mask_* */
	FIELD_HIDDEN = 8, /* not in listings and CSV (import number, passwords) */
};

/* The words of an ENUM or SET. @label is for people (N_), @word for files. */
struct name {
	const char *word, *label;
};
struct names {
	int n;
	const struct name *v;
};
#define NAMES(array) \
	{ \
		(int)(sizeof(array) / sizeof((array)[0])), array \
	}

struct field {
	const char *word, *label;
	const struct names *names;
	uint32_t offset, size;
	uint16_t tag, since;
	uint8_t type, flags;
};

struct schema {
	const char *name; /* the _t of journal lines */
	const char *label; /* for people */
	uint32_t size; /* of the struct */
	uint16_t n; /* fields, in ascending tag order */
	const struct field *field;
};

/* clang-format off */
#define FIELD_ROW_(st, type_, ctype, tag_, member, label_, flags_, names_)                                       \
	{ .word = #member, .label = label_, .names = names_, .offset = offsetof(struct st, member),              \
	  .size = sizeof(((struct st *)0)->member) + 0 * sizeof(char[_Generic(((struct st *)0)->member, ctype : 1)]), \
	  .tag = tag_, .since = 1, .type = type_, .flags = flags_ }
#define TEXT(st, tag, member, label, flags)  FIELD_ROW_(st, FIELD_TEXT,  char *,  tag, member, label, flags, NULL)
#define INT(st, tag, member, label, flags)   FIELD_ROW_(st, FIELD_INT,   int64_t, tag, member, label, flags, NULL)
#define MONEY(st, tag, member, label, flags) FIELD_ROW_(st, FIELD_MONEY, int64_t, tag, member, label, flags, NULL)
#define KWH(st, tag, member, label, flags)   FIELD_ROW_(st, FIELD_KWH,   int64_t, tag, member, label, flags, NULL)
#define DATE(st, tag, member, label, flags)  FIELD_ROW_(st, FIELD_DATE,  int32_t, tag, member, label, flags, NULL)
#define TIME(st, tag, member, label, flags)  FIELD_ROW_(st, FIELD_TIME,  int64_t, tag, member, label, flags, NULL)
#define ENUM(st, tag, member, label, flags, names) FIELD_ROW_(st, FIELD_ENUM, int32_t, tag, member, label, flags, &names)
#define SET(st, tag, member, label, flags, names)  FIELD_ROW_(st, FIELD_SET,  int32_t, tag, member, label, flags, &names)
#define BOOL(st, tag, member, label, flags)  FIELD_ROW_(st, FIELD_BOOL,  bool,    tag, member, label, flags, NULL)
#define HASH(st, tag, member, label, flags)  FIELD_ROW_(st, FIELD_HASH,  uint8_t *, tag, member, label, flags, NULL)
#define SCHEMA(st, label_) { .name = #st, .label = label_, .size = sizeof(struct st), \
	.n = sizeof(st##_fields) / sizeof(st##_fields[0]), .field = st##_fields }
/* clang-format on */

/* Table errors found once at start and by a test: bytes in no field, repeated or descending tags, enum without names, words not
 * [a-z0-9_]+ or repeated. OK or ERR_INVALID with the place. Padding between members is not an error. */
enum err schema_check(const struct schema *s);
/* Required fields present, texts valid, enums and dates in range. ERR_INVALID names the field. */
enum err schema_check_record(const struct schema *s, const void *rec);

/* Tagged binary: (tag varint, type-dependent value) in ascending tags, absent fields left out. Appends to @out. */
void schema_encode(const struct schema *s, const void *rec, struct buf *out);
/* Bounded and strict: truncated, trailing bytes, repeated or descending tags, NUL or bad UTF-8 in text, enum or date out of range are
 * ERR_DAMAGED; an unknown tag is ERR_NEWER. @rec is zeroed first and complete only on OK. */
enum err schema_decode(const struct schema *s, const void *data, size_t n, void *rec);

bool schema_equal(const struct schema *s, const void *a, const void *b);
const struct field *schema_field(const struct schema *s, const char *word); /* NULL if none */

/* One field as text for people and CSV (yuan, kWh, ISO dates, enum words) and back. @text is trimmed; full-width digits are accepted.
 * Parse errors: ERR_INVALID with field and value and a sentence that says what is allowed. */
void field_format(const struct field *f, const void *rec, struct buf *out);
/* The same for a SECRET field that may not be shown: by its word a phone, name, address or else a number; other types become "". */
void field_format_masked(const struct field *f, const void *rec, struct buf *out);
enum err field_parse(const struct field *f, void *rec, const char *text);
bool field_is_zero(const struct field *f, const void *rec);

/* ---- canonical JSON lines (sync.md §4.4, decisions.md 4): sorted keys, integers and strings only, every key present ---- */

struct envelope {
	char ap[17], op[17], wk[33]; /* approver or "", operator, workstation */
	char tx[33]; /* 32 hex of the request id, or "" */
	char t[33]; /* schema name */
	int64_t lsn, ts; /* ts: seconds UTC, written as local time with offset */
};

/* Appends `{"_ap":…,"_lsn":…,"_op":…,"_t":…,"_ts":…,"_tx":…,"_wk":…,<body keys sorted>}` without newline. Money is integer fen, energy 0.01
 * kWh, dates "YYYY-MM-DD" or "", times with offset or "", enums and sets their words, bool 0/1, hash 64 hex or "". */
void schema_line(const struct schema *s, const struct envelope *env, const void *rec, struct buf *out);
/* The strict reverse for a line of schema version @version. Accepts exactly what schema_line writes (same bytes) and nothing else:
 * ERR_INVALID otherwise. */
enum err schema_line_read(const struct schema *s, int version, const char *line, size_t n, struct envelope *env, void *rec);
/* Reads only the envelope (strictly, keys in order), to learn the type. The rest of the line is not checked. */
enum err schema_envelope_read(const char *line, size_t n, struct envelope *env);
/* The same canonical object without envelope, for --json listings and file heads. With @secret false SECRET fields are masked. */
void schema_json(const struct schema *s, const void *rec, bool secret, struct buf *out);

#endif
