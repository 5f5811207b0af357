/* Enrolment: certificates come in by a file, their fingerprints are compared by people, then they count. */
#include "desk/sync/office/registry.h"

#include "desk/base/clock.h"
#include "desk/sync/file/cert.h"
#include "desk/sync/file/header.h"
#include "desk/sync/office/office.h"
#include "desk/sync/office/sync_home.h"
#include "desk/sync/office/sync_records.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ENROL_MAX = 64 << 10, CERTS = 8 };

/* ---- the bundle ---- */

static bool is_registered(const struct buf *pem, const uint8_t sha256[32])
{
	struct cert *cert;
	struct cert_info info;

	if (cert_read(pem->data ? pem->data : "", pem->len, &cert) != OK)
		return false;
	cert_info(cert, &info);
	cert_free(cert);
	return memcmp(info.sha256, sha256, 32) == 0;
}

static enum err add_stations(struct txn *t, struct buf *pem)
{
	struct office_station s;
	struct scan sc;
	enum err e = scan_table(t, &office_station_table, NULL, false, &sc);

	if (e != OK)
		return e;
	while ((e = scan_next(&sc, &s)) == OK) {
		struct buf one = BUF_INIT;
		char path[64];

		if (s.revoked)
			continue;
		snprintf(path, sizeof(path), "key/registry/%s-sign.crt", s.code);
		if (home_pem_maybe(path, &one) == OK && is_registered(&one, s.sign_sha256))
			buf_put(pem, one.data, one.len);
		buf_free(&one);
	}
	scan_close(&sc);
	return e == ERR_NOT_FOUND ? OK : e;
}

enum err registry_trust(struct txn *t, const struct station *st, struct buf *pem)
{
	enum err e;

	buf_reset(pem);
	e = home_authority(pem);
	if (e != OK)
		return e;
	return st->kind == STATION_OFFICE ? add_stations(t, pem) : home_pem("key/trust/office-sign.crt", pem);
}

/* ---- enrolment ---- */

struct enrol {
	struct station st;
	struct enrol_in in;
	int n;
	struct cert_info info[CERTS];
	struct buf pem[CERTS];
	struct office_station row;
};

static enum err read_station(struct txn *t, void *arg)
{
	struct enrol *x = arg;

	return station_get(t, &x->st);
}

static enum err read_all(int fd, struct buf *out)
{
	char part[4096];
	ssize_t n;
	off_t at = 0;

	while ((n = pread(fd, part, sizeof(part), at)) > 0 && out->len <= ENROL_MAX) {
		buf_put(out, part, (size_t)n);
		at += n;
	}
	return n == 0 ? OK : err_set(ERR_INVALID, N_("This file cannot be read, or is no certificate."));
}

/* One PEM block after another. */
static enum err split(struct enrol *x, const struct buf *all)
{
	static const char begin[] = "-----BEGIN CERTIFICATE-----", end[] = "-----END CERTIFICATE-----\n";
	const char *p = all->data ? all->data : "", *stop;
	struct cert *cert;
	enum err e;

	while ((p = strstr(p, begin)) && (stop = strstr(p, end)) && x->n < CERTS) {
		stop += sizeof(end) - 1;
		buf_put(&x->pem[x->n], p, (size_t)(stop - p));
		if ((e = cert_read(p, (size_t)(stop - p), &cert)) != OK)
			return e;
		cert_info(cert, &x->info[x->n++]);
		cert_free(cert);
		p = stop;
	}
	return x->n ? OK : err_set(ERR_INVALID, N_("There is no certificate in this file (PEM is expected)."));
}

/* Exactly one to sign with and one to encrypt to, of one station. */
static enum err judge(struct enrol *x)
{
	int sign = -1, encrypt = -1;

