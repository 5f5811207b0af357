/*
 * For `desk check`: the journal against what left the house. A line changed together with all hashes behind it still differs from the
 * signed file in out/ and from the identity the office acknowledged.
 */
#include "desk/sync/office/office.h"

#include "desk/base/clock.h"
#include "desk/base/hash.h"
#include "desk/model/sync_state.h"
#include "desk/sync/file/content.h"
#include "desk/sync/file/key.h"
#include "desk/sync/file/open_file.h"
#include "desk/sync/office/line_types.h"
#include "desk/sync/office/sync_home.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* @lsn: the line that is not what its own leaf says, or 0 if leaves and chain were made to fit. */
static void report_range(finding_fn report, void *arg, const struct header *h, int64_t lsn, const char *what)
{
	struct finding f = { .kind = "chain", .table = "journal", .lsn = lsn ? lsn : h->lsn_first };

	snprintf(f.text, sizeof(f.text), "%s: lines %lld-%lld of %d are not what was signed as file %lld (%s)", what,
		 (long long)h->lsn_first, (long long)h->lsn_last, (int)h->bdate, (long long)h->seq, h->to);
	report(arg, &f);
}

/* The leaves are hashed anew from the bytes, so that a stored chain cannot speak for changed lines. */
struct walk {
	uint8_t chain[32];
	int64_t changed; /* first line that does not give its stored leaf */
};

static enum err walk_line(void *arg, int64_t lsn, const char *line, size_t n, const uint8_t leaf[32], const uint8_t chain[32])
{
	struct walk *w = arg;
	uint8_t own[32];

	(void)chain;
	hash_leaf(line, n, own);
	if (!w->changed && memcmp(own, leaf, 32) != 0)
		w->changed = lsn;
	hash_chain(w->chain, own, w->chain);
	return OK;
}

static enum err compare(struct txn *t, const struct header *h, const char *what, finding_fn report, void *arg)
{
	struct walk w = { .changed = 0 };
	enum err e;

	if (h->kind != KIND_DAY)
		return OK;
	memcpy(w.chain, h->jprev, 32);
	e = journal_range(t, NULL, 0, h->lsn_first, h->lsn_last, walk_line, &w);
	if (e != OK && e != ERR_NOT_FOUND)
		return e;
	if (e == ERR_NOT_FOUND || memcmp(w.chain, h->jhead, 32) != 0)
		report_range(report, arg, h, w.changed, what);
	return OK;
}

/* ---- stored headers and what the office said of them ---- */

static enum err check_headers(struct txn *t, finding_fn report, void *arg)
{
	struct sealed row;
	struct scan sc;
	enum err e = scan_table(t, &sealed_table, NULL, false, &sc);

