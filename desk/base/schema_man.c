/*
 * desk-schema(5) in mdoc(7). The frame is text here; every record, field and word comes from the tables.
 */
#include "desk/base/schema_man.h"

#include <stdlib.h>
#include <string.h>

enum { WIDTH = 76 };

static const char head[] = ".Dd November 21, 2026\n"
			   ".Dt DESK-SCHEMA 5\n"
			   ".Os\n"
			   ".Sh NAME\n"
			   ".Nm desk-schema\n"
			   ".Nd record types of a desk station\n"
			   ".Sh DESCRIPTION\n"
			   "Every record of a station, on disk, in the journal, in day files and in CSV\n"
			   "files, is described by one table of fields.\n"
			   "This page is generated from these tables.\n"
			   ".Pp\n"
			   "A field has a word, which names it in CSV files, in JSON and on the command\n"
			   "line, and a tag, which names it in stored bytes.\n"
			   "A tag is never used again for anything else.\n"
			   "The values 0 and the empty text mean that a field is absent.\n"
			   ".Sh TYPES\n"
			   ".Bl -tag -width \"integer\"\n"
			   ".It Cm text\n"
			   "UTF-8 in a single line without control, direction or invisible characters, at\n"
			   "most the given number of bytes.\n"
			   ".It Cm integer\n"
			   "A whole number between \\-9007199254740991 and 9007199254740991.\n"
			   ".It Cm money\n"
			   "JSON: whole fen.\n"
			   "CSV and command line: yuan with at most two decimals.\n"
			   ".It Cm energy\n"
			   "JSON: hundredths of a kWh.\n"
			   "CSV and command line: kWh with at most two decimals.\n"
			   ".It Cm date\n"
			   "2026-01-31 or the empty text.\n"
			   ".It Cm time\n"
			   "2026-01-31T08:30:00+08:00 or the empty text.\n"
			   ".It Cm word\n"
			   "One of the words listed.\n"
			   ".It Cm words\n"
			   "Some of the words listed, joined with commas, in the order of the list.\n"
			   ".It Cm truth\n"
			   "JSON: 1 or 0.\n"
			   "CSV and command line: also Y or N.\n"
			   ".It Cm hash\n"
			   "SHA-256 as 64 digits 0-9 a-f, or the empty text.\n"
			   ".El\n"
			   ".Sh JOURNAL LINES\n"
			   "A line is one JSON object without spaces, with all its keys in byte order.\n"
			   "Before the fields of its record it has the keys of the envelope:\n"
			   ".Pp\n"
			   ".Bl -tag -width \"_lsn\" -compact\n"
			   ".It Va _ap\n"
			   "staff number of the person who approved, or the empty text\n"
			   ".It Va _lsn\n"
			   "number of the line, without gaps\n"
			   ".It Va _op\n"
			   "staff number of the operator\n"
			   ".It Va _t\n"
			   "record type\n"
			   ".It Va _ts\n"
			   "local time\n"
			   ".It Va _tx\n"
			   "number of the request, 32 digits 0-9 a-f, or the empty text\n"
			   ".It Va _wk\n"
			   "workstation\n"
			   ".El\n"
			   ".Pp\n"
			   "Strings know the escapes \\e\\(dq and \\e\\e only.\n"
			   ".Sh RECORD TYPES\n";

/* Text lines are filled to less than 80 bytes, one sentence a line; @at is the length of the line begun. */
struct text {
	struct buf *out;
	size_t at;
};

static void end_line(struct text *t)
{
	if (t->at)
		buf_putc(t->out, '\n');
	t->at = 0;
}

/* One unbreakable piece, escaped. */
static void put_word(struct text *t, const char *s, size_t n, const char *after)
{
	size_t need = n + strlen(after);

	if (t->at && t->at + 1 + need > WIDTH)
		end_line(t);
	if (t->at) {
		buf_putc(t->out, ' ');
		t->at++;
	} else if (n && (*s == '.' || *s == '\'')) {
		buf_puts(t->out, "\\&");
	}
	for (size_t i = 0; i < n; i++) {
		if (s[i] == '\\')
			buf_puts(t->out, "\\e");
		else
			buf_putc(t->out, s[i]);
	}
	buf_puts(t->out, after);
	t->at += need;
}

