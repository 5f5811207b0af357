/*
 * Reading database files from outside: every page carries a checksum (a multiplicative hash of the page with the checksum field zero),
 * which Berkeley DB itself looks at only when it reads the page. A page of nothing but zeros has never been written and is fine.
 */
#include "desk/store/internal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	META_BYTES = 512, /* of page 0, covered by its checksum */
	META_CHECKSUM = 492,
	META_MAGIC = 12,
	META_PAGE_SIZE = 20,
	PAGE_NUMBER = 8,
	PAGE_CHECKSUM = 28,
	PAGE_TYPE = 25,
	TYPE_LEAF = 5,
	BTREE_MAGIC = 0x053162,
	CHUNK = 256 * PAGE_SIZE,
};

/* h = h * 33 + byte, eight bytes a step so that the multiplications do not wait for each other. */
static uint32_t page_hash(const uint8_t *p, size_t n)
{
	uint32_t h = 0;
	for (; n >= 8; n -= 8, p += 8)
		h = h * 1954312449u + p[0] * 3963737313u + p[1] * 1291467969u + p[2] * 39135393u + p[3] * 1185921u + p[4] * 35937u +
		    p[5] * 1089u + p[6] * 33u + p[7];
	for (; n; n--)
		h = h * 33u + *p++;
	return h;
}

static uint32_t word_at(const uint8_t *p)
{
	uint32_t v;
	memcpy(&v, p, sizeof(v));
	return v;
}

static bool all_zero(const uint8_t *p, size_t n)
{
	return p[0] == 0 && memcmp(p, p + 1, n - 1) == 0;
}

static bool page_good(const uint8_t *page, uint32_t no)
{
	uint8_t copy[PAGE_SIZE];
	size_t n = no ? PAGE_SIZE : META_BYTES, at = no ? PAGE_CHECKSUM : META_CHECKSUM;

	if (all_zero(page, PAGE_SIZE))
		return no != 0;
	if (word_at(page + PAGE_NUMBER) != no)
		return false;
	if (!no && (word_at(page + META_MAGIC) != BTREE_MAGIC || word_at(page + META_PAGE_SIZE) != PAGE_SIZE))
		return false;
	/* Berkeley DB neither uses nor sums the rest of page 0; it writes zeros there. */
	if (!no && !all_zero(page + META_BYTES, PAGE_SIZE - META_BYTES))
		return false;
	memcpy(copy, page, n);
	memset(copy + at, 0, 4);
	return page_hash(copy, n) == word_at(page + at);
}

/* The LSNs of journal lines on a damaged leaf, as far as keys can still be recognised: writer NUL epoch lsn. */
static void lines_on_page(const uint8_t *page, int64_t *first, int64_t *last)
{
	*first = *last = 0;
	if (page[PAGE_TYPE] != TYPE_LEAF)
		return;
	for (size_t i = 0; i + 32 < PAGE_SIZE - 26; i += 2) { /* the item table: offsets of two bytes behind the head */
		uint16_t off, len;
		memcpy(&off, page + 32 + i, 2);
		if (off < 32 + i || off > PAGE_SIZE - 24)
			break;
		memcpy(&len, page + off, 2);
		size_t w = len > 16 && len < 32 && off + 3u + len <= PAGE_SIZE ? len - 17u : 0;
		if (i % 4 != 0 || !w || page[off + 2] != 1 || strnlen((const char *)page + off + 3, w + 1) != w)
			continue;
		int64_t lsn = (int64_t)get_u64(page + off + 3 + w + 9);
		if (!*first || lsn < *first)
			*first = lsn;
		if (lsn > *last)
			*last = lsn;
	}
}

static void tell(const char *name, uint32_t no, const uint8_t *page, finding_fn report, void *arg)
{
	struct finding f;
	int64_t first = 0, last = 0;

	memset(&f, 0, sizeof(f));
	memcpy(f.kind, "page", 5);
	snprintf(f.table, sizeof(f.table), "%.*s", (int)strlen(name) - 3, name);
	if (page && strcmp(name, "journal.db") == 0)
		lines_on_page(page, &first, &last);
	f.lsn = first;
	if (first)
		snprintf(f.text, sizeof(f.text), "Page %" PRIu32 " of file %s is damaged: lines %" PRId64 " to %" PRId64 " cannot be read",
			 no, name, first, last);
	else
		snprintf(f.text, sizeof(f.text), "Page %" PRIu32 " of file %s is damaged", no, name);
	report(arg, &f);
}

enum err page_scan_file(const char *path, const char *name, finding_fn report, void *arg, int64_t *count)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_set(ERR_IO, N_("The file %s cannot be read: %s"), path, strerror(errno));
	uint8_t *chunk = xmalloc(CHUNK);
	enum err e = OK;
	for (uint32_t no = 0;;) {
		ssize_t got = pread(fd, chunk, CHUNK, (off_t)no * PAGE_SIZE);
		if (got < 0)
			e = err_set(ERR_IO, N_("The file %s cannot be read: %s"), path, strerror(errno));
		if (got <= 0) {
			if (got == 0 && no == 0) {
				tell(name, 0, NULL, report, arg);
				++*count;
			}
			break;
		}
		for (ssize_t at = 0; at < got; at += PAGE_SIZE, no++)
			if (got - at < PAGE_SIZE || !page_good(chunk + at, no)) {
				tell(name, no, got - at < PAGE_SIZE ? NULL : chunk + at, report, arg);
				++*count;
			}
		if (got % PAGE_SIZE)
			break;
	}
	free(chunk);
	close(fd);
	return e;
}

enum err store_scan_pages(const char *home, finding_fn report, void *arg, int64_t *count)
{
	char dir[640], path[960];
	enum err e = path_join(dir, sizeof(dir), home, "db");

	*count = 0;
	if (e != OK)
		return e;
	DIR *d = opendir(dir);
	if (!d)
		return err_set(ERR_IO, N_("The folder %s cannot be read: %s"), dir, strerror(errno));
	for (struct dirent *x; e == OK && (x = readdir(d));)
		if (env_is_db_file(x->d_name) && (e = path_join(path, sizeof(path), dir, x->d_name)) == OK)
			e = page_scan_file(path, x->d_name, report, arg, count);
	closedir(d);
	return e;
}

int64_t page_total_bytes(const char *dir)
{
	int64_t sum = 0;
	DIR *d = opendir(dir);
	if (!d)
		return 0;
	for (struct dirent *x; (x = readdir(d));) {
		struct stat st;
		if (env_is_db_file(x->d_name) && fstatat(dirfd(d), x->d_name, &st, 0) == 0)
			sum += st.st_size;
	}
	closedir(d);
	return sum;
}
