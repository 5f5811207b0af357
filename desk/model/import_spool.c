/*
 * The file of an import: copied from the asker's descriptor into HOME/spool as UTF-8, a piece a step, so that nothing waits for it and a
 * crash cannot take it away. Read through a mapping afterwards.
 */
#include "desk/base/i18n.h"
#include "desk/base/text.h"
#include "desk/model/import_run.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 1 << 20, LONGEST_LINE = 1 << 18 };

static char spool_dir[600];

void import_spool_home(const char *home)
{
	snprintf(spool_dir, sizeof(spool_dir), "%s/spool", home);
}

void import_spool_clean(void)
{
	DIR *d = opendir(spool_dir);
	struct dirent *entry;

	if (!d)
		return;
	while ((entry = readdir(d)))
		if (strncmp(entry->d_name, "incoming-", 9) == 0 || strncmp(entry->d_name, "import-", 7) == 0)
			unlinkat(dirfd(d), entry->d_name, 0);
	closedir(d);
}

static enum err io_error(const char *path)
{
	return err_set(errno == ENOSPC || errno == EDQUOT ? ERR_NO_SPACE : ERR_IO, N_("%s cannot be used: %s."), path, strerror(errno));
}

enum err import_spool_open(struct import_run *r)
{
	static unsigned serial;
	struct stat st;

	if (!spool_dir[0])
		BUG("import before import_finish_pending");
	if (fstat(r->fd, &st) != 0 || !S_ISREG(st.st_mode))
		return err_set(ERR_INVALID, N_("Only a plain file can be imported. Save it to disk first."));
	if (mkdir(spool_dir, 0700) != 0 && errno != EEXIST)
		return io_error(spool_dir);
	snprintf(r->path, sizeof(r->path), "%s/incoming-%ld-%u.csv", spool_dir, (long)getpid(), serial++);
	r->spool = open(r->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (r->spool < 0)
		return io_error(r->path);
	r->size = st.st_size;
	r->hash = hash_stream_new();
	return OK;
}

/* Takes over @n whole lines as UTF-8. */
static enum err convert(struct import_run *r, const char *data, size_t n)
{
	enum err e;

	buf_reset(&r->text);
	e = text_to_utf8(data, n, r->gb, &r->text);
	if (e == ERR_INVALID && !r->gb && !r->some_utf8 && text_looks_gb18030(data, n)) {
		r->gb = true;
		buf_reset(&r->text);
		e = text_to_utf8(data, n, true, &r->text);
	}
	if (e != OK) {
		struct error fault = *err_last();

		fault.line += r->lines;
		err_copy(&fault);
		return e;
	}
	for (size_t i = 0; i < n; i++) {
		r->lines += data[i] == '\n';
		r->some_utf8 |= !r->gb && (unsigned char)data[i] >= 0x80;
	}
	return OK;
}

static enum err append(struct import_run *r)
{
	size_t done = 0;

	hash_stream_add(r->hash, r->text.data, r->text.len);
	while (done < r->text.len) {
		ssize_t n = write(r->spool, r->text.data + done, r->text.len - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return io_error(r->path);
		done += (size_t)n;
	}
	return OK;
}

static enum err map_file(struct import_run *r)
{
	struct stat st;
	void *p;

	if (fstat(r->spool, &st) != 0)
		return io_error(r->path);
	r->map_size = (size_t)st.st_size;
	r->size = st.st_size;
	if (!r->map_size)
		return err_set(ERR_INVALID, N_("The file is empty."));
	p = mmap(NULL, r->map_size, PROT_READ, MAP_PRIVATE, r->spool, 0);
	if (p == MAP_FAILED)
		return io_error(r->path);
	r->map = p;
	csv_start(&r->csv, r->map, r->map_size);
	return OK;
}

enum err import_spool_step(struct import_run *r, bool *done)
{
	size_t old = r->carry.len, whole;
	ssize_t n;
	enum err e;

	*done = false;
	buf_reserve(&r->carry, PIECE);
	do
		n = pread(r->fd, r->carry.data + old, PIECE, r->bytes);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return io_error(N_("The file"));
	r->bytes += n;
	r->carry.len = whole = old + (size_t)n;
	if (n > 0) {
		while (whole > 0 && r->carry.data[whole - 1] != '\n')
			whole--;
		if (r->carry.len - whole > LONGEST_LINE) {
			err_set(ERR_INVALID, N_("A line of the file is longer than all fields together may be. Is it a CSV file?"));
			return err_line(r->lines + 1, 0);
		}
	}
	if (whole && ((e = convert(r, r->carry.data, whole)) != OK || (e = append(r)) != OK))
		return e;
	memmove(r->carry.data, r->carry.data + whole, r->carry.len - whole);
	r->carry.len -= whole;
	if (n > 0)
		return OK;
	hash_stream_end(r->hash, r->digest);
	r->hash = NULL;
	if (!r->in.dry_run && fdatasync(r->spool) != 0)
		return io_error(r->path);
	*done = true;
	return map_file(r);
}

static void lasting_name(char *out, size_t size, int64_t no)
{
	snprintf(out, size, "%s/import-%" PRId64 ".csv", spool_dir, no);
}

enum err import_spool_keep(struct import_run *r, int64_t no)
{
	char path[sizeof(r->path)];
	int dir;

	lasting_name(path, sizeof(path), no);
	if (rename(r->path, path) != 0)
		return io_error(path);
	memcpy(r->path, path, sizeof(path));
	dir = open(spool_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0 || fsync(dir) != 0) {
		enum err e = io_error(spool_dir);

		if (dir >= 0)
			close(dir);
		return e;
	}
	close(dir);
	return OK;
}

enum err import_spool_reopen(struct import_run *r, int64_t no)
{
	enum err e;

	lasting_name(r->path, sizeof(r->path), no);
	r->spool = open(r->path, O_RDONLY | O_CLOEXEC);
	if (r->spool < 0)
		return io_error(r->path);
	if ((e = map_file(r)) != OK)
		return e;
	hash_sha256(r->map, r->map_size, r->digest);
	return OK;
}

void import_spool_close(struct import_run *r, bool remove)
{
	uint8_t unused[HASH_LEN];

	if (r->hash)
		hash_stream_end(r->hash, unused);
	r->hash = NULL;
	if (r->map)
		munmap((void *)(uintptr_t)r->map, r->map_size);
	r->map = NULL;
	if (r->spool >= 0) {
		close(r->spool);
		if (remove)
			unlink(r->path);
	}
	r->spool = -1;
	buf_free(&r->carry);
	buf_free(&r->text);
}
