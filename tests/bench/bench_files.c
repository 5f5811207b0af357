/*
 * Sealing and opening a day of a million lines in memory, beside what cannot be saved: zstd and SHA-256 alone for sealing; zstd, SHA-256
 * and strict reading of the lines for opening.
 */
#include "tests/bench/bench.h"

#include "desk/base/buf.h"

#include "desk/base/hash.h"
#include "tests/sync/pki_fixture.h"

#include <stdlib.h>
#include <string.h>
#include <zstd.h>

enum { LINES = 1000000 };

static struct buf lines; /* all, each with its newline */
static const char *next_at; /* reading position */
static struct {
	uint8_t leaf[HASH_LEN], chain[HASH_LEN];
} * links;

static int next_line(void *arg, const char **line, size_t *n)
{
	const char *end = lines.data + lines.len, *nl;

	(void)arg;
	if (next_at == end)
		return 0;
	nl = memchr(next_at, '\n', (size_t)(end - next_at));
	*line = next_at;
	*n = (size_t)(nl - next_at);
	next_at = nl + 1;
	return 1;
}

static int into(void *arg, const void *data, size_t n)
{
	buf_put(arg, data, n);
	return 0;
}

static int line_seen(void *arg, const char *line, size_t n)
{
	(void)line;
	*(int64_t *)arg += (int64_t)n + 1;
	return 0;
}

static double least_seal(struct buf *packed)
{
	double start = bench_seconds();
	uint8_t sum[HASH_LEN];

	buf_reset(packed);
	buf_reserve(packed, ZSTD_compressBound(lines.len));
	packed->len = ZSTD_compress(packed->data, ZSTD_compressBound(lines.len), lines.data, lines.len, 1);
	hash_sha256(lines.data, lines.len, sum);
	return bench_seconds() - start;
}

static double least_open(const struct buf *packed)
{
	double start = bench_seconds();
	char *plain = malloc(lines.len);
	uint8_t sum[HASH_LEN];
	const char *line;
	size_t n;

	if (!plain || ZSTD_decompress(plain, lines.len, packed->data, packed->len) != lines.len)
		bench_die("zstd");
	hash_sha256(plain, lines.len, sum);
	for (next_at = lines.data; next_line(NULL, &line, &n) == 1;) {
		struct envelope env;
		union {
			int64_t align;
			char room[4096];
		} rec;
		const struct schema *s = NULL;

		if (schema_envelope_read(line, n, &env) != OK)
			bench_die("a line cannot be read");
		for (int i = 0; i < test_types.n && !s; i++)
			if (strcmp(test_types.v[i]->name, env.t) == 0)
				s = test_types.v[i];
		if (!s || s->size > sizeof(rec) || schema_line_read(s, SCHEMA_VERSION, line, n, &env, &rec) != OK)
			bench_die("a line cannot be read");
	}
	free(plain);
	return bench_seconds() - start;
}

/* The journal has each line's leaf and chain beside it. */
static void link_lines(void)
{
	uint8_t before[HASH_LEN] = { 0 };
	const char *line;
	int64_t at = 0;
	size_t n;

	links = xcalloc(LINES, sizeof(*links));
	for (next_at = lines.data; next_line(NULL, &line, &n) == 1; at++) {
		hash_leaf(line, n, links[at].leaf);
		hash_chain(before, links[at].leaf, links[at].chain);
		memcpy(before, links[at].chain, HASH_LEN);
	}
}

static void account(struct header *h, struct buf *tail, uint8_t tail_sha256[32])
{
	struct seal_account *a = seal_account_new(h, &test_types);
	const char *line;
	int64_t at = 0;
	size_t n;

	for (next_at = lines.data; next_line(NULL, &line, &n) == 1; at++)
		if (seal_account_own(a, line, n, links[at].leaf, links[at].chain) != OK)
			bench_die("seal_account_own");
	seal_account_end(a, h, tail, tail_sha256);
}

void bench_files(const struct bench *b)
{
	struct day d;
	struct buf packed = BUF_INIT, file = BUF_INIT, header = BUF_INIT;
	double seal = 1e9, open = 1e9, seal_least = 1e9, open_least = 1e9;

	(void)b;
	pki_make();
	for (int64_t i = 1; i <= LINES; i++) {
		test_line(i, &lines);
		buf_putc(&lines, '\n');
	}
	link_lines();
	for (int pass = 0; pass < 3; pass++) {
		const struct cert *to[] = { &pki.office_enc.cert };
		struct seal_in in = { .to = to, .n_to = 1, .next = next_line, .sink = into, .sink_arg = &file };
		struct open_in look;
		struct open_out out;
		struct buf last = BUF_INIT;
		uint8_t tail[32];
		int64_t seen = 0;
		double start;

		day_header(&d, 1, 3, NULL);
		d.lines = LINES;
		d.h.lsn_last = LINES;
		buf_reset(&file);
		buf_reset(&header);
		start = bench_seconds();
		next_at = lines.data;
		account(&d.h, &last, tail);
		header_write(&d.h, &header);
		in.header = header.data;
		in.header_len = header.len;
		in.tail = last.data;
		in.tail_len = last.len;
		next_at = lines.data;
		if (!(in.signer = signer_p256(&pki.station.cert, &pki.station.key)) || seal_file(&in) != OK)
			bench_die("seal_file");
		in.signer->free(in.signer);
		buf_free(&last);
		start = bench_seconds() - start;
		if (start < seal)
			seal = start;
		header_name(&d.h, d.name);
		look = day_open_in(&d);
		look.data = file.data;
		look.len = file.len;
		look.line = line_seen;
		look.arg = &seen;
		start = bench_seconds();
		open_file(&look, &out);
		start = bench_seconds() - start;
		if (out.verdict != V_A000 || seen != (int64_t)lines.len)
			bench_die("the file is not accepted: verdict %d", (int)out.verdict);
		if (start < open)
			open = start;
		open_out_free(&out);
		start = least_seal(&packed);
		seal_least = start < seal_least ? start : seal_least;
		start = least_open(&packed);
		open_least = start < open_least ? start : open_least;
		day_free(&d);
	}
	bench_row("seal 1 M lines : zstd + sha256 alone", 100 * seal_least / seal, AT_LEAST, 40, "%",
		  "%.2f s of %.2f s, %.0f MB in a file of %.1f MB", seal, seal_least, (double)lines.len / 1e6, (double)file.len / 1e6);
	bench_row("open 1 M lines : zstd + sha256 + parse", 100 * open_least / open, AT_LEAST, 45, "%", "%.2f s of %.2f s", open,
		  open_least);
	buf_free(&packed);
	buf_free(&file);
	buf_free(&header);
	buf_free(&lines);
	free(links);
	pki_drop();
}
