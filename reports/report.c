/*
 * Building a document: rows come in, groups are broken, sums and ratios computed. Nothing here knows a format.
 */
#include "reports/report.h"

#include "reports/reports.h"

#include <stdlib.h>
#include <string.h>

const struct report *const reports[] = { &collect_report, &tickets_report };
const int n_reports = (int)(sizeof(reports) / sizeof(reports[0]));

const struct report *report_find(const char *id)
{
	for (int i = 0; i < n_reports; i++)
		if (strcmp(reports[i]->id, id) == 0)
			return reports[i];
	return NULL;
}

struct report_value report_text(const char *s)
{
	return (struct report_value){ .set = s && *s, .s = s };
}

struct report_value report_int(int64_t i)
{
	return (struct report_value){ .set = true, .i = i };
}

static struct report_value *add_row(struct rdoc_table *t, int kind)
{
	if (t->n == t->room) {
		t->room = t->room ? 2 * t->room : 32;
		t->row = xreallocarray(t->row, (size_t)t->room, sizeof(*t->row));
	}
	t->row[t->n].kind = kind;
	t->row[t->n].cell = xcalloc((size_t)t->def->n, sizeof(struct report_value));
	return t->row[t->n++].cell;
}

static void derive(const struct report_table *def, struct report_value *cell)
{
	for (int c = 0; c < def->n; c++)
		if (def->column[c].derive)
			def->column[c].derive(cell, c);
}

static bool same(const struct report_value *a, const struct report_value *b)
{
	if (a->s || b->s)
		return a->s && b->s && strcmp(a->s, b->s) == 0;
	return a->i == b->i;
}

void rdoc_row(struct rdoc_table *t, const struct report_value *cell)
{
	struct report_value *own = add_row(t, RDOC_DATA);

	for (int c = 0; c < t->def->n; c++) {
		own[c] = cell[c];
		own[c].s = cell[c].set && cell[c].s ? xstrdup(cell[c].s) : NULL;
	}
	derive(t->def, own);
	t->n_data++;
}

/* Sums the data rows first..last-1 into a new row. */
static void add_sum(struct rdoc_table *t, const struct rdoc_row *from, int n, int kind)
{
	struct report_value *sum = add_row(t, kind);

	for (int c = 0; c < t->def->n; c++) {
		if (!(t->def->column[c].flags & REPORT_SUM))
			continue;
		sum[c].set = true;
		for (int i = 0; i < n; i++)
			sum[c].i += from[i].cell[c].i;
	}
	if (kind == RDOC_SUBTOTAL && n) {
		const struct report_value *key = &from[0].cell[t->def->group];

		sum[t->def->group] = *key;
		sum[t->def->group].s = key->s ? xstrdup(key->s) : NULL;
	}
	derive(t->def, sum);
}

/* Puts subtotals between the groups and the total at the end. */
static void sum_up(struct rdoc_table *t)
{
	struct rdoc_row *data = t->row;
	int n = t->n, start = 0, g = t->def->group;

	t->row = NULL;
	t->n = t->room = 0;
	for (int i = 0; i < n; i++) {
		*add_row(t, RDOC_DATA) = (struct report_value){ 0 };
		free(t->row[t->n - 1].cell);
		t->row[t->n - 1] = data[i];
		if (g >= 0 && (i + 1 == n || !same(&data[i].cell[g], &data[i + 1].cell[g]))) {
			add_sum(t, data + start, i + 1 - start, RDOC_SUBTOTAL);
			start = i + 1;
		}
	}
	if (t->def->total && n)
		add_sum(t, data, n, RDOC_TOTAL);
	free(data);
}

void rdoc_fact(struct rdoc_facts *f, const char *key, const char *label, int type, struct report_value value)
{
	f->fact = xreallocarray(f->fact, (size_t)f->n + 1, sizeof(*f->fact));
	if (value.set && value.s)
		value.s = xstrdup(value.s);
	f->fact[f->n++] = (struct rdoc_fact){ key, label, type, value };
}

void rdoc_build(struct rdoc *doc, const struct report *r, const struct msg *data)
{
	*doc = (struct rdoc){ .def = r };
	doc->table = xcalloc((size_t)r->n, sizeof(*doc->table));
	doc->facts = xcalloc((size_t)r->n, sizeof(*doc->facts));
	r->meta(data, &doc->meta);
	for (int i = 0; i < r->n; i++) {
		if (r->block[i].kind == REPORT_BLOCK_TABLE) {
			struct rdoc_table *t = &doc->table[doc->n_table++];

			t->def = r->block[i].def;
			t->def->rows(data, t);
			sum_up(t);
		} else if (r->block[i].kind == REPORT_BLOCK_FACTS) {
			struct rdoc_facts *f = &doc->facts[doc->n_facts++];

			f->def = r->block[i].def;
			f->def->rows(data, f);
		}
	}
}

void rdoc_free(struct rdoc *doc)
{
	for (int i = 0; i < doc->n_table; i++) {
		struct rdoc_table *t = &doc->table[i];

		for (int k = 0; k < t->n; k++) {
			for (int c = 0; c < t->def->n; c++)
				if (t->row[k].cell[c].set)
					free((char *)t->row[k].cell[c].s);
			free(t->row[k].cell);
		}
		free(t->row);
	}
	for (int i = 0; i < doc->n_facts; i++) {
		for (int k = 0; k < doc->facts[i].n; k++)
			if (doc->facts[i].fact[k].value.set)
				free((char *)doc->facts[i].fact[k].value.s);
		free(doc->facts[i].fact);
	}
	free(doc->table);
	free(doc->facts);
	*doc = (struct rdoc){ 0 };
}

const struct rdoc_table *rdoc_table_find(const struct rdoc *doc, const char *key)
{
	for (int i = 0; i < doc->n_table; i++)
		if (!key || strcmp(doc->table[i].def->key, key) == 0)
			return &doc->table[i];
	return NULL;
}
