/* Small files by name, below the home. */
#include "desk/sync/office/sync_home.h"

#include "desk/sync/file/content.h"
#include "desk/sync/file/key.h"
#include "desk/sync/office/office.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *home;

void sync_set_home(const char *path)
{
	free(home);
	home = xstrdup(path);
}

const char *sync_home(void)
{
	if (!home)
		BUG("the home of the exchange is not set");
	return home;
}

static bool claimed;

enum err home_claim(bool *mine)
{
	if (claimed)
		return err_set(ERR_BUSY, N_("Another signed file is being worked on. Try again in a moment."));
	claimed = *mine = true;
	return OK;
}

void home_release(bool *mine)
{
	if (*mine)
		claimed = false;
	*mine = false;
}

static int home_fd(void)
{
	return open(sync_home(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static enum err io(const char *name)
{
	return err_set(errno == ENOSPC ? ERR_NO_SPACE : ERR_IO, N_("%s cannot be opened or written: %s."), name, strerror(errno));
}

enum err home_dir(const char *name, int *fd)
{
	mode_t mode = strcmp(name, "out") == 0 || strcmp(name, "in") == 0 ? 0770 : 0700;
	int at = home_fd();
	enum err e = OK;

	*fd = -1;
	if (at < 0)
		return io(sync_home());
	if (mkdirat(at, name, mode) != 0 && errno != EEXIST)
		e = io(name);
	if (e == OK && (*fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0)
		e = io(name);
	close(at);
	return e;
}

enum err home_pem(const char *path, struct buf *out)
{
	int at = home_fd();
	enum err e;

	if (at < 0)
		return io(sync_home());
	e = key_file(at, path, out);
	close(at);
	if (e == ERR_NOT_FOUND)
		return err_set(ERR_NOT_FOUND, N_("The file %s is missing in this home. See \"desk key show\"."), path);
	/* Bundles are joined: the next must begin on its own line. */
	if (e == OK && out->len && out->data[out->len - 1] != '\n')
		buf_putc(out, '\n');
	return e;
}

enum err home_pem_maybe(const char *path, struct buf *out)
{
	enum err e = home_pem(path, out);

	return e == ERR_NOT_FOUND ? OK : e;
}

enum err home_passphrase(const struct station *st, const char *given, char *out, size_t size)
{
	struct buf b = BUF_INIT;
	enum err e = OK;

	out[0] = '\0';
	if (given[0] || !st->demo) {
		snprintf(out, size, "%s", given);
		return OK;
	}
	e = home_pem_maybe("key/demo.pass", &b);
	if (e == OK && b.data) {
		b.data[strcspn(b.data, "\r\n")] = '\0';
		snprintf(out, size, "%s", b.data);
	}
	buf_free(&b);
	return e;
}

enum err home_authority(struct buf *out)
{
	enum err e = home_pem("key/trust/root.crt", out);

	return e == OK ? home_pem_maybe("key/trust/crl.pem", out) : e;
}

enum err home_spool(int *fd)
{
	char path[4096];

	*fd = -1;
	if (snprintf(path, sizeof(path), "%s/spool-XXXXXX", sync_home()) >= (int)sizeof(path))
		return err_set(ERR_IO, N_("The path of the home is too long."));
	*fd = mkostemp(path, O_CLOEXEC);
	if (*fd < 0)
		return io(path);
	unlink(path);
	return OK;
}

enum err home_copy(int from, int dir, const char *name, int *fd)
{
	char part[64 << 10];
	int64_t left = FILE_MAX + 1;
	off_t at = 0;
	int to;

	*fd = -1;
	to = openat(dir, name, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0640);
	if (to < 0)
		return io(name);
	while (left > 0) {
		ssize_t n = pread(from, part, left < (int64_t)sizeof(part) ? (size_t)left : sizeof(part), at);

		if (n == 0)
			break;
		if (n < 0 || write(to, part, (size_t)n) != n) {
			enum err e = io(name);

			close(to);
			unlinkat(dir, name, 0);
			return e;
		}
		at += n;
		left -= n;
	}
	*fd = to;
	return OK;
}

enum err home_rename(int dir, const char *part, const char *name)
{
	if (renameat(dir, part, dir, name) != 0 || fsync(dir) != 0)
		return io(name);
	return OK;
}

enum err home_office(char code[STATION_LEN])
{
	struct buf pem = BUF_INIT;
	struct cert *cert = NULL;
	struct cert_info info;
	enum err e = home_pem("key/trust/office-sign.crt", &pem);

	if (e == OK)
		e = cert_read(pem.data ? pem.data : "", pem.len, &cert);
	if (e == OK) {
		cert_info(cert, &info);
		if (strcmp(info.role, ROLE_OFFICE_SIGN) != 0 || !info.id[0])
			e = err_set(ERR_UNTRUSTED, N_("key/trust/office-sign.crt is not the certificate of an office."));
		else
			snprintf(code, STATION_LEN, "%s", info.id);
	}
	cert_free(cert);
	buf_free(&pem);
	return e;
}
