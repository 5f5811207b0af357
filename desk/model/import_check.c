/* Checking a file whole before anything of it is written: header, values, repetitions, and what the store says. */
#include "desk/base/clock.h"
#include "desk/base/i18n.h"
#include "desk/model/import_run.h"

#include <stdlib.h>
#include <string.h>

enum { CHUNK = 500, SLICE_US = 20000, CUSTOMERS_STEP = 10000 };

void import_fault(struct import_run *r, int64_t line, int64_t column)
{
	static const int room = IMPORT_FAULTS;

	if (!r->fault)
		r->fault = xcalloc((size_t)room, sizeof(*r->fault));
	if (line)
		err_line(line, column);
	if (r->listed < room)
		r->fault[r->listed++] = *err_last();
	r->faults++;
}

/* ---- header ---- */

static const struct import_column *column_find(const struct import_def *d, const char *word)
{
	for (int i = 0; i < d->n; i++)
		if (strcmp(d->column[i].word, word) == 0)
			return &d->column[i];
	return NULL;
}

static void unknown_column(struct import_run *r, const char *word)
{
	struct buf known = BUF_INIT;

	for (int i = 0; i < r->def->n; i++) {
		if (i)
			buf_putc(&known, ' ');
		buf_puts(&known, r->def->column[i].word);
	}
	err_set(ERR_INVALID, N_("There is no column \"%s\" here. Leave it out or call it x_%s; known are: %s."), word, word, known.data);
	buf_free(&known);
}

static void trim_word(char *s)
{
	size_t n = strlen(s), lead = strspn(s, " \t");

	while (n > lead && (s[n - 1] == ' ' || s[n - 1] == '\t'))
		n--;
	memmove(s, s + lead, n - lead);
	s[n - lead] = '\0';
}

static void header_word(struct import_run *r, int i)
{
	char *word = r->csv.field[i];

	trim_word(word);
	if (strncmp(word, "x_", 2) == 0)
		return;
	r->column[i] = column_find(r->def, word);
	if (!r->column[i]) {
		unknown_column(r, word);
		err_field(word, NULL);
		import_fault(r, r->csv.line, i + 1);
		return;
	}
	r->field[i] = schema_field(r->column[i]->schema, word);
	for (int k = 0; k < i; k++) {
		if (r->column[k] != r->column[i])
			continue;
		err_set(ERR_INVALID, N_("The column \"%s\" is there twice. Keep one of them."), word);
		err_field(word, NULL);
		import_fault(r, r->csv.line, i + 1);
	}
}

void import_header(struct import_run *r)
{
	int got = csv_next(&r->csv);

	r->row_size = offsetof(struct import_row, customer);
	for (int i = 0; i < r->def->n; i++) {
		size_t end = r->def->column[i].at + r->def->column[i].schema->size;

		r->row_size = end > r->row_size ? end : r->row_size;
	}
	if (got <= 0) {
		if (got == 0)
			err_set(ERR_INVALID, N_("The file has no header row."));
		import_fault(r, 0, 0);
		return;
	}
	r->n_columns = r->csv.n;
	for (int i = 0; i < r->csv.n; i++)
		header_word(r, i);
	for (int k = 0; k < r->def->n; k++) {
		bool there = !r->def->column[k].required;

		for (int i = 0; i < r->n_columns; i++)
			there |= r->column[i] == &r->def->column[k];
		if (there)
			continue;
		err_set(ERR_INVALID, N_("The column \"%s\" is missing."), r->def->column[k].word);
		err_field(r->def->column[k].word, NULL);
		import_fault(r, r->csv.line, 0);
	}
}

/* ---- rows ---- */

struct row_fault {
	struct import_run *run;
	struct import_row *row;
};

static int64_t column_number(const struct import_run *r, const char *word)
{
	for (int i = 0; i < r->n_columns; i++)
		if (r->column[i] && strcmp(r->column[i]->word, word) == 0)
			return i + 1;
	return 0;
}

static void value_fault(void *arg, const char *word)
{
	struct row_fault *f = arg;
	int64_t column = column_number(f->run, word);

	err_field(word, column ? f->run->csv.field[column - 1] : NULL);
	import_fault(f->run, f->row->line, column);
	f->row->bad = true;
}

static void parse_row(struct import_run *r, struct import_row *row)
{
	struct row_fault f = { r, row };

	memset(row, 0, r->row_size);
	row->line = r->csv.line;
	if (r->csv.n != r->n_columns) {
		err_set(ERR_INVALID, N_("This row has %d fields, the header has %d."), r->csv.n, r->n_columns);
		import_fault(r, row->line, 0);
		row->bad = true;
		return;
	}
	for (int i = 0; i < r->n_columns; i++) {
		const struct import_column *c = r->column[i];

		if (!c)
			continue;
		if (field_parse(r->field[i], (char *)row + c->at, r->csv.field[i]) != OK) {
			value_fault(&f, c->word);
		} else if (c->required && !r->csv.field[i][0]) {
			err_set(ERR_INVALID, N_("This must be filled in."));
			value_fault(&f, c->word);
		}
	}
	r->def->check(row, store_station(r->store), r->today, value_fault, &f);
}