	if (e != OK)
		return e;
	while ((e = scan_next(&sc, &row)) == OK) {
		struct header h;
		uint8_t id[32];

		header_id(row.header, strlen(row.header), id);
		if (header_read(row.header, strlen(row.header), &h) != V_GOES_ON || memcmp(id, row.file_id, 32) != 0) {
			struct finding f = { .kind = "row", .table = "sealed", .lsn = row.lsn_first };

			snprintf(f.text, sizeof(f.text), "the stored header of file %lld is not the one its identity was made of",
				 (long long)row.seq);
			report(arg, &f);
			continue;
		}
		if ((e = compare(t, &h, "stored header", report, arg)) != OK)
			break;
	}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err check_acks(struct txn *t, finding_fn report, void *arg)
{
	struct ack_received a;
	struct station st;
	struct scan sc;
	enum err e = station_get(t, &st);

	/* A practice copy has the answers, but not the files they were about. */
	if (e == OK && st.practice)
		return OK;
	if ((e = scan_table(t, &ack_received_table, NULL, false, &sc)) != OK)
		return e;
	while ((e = scan_next(&sc, &a)) == OK) {
		struct sealed row = { .epoch = a.epoch, .seq = a.seq };
		struct finding f = { .kind = "row", .table = "ack_received" };

		if (a.code[0] != 'A')
			continue;
		memcpy(row.peer, a.peer, sizeof(row.peer));
		e = store_get(t, &sealed_table, &row);
		if (e != OK && e != ERR_NOT_FOUND)
			break;
		if (e == OK && memcmp(row.file_id, a.file_id, 32) == 0)
			continue;
		f.lsn = row.lsn_first;
		snprintf(f.text, sizeof(f.text), "the office acknowledged another file %lld than this store has", (long long)a.seq);
		report(arg, &f);
	}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

/* ---- own signed files ---- */

static void bad_file(finding_fn report, void *arg, const char *name, enum file_verdict v)
{
	struct finding f = { .kind = "row", .table = "out" };

	snprintf(f.text, sizeof(f.text), "out/%s: %s %s", name, verdict_code(v), verdict_msgid(v));
	report(arg, &f);
}

/* At the time it was made: an own certificate that ran out since does not spoil old files. */
static enum err check_file(struct txn *t, int dir, const char *name, const struct trust *trust, const struct station *st, finding_fn report,
			   void *arg)
{
	struct open_in in = { .name = name,
			      .trust = trust,
			      .role = ROLE_STATION_SIGN,
			      .kinds = 1u << KIND_DAY,
			      .demo = st->demo,
			      .types = sync_line_types() };
	struct open_out out;
	struct stat sb;
	void *map = MAP_FAILED;
	int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	enum err e = OK;

	if (fd < 0 || fstat(fd, &sb) != 0 || sb.st_size <= 0 || sb.st_size > FILE_MAX ||
	    (map = mmap(NULL, (size_t)sb.st_size, PROT_READ, MAP_PRIVATE, fd, 0)) == MAP_FAILED) {
		bad_file(report, arg, name, V_R402);
		goto out;
	}
	in.data = map;
	in.len = (size_t)sb.st_size;
	in.now = sb.st_mtime < clock_now() ? sb.st_mtime : clock_now();
	open_file(&in, &out);
	/* A list of today may be younger than the file's time; the signature is what is asked here. */
	if (out.verdict == V_R213 || out.verdict == V_R215) {
		open_out_free(&out);
		in.now = clock_now();
		open_file(&in, &out);
	}
	if (out.verdict == V_A000)
		e = compare(t, &out.header, "signed file", report, arg);
	else if (out.verdict != V_R215 && out.verdict != V_R213)
		bad_file(report, arg, name, out.verdict);
	open_out_free(&out);
out:
	if (map != MAP_FAILED)
		munmap(map, (size_t)sb.st_size);
	if (fd >= 0)
		close(fd);
	return e;
}

static enum err check_files(struct txn *t, finding_fn report, void *arg)
{
	struct trust *trust = NULL;
	struct buf pem = BUF_INIT;
	struct header named;
	struct dirent *entry;
	struct station st;
	DIR *d = NULL;
	int fd = -1;
	enum err e = station_get(t, &st);

	if (e != OK || st.kind != STATION_STATION)
		return e == ERR_NOT_FOUND ? OK : e;
	/* Without keys nothing was ever signed here. */
	if (home_authority(&pem) != OK || home_pem("key/sign.crt", &pem) != OK)
		goto out;
	trust = trust_new();
	trust_grace(trust, 36500);
	if ((e = trust_add(trust, pem.data, pem.len)) != OK || (e = home_dir("out", &fd)) != OK)
		goto out;
	d = fdopendir(dup(fd));
	while (d && e == OK && (entry = readdir(d)))
		if (file_name_read(entry->d_name, &named) && named.kind == KIND_DAY && strcmp(named.from, st.code) == 0)
			e = check_file(t, fd, entry->d_name, trust, &st, report, arg);
out:
	if (d)
		closedir(d);
	if (fd >= 0)
		close(fd);
	trust_free(trust);
	buf_free(&pem);
	return e;
}

const struct audit sync_audits[] = {
	{ "stored headers", check_headers },
	{ "acknowledgements", check_acks },
	{ "signed files", check_files },
};
const int n_sync_audits = (int)(sizeof(sync_audits) / sizeof(sync_audits[0]));