	for (int i = 0; i < x->n; i++) {
		if (strcmp(x->info[i].role, ROLE_STATION_SIGN) == 0 && x->info[i].signs)
			sign = sign < 0 ? i : CERTS;
		else if (strcmp(x->info[i].role, ROLE_STATION_ENCRYPT) == 0 && x->info[i].agrees)
			encrypt = encrypt < 0 ? i : CERTS;
		else
			return err_set(ERR_INVALID, N_("The certificate of %s is not one of a station."), x->info[i].cn);
	}
	if (sign < 0 || encrypt < 0 || sign == CERTS || encrypt == CERTS)
		return err_set(ERR_INVALID, N_("A station is enrolled with two certificates: one to sign and one to encrypt."));
	if (!x->info[sign].id[0] || strcmp(x->info[sign].id, x->info[encrypt].id) != 0)
		return err_set(ERR_INVALID, N_("The two certificates are not of the same station."));
	if (x->info[sign].demo != x->st.demo || x->info[encrypt].demo != x->st.demo)
		return err_set(ERR_REFUSED, N_("A demo certificate counts only in a demo home, and only demo certificates count there."));
	snprintf(x->row.code, sizeof(x->row.code), "%s", x->info[sign].id);
	snprintf(x->row.name, sizeof(x->row.name), "%s", x->in.name[0] ? x->in.name : x->info[sign].organisation);
	memcpy(x->row.sign_sha256, x->info[sign].sha256, 32);
	memcpy(x->row.encrypt_sha256, x->info[encrypt].sha256, 32);
	x->row.enrolled_on = clock_today();
	x->row.demo = x->st.demo;
	return OK;
}

enum err enrol_start(struct job *j)
{
	const struct enrol_in *in = msg_get(j->in, &enrol_in_schema, 0);
	struct enrol *x = xcalloc(1, sizeof(*x));
	struct buf all = BUF_INIT;
	enum err e;

	j->state = x;
	if (in)
		x->in = *in;
	if ((e = store_txn(j->store, &j->who, read_station, x)) != OK)
		return e;
	if (x->st.kind != STATION_OFFICE)
		return err_set(ERR_REFUSED, N_("Only an office enrols stations. Make one with \"desk office init\"."));
	if (j->fd < 0)
		return err_set(ERR_INVALID, N_("The file with the certificates is missing."));
	if ((e = read_all(j->fd, &all)) == OK && (e = split(x, &all)) == OK)
		e = judge(x);
	buf_free(&all);
	return e;
}

static enum err write_cert(int dir, const char *name, const struct buf *pem)
{
	char part[80];
	int fd;
	bool ok;

	snprintf(part, sizeof(part), "%s.part", name);
	fd = openat(dir, part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	ok = fd >= 0 && write(fd, pem->data, pem->len) == (ssize_t)pem->len && fsync(fd) == 0;
	if (fd >= 0)
		close(fd);
	if (!ok)
		return err_set(ERR_IO, N_("%s cannot be opened or written: %s."), name, strerror(errno));
	return home_rename(dir, part, name);
}

static enum err register_body(struct txn *t, void *arg)
{
	struct enrol *x = arg;

	return store_put(t, &office_station_table, &x->row);
}

enum err enrol_step(struct job *j, bool *done)
{
	struct enrol *x = j->state;
	char name[64];
	int dir = -1, key = -1;
	enum err e = OK;

	*done = true;
	if (x->in.confirm) {
		if ((e = home_dir("key", &key)) == OK)
			e = home_dir("key/registry", &dir);
		for (int i = 0; i < x->n && e == OK; i++) {
			snprintf(name, sizeof(name), "%s-%s.crt", x->row.code, x->info[i].signs ? "sign" : "encrypt");
			e = write_cert(dir, name, &x->pem[i]);
		}
		if (key >= 0)
			close(key);
		if (dir >= 0)
			close(dir);
		if (e == OK)
			e = store_txn(j->store, &j->who, register_body, x);
		if (e != OK)
			return e;
	}
	for (int i = 0; i < x->n; i++) {
		struct sync_cert c = { .demo = x->info[i].demo, .until = clock_date(x->info[i].not_after), .registered = x->in.confirm };

		memcpy(c.code, x->row.code, sizeof(c.code));
		memcpy(c.role, x->info[i].role, sizeof(c.role));
		memcpy(c.sha256, x->info[i].sha256, 32);
		msg_add(j->out, &sync_cert_schema, &c);
	}
	return OK;
}

void enrol_end(struct job *j)
{
	struct enrol *x = j->state;

	if (!x)
		return;
	for (int i = 0; i < CERTS; i++)
		buf_free(&x->pem[i]);
	free(x);
	j->state = NULL;
}

enum err registry_revoke(struct txn *t, const struct msg *in, struct msg *out)
{
	const struct sync_peer *peer = msg_get(in, &sync_peer_schema, 0);
	struct office_station row = { 0 };
	enum err e;

	(void)out;
	memcpy(row.code, peer->code, sizeof(row.code));
	e = store_get(t, &office_station_table, &row);
	if (e == ERR_NOT_FOUND)
		return err_set(ERR_NOT_FOUND, N_("Station %s is not enrolled here."), peer->code);
	if (e != OK)
		return e;
	row.revoked = true;
	return store_put(t, &office_station_table, &row);
}