static void put_text(struct text *t, const char *s, const char *after)
{
	while (*s) {
		size_t n = strcspn(s, " ");
		const char *next = s + n + strspn(s + n, " ");

		if (n)
			put_word(t, s, n, *next || s[n - 1] == '.' ? "" : after);
		/* mdoc wants each sentence to begin a line. */
		if (n && strchr(".!?", s[n - 1]))
			end_line(t);
		s = next;
	}
}

static void sentence(struct text *t, const char *s)
{
	put_text(t, s, ".");
	end_line(t);
}

static const char *type_word(const struct field *f)
{
	static const char *const words[] = {
		[FIELD_TEXT] = "text", [FIELD_INT] = "integer", [FIELD_MONEY] = "money", [FIELD_KWH] = "energy", [FIELD_DATE] = "date",
		[FIELD_TIME] = "time", [FIELD_ENUM] = "word",   [FIELD_SET] = "words",   [FIELD_BOOL] = "truth", [FIELD_HASH] = "hash"
	};

	return words[f->type];
}

static void put_names(struct text *t, const struct names *names)
{
	buf_puts(t->out, ".Pp\n.Bl -tag -width \"xxxxxxxx\" -compact\n");
	for (int i = 0; i < names->n; i++) {
		if (!names->v[i].word[0])
			continue;
		buf_puts(t->out, ".It Ql \\&");
		buf_puts(t->out, names->v[i].word);
		buf_putc(t->out, '\n');
		put_text(t, names->v[i].label[0] ? names->v[i].label : names->v[i].word, "");
		end_line(t);
	}
	buf_puts(t->out, ".El\n");
}

static void put_field(struct text *t, const struct field *f)
{
	struct buf line = BUF_INIT;

	buf_printf(t->out, ".It Va \\&%s\n", f->word);
	sentence(t, f->label);
	buf_printf(&line, "Type %s", type_word(f));
	if (f->type == FIELD_TEXT)
		buf_printf(&line, ", at most %u bytes", (unsigned)f->size - 1);
	buf_printf(&line, "; tag %u", f->tag);
	if (f->since > 1)
		buf_printf(&line, "; since schema version %u", f->since);
	sentence(t, line.data);
	if (f->flags & FIELD_REQUIRED)
		sentence(t, "Required");
	if (f->flags & FIELD_FIXED)
		sentence(t, "Never changes once written");
	if (f->flags & FIELD_SECRET)
		sentence(t, "Personal data, shown masked");
	if (f->flags & FIELD_HIDDEN)
		sentence(t, "Not in listings and CSV files");
	if (f->names)
		put_names(t, f->names);
	buf_free(&line);
}

static int by_name(const void *a, const void *b)
{
	return strcmp((*(const struct schema *const *)a)->name, (*(const struct schema *const *)b)->name);
}

void schema_man(const struct schema *const *all, int n, struct buf *out)
{
	const struct schema **order = xcalloc((size_t)n, sizeof(struct schema *));
	struct text t = { out, 0 };

	for (int i = 0; i < n; i++)
		order[i] = all[i];
	qsort(order, (size_t)n, sizeof(struct schema *), by_name);
	buf_puts(out, head);
	for (int i = 0; i < n; i++) {
		buf_printf(out, ".Ss %s\n", order[i]->name);
		sentence(&t, order[i]->label);
		buf_puts(out, ".Bl -tag -width \"xxxxxxxxxxxx\"\n");
		for (int k = 0; k < order[i]->n; k++)
			put_field(&t, &order[i]->field[k]);
		buf_puts(out, ".El\n");
	}
	buf_puts(out, ".Sh SEE ALSO\n.Xr desk 1 ,\n.Xr desk-dayfile 5\n");
	free(order);
}