static void check_in_file(struct import_run *r, struct import_row *row)
{
	struct row_fault f = { r, row };
	const char *key = r->def->key(row);
	int64_t before = row->line;

	if (key[0] && !import_set_add(&r->keys, key, &before)) {
		err_set(ERR_EXISTS, N_("%s is in this file twice, first in line %lld."), key, (long long)before);
		value_fault(&f, r->def->key_word);
	}
	if (r->def->needs_customers) {
		const char *no = r->in.kind == IMPORT_METERS ? row->meter.customer_no : row->bill.customer_no;

		if (no[0] && !import_set_has(&r->customers, no)) {
			err_set(ERR_NOT_FOUND, N_("There is no customer number %s. Import the customers first."), no);
			value_fault(&f, "customer_no");
		}
	}
}

bool import_rows(struct import_run *r, int n, bool again)
{
	r->n_row = 0;
	while (r->n_row < n && !r->csv_broken) {
		struct import_row *row = &r->row[r->n_row];
		int got = csv_next(&r->csv);

		if (got == 0)
			return false;
		if (got < 0) {
			import_fault(r, 0, 0);
			r->csv_broken = true;
			return false;
		}
		parse_row(r, row);
		if (!again)
			check_in_file(r, row);
		r->n_row++;
	}
	return !r->csv_broken;
}

/* ---- against the store ---- */

static enum err against_body(struct txn *t, void *arg)
{
	struct import_run *r = arg;

	for (int i = 0; i < r->n_row; i++) {
		int fate = FATE_NEW;
		enum err e;

		if (r->row[i].bad)
			continue;
		e = r->def->against(t, &r->row[i], &fate);
		if (e != OK && e != ERR_EXISTS && e != ERR_APPROVAL && e != ERR_RIGHTS)
			return e;
		if (e != OK) {
			/* A body may run twice, so a fault is only marked here and noted by the caller. */
			r->row[i].bad = true;
			fate = -1;
		}
		r->fate[r->total + i] = (uint8_t)fate;
	}
	return OK;
}

/* Notes the faults the store gave: asked once more for the sentence. */
static enum err sentence_body(struct txn *t, void *arg)
{
	struct import_run *r = arg;
	int fate;

	r->def->against(t, &r->row[r->n_row], &fate);
	return OK;
}

static void note_store_faults(struct import_run *r)
{
	int n = r->n_row;

	for (int i = 0; i < n; i++) {
		if (r->fate[r->total + i] != (uint8_t)-1)
			continue;
		r->n_row = i;
		err_clear();
		store_txn(r->store, &r->who, sentence_body, r);
		err_field(r->def->key_word, r->def->key(&r->row[i]));
		import_fault(r, r->row[i].line, column_number(r, r->def->key_word));
	}
	r->n_row = n;
}

static enum err empty_body(struct txn *t, void *arg)
{
	struct import_run *r = arg;
	struct scan sc;
	enum err e = scan_table(t, r->def->table[0], NULL, false, &sc);

	if (e != OK)
		return e;
	e = scan_next(&sc, NULL);
	scan_close(&sc);
	/* Staff is asked about for its rights, not only for what is known. */
	r->nothing_yet = e == ERR_NOT_FOUND && r->in.kind != IMPORT_STAFF;
	return e == ERR_NOT_FOUND ? OK : e;
}

enum err import_empty(struct import_run *r)
{
	return store_txn(r->store, &r->who, empty_body, r);
}

enum err import_check_step(struct import_run *r, bool *done)
{
	int64_t until = clock_mono_us() + SLICE_US;
	enum err e;

	do {
		*done = !import_rows(r, CHUNK, false);
		if ((size_t)r->total + CHUNK > r->fate_room) {
			r->fate_room = r->fate_room ? r->fate_room * 2 : 1 << 16;
			r->fate = xrealloc(r->fate, r->fate_room);
		}
		memset(r->fate + r->total, FATE_NEW, (size_t)r->n_row);
		if (r->n_row && !r->nothing_yet && (e = store_txn(r->store, &r->who, against_body, r)) != OK)
			return e;
		note_store_faults(r);
		for (int i = 0; i < r->n_row; i++) {
			r->added += !r->row[i].bad && r->fate[r->total + i] == FATE_NEW;
			r->unchanged += !r->row[i].bad && r->fate[r->total + i] == FATE_SAME;
			r->replaced += !r->row[i].bad && r->fate[r->total + i] == FATE_REPLACE;
		}
		r->total += r->n_row;
	} while (!*done && clock_mono_us() < until);
	return OK;
}

static enum err customers_body(struct txn *t, void *arg)
{
	struct import_run *r = arg;
	struct customer c;
	struct scan sc;
	int64_t n = 0;
	enum err e;

	if ((e = scan_table(t, &customer_table, NULL, false, &sc)) != OK)
		return e;
	if (r->customers_after.len)
		scan_after(&sc, &r->customers_after);
	while (n++ < CUSTOMERS_STEP && (e = scan_next(&sc, &c)) == OK) {
		int64_t unused = 0;

		import_set_add(&r->customers, c.customer_no, &unused);
	}
	r->customers_after = sc.at;
	scan_close(&sc);
	return e;
}

enum err import_customers_step(struct import_run *r, bool *done)
{
	enum err e = store_txn(r->store, &r->who, customers_body, r);

	*done = e == ERR_NOT_FOUND;
	return e == ERR_NOT_FOUND ? OK : e;
}
