/*
 * The report model: a definition is data (blocks, columns, groups), it is built once from a request's answer into a document, and every
 * renderer replays that document. So text, CSV and JSON agree to the fen, and totals are made in one place.
 */
#ifndef DESK_REPORTS_REPORT_H
#define DESK_REPORTS_REPORT_H

#include "desk/base/buf.h"
#include "desk/base/msg.h"
#include "desk/base/text.h"

/* ---- definition ---- */
enum report_type {
	REPORT_TEXT,
	REPORT_INT,
	REPORT_MONEY /* fen */,
	REPORT_KWH /* 0.01 */,
	REPORT_BP /* basis points, shown as percent */,
	REPORT_DATE,
	REPORT_TIME
};
enum report_flags {
	REPORT_SUM = 1, /* added up in subtotals and totals */
	REPORT_WIDE = 2, /* not on 80 columns of paper; in CSV and JSON */
	REPORT_PAPER = 4 /* only on paper: a label made for people, whose key stands in another column */
};

struct report_value {
	bool set; /* unset is not 0 */
	int64_t i;
	const char *s;
};
struct report_column {
	const char *key, *title; /* ASCII word; N_() */
	int type, flags;
	int width; /* columns of text */
	void (*derive)(struct report_value *row, int self); /* ratios: computed again on every level */
};

struct rdoc_table;
struct report_table {
	const char *key, *title;
	const char *note; /* N_() below the table, or NULL */
	const char *empty; /* N_() instead of an empty table; NULL = the table is left out */
	const struct report_column *column;
	int n;
	int group; /* rows arrive sorted by this column and get a subtotal each; -1 = none */
	const char *subtotal; /* N_() in the column behind the group column */
	bool total;
	void (*rows)(const struct msg *data, struct rdoc_table *out); /* calls rdoc_row for each */
};
struct rdoc_facts;
struct report_facts {
	const char *key, *title;
	void (*rows)(const struct msg *data, struct rdoc_facts *out); /* calls rdoc_fact for each */
};
enum report_block_kind { REPORT_BLOCK_FACTS, REPORT_BLOCK_TABLE, REPORT_BLOCK_SIGN };
struct report_block {
	int kind;
	const void *def; /* struct report_facts, struct report_table, or for SIGN an N_() line */
};
struct report_meta {
	char station[16], station_name[130];
	int32_t date;
	bool demo, practice, open; /* open: the period is not closed yet, figures may change */
	int64_t lsn; /* the journal line the report stands for */
	int64_t printed_at;
};
struct report {
	const char *id, *title;
	const char *request; /* what the keeper is asked: head report_in */
	const struct report_block *block;
	int n;
	void (*meta)(const struct msg *data, struct report_meta *out);
};

extern const struct report *const reports[];
extern const int n_reports;
const struct report *report_find(const char *id);

/* ---- document ---- */
enum rdoc_row_kind { RDOC_DATA, RDOC_SUBTOTAL, RDOC_TOTAL };
struct rdoc_row {
	int kind;
	struct report_value *cell; /* table->n of them; texts owned by the document */
};
struct rdoc_table {
	const struct report_table *def;
	struct rdoc_row *row;
	int n, room, n_data;
};
struct rdoc_fact {
	const char *key, *label;
	int type;
	struct report_value value;
};
struct rdoc_facts {
	const struct report_facts *def;
	struct rdoc_fact *fact;
	int n;
};
struct rdoc {
	const struct report *def;
	struct report_meta meta;
	struct rdoc_table *table; /* one a block of that kind, in order */
	struct rdoc_facts *facts;
	int n_table, n_facts;
};

/* Called from a definition's rows(): @cell has table->n values; texts are copied. */
void rdoc_row(struct rdoc_table *t, const struct report_value *cell);
void rdoc_fact(struct rdoc_facts *f, const char *key, const char *label, int type, struct report_value value);

#define REPORT_NONE ((struct report_value){ false, 0, NULL })
struct report_value report_text(const char *s); /* "" is unset */
struct report_value report_int(int64_t i);

/* @data: the answer of report->request. */
void rdoc_build(struct rdoc *doc, const struct report *r, const struct msg *data);
void rdoc_free(struct rdoc *doc);
const struct rdoc_table *rdoc_table_find(const struct rdoc *doc, const char *key);

/* ---- renderers: append to @out, UTF-8 ---- */
/* A value as people read it; money with two decimals, grouped by thousands if @grouped. */
void report_format(const struct report_value *v, int type, bool grouped, struct buf *out);
void report_render_text(const struct rdoc *doc, int columns, enum text_width mode, struct buf *out);
/* One table (NULL: the first). RFC 4180, CRLF; people's form has a BOM and translated titles, @machine ASCII keys and no BOM. Data rows
 * only. */
enum err report_render_csv(const struct rdoc *doc, const char *table, bool machine, struct buf *out);
/* {report,title,period,station,...,facts:{},tables:{key:[{}]}}: money is integer fen, absent values are left out. */
void report_render_json(const struct rdoc *doc, struct buf *out);

#endif
