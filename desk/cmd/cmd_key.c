/* desk key: two keys and their requests, the certificates made of them, and whom this home believes. */
#include "desk/base/clock.h"
#include "desk/base/date.h"
#include "desk/base/hash.h"
#include "desk/cmd/file_results.h"
#include "desk/sync/file/key.h"
#include "desk/sync/file/trust.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct new_opts {
	const char *passphrase_file;
};
struct key_row {
	char file[65];
	char code[PARTY_LEN];
	char role[33];
	bool demo;
	int32_t until;
	uint8_t fingerprint[32];
};
/* clang-format off */
static const struct opt new_opts[] = {
	{ "passphrase-file", 0, OPT_TEXT, N_("FILE"), N_("where the new passphrase is read from; without it it is typed"), false, offsetof(struct new_opts, passphrase_file) },
};
static const struct field key_row_fields[] = {
	TEXT(key_row, 1, file, N_("File"), 0),
	TEXT(key_row, 2, code, N_("Code"), 0),
	TEXT(key_row, 3, role, N_("Role"), 0),
	BOOL(key_row, 4, demo, N_("Demo"), 0),
	DATE(key_row, 5, until, N_("Valid until"), 0),
	HASH(key_row, 6, fingerprint, N_("Fingerprint"), 0),
};
static const struct schema key_row_schema = SCHEMA(key_row, N_("Key or certificate"));
/* clang-format on */

/* HOME/key, made if missing. */
static enum err key_dir(const struct cmd_context *c, const char *below, int *fd)
{
	int home = open(c->home, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	char path[64];

	*fd = -1;
	if (home < 0)
		return err_set(ERR_IO, N_("%s cannot be opened: %s."), c->home, strerror(errno));
	snprintf(path, sizeof(path), "key%s%s", below[0] ? "/" : "", below);
	if ((mkdirat(home, "key", 0700) == 0 || errno == EEXIST) && (!below[0] || mkdirat(home, path, 0700) == 0 || errno == EEXIST))
		*fd = openat(home, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	close(home);
	return *fd >= 0 ? OK : err_set(ERR_IO, N_("%s cannot be opened: %s."), path, strerror(errno));
}

static enum err write_new(int dir, const char *name, mode_t mode, const char *data, size_t n)
{
	char part[80];
	int fd;
	bool ok;

	snprintf(part, sizeof(part), "%s.part", name);
	fd = openat(dir, part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode);
	ok = fd >= 0 && write(fd, data, n) == (ssize_t)n && fsync(fd) == 0;
	if (fd >= 0)
		close(fd);
	if (!ok || renameat(dir, part, dir, name) != 0 || fsync(dir) != 0)
		return err_set(ERR_IO, N_("%s cannot be written: %s."), name, strerror(errno));
	return OK;
}

/* A passphrase that is typed is typed twice; a demo home makes its own and keeps it. */
static enum err new_passphrase(const struct cmd_context *c, const struct station *st, const char *path, char *out, size_t size)
{
	char again[PASSPHRASE_LEN];
	uint8_t random[16];
	int dir;
	enum err e;

	if (!path && st->demo) {
		hash_random(random, sizeof(random));
		hash_hex(random, sizeof(random), out);
		if ((e = key_dir(c, "", &dir)) != OK)
			return e;
		e = write_new(dir, "demo.pass", 0400, out, strlen(out));
		close(dir);
		return e;
	}
	if ((e = cmd_password(path, _("New passphrase of the key: "), out, size)) != OK)
		return e;
	if (strlen(out) < 8)
		return err_set(ERR_INVALID, N_("A passphrase has at least 8 characters."));
	if (path)
		return OK;
	e = cmd_password(NULL, _("Once more: "), again, sizeof(again));
	if (e == OK && strcmp(again, out) != 0)
		e = err_set(ERR_INVALID, N_("The two passphrases differ."));
	explicit_bzero(again, sizeof(again));
	return e;
}

static enum err self(struct link *l, struct station *st)
{
	struct ask a = ASK("sync.self");
	struct msg out = MSG_INIT;
	enum err e = ask(l, &a, NULL, &out, NULL, NULL);
	const struct station *got = e == OK ? msg_get(&out, &station_schema, 0) : NULL;

	if (got)
		*st = *got;
	msg_free(&out);
	return e == OK && !got ? err_set(ERR_NOT_FOUND, NULL) : e;
}

static int run_new(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct new_opts *o = opts;
	char passphrase[PASSPHRASE_LEN] = "", print[FINGERPRINT_TEXT];
	struct key_subject who = { 0 };
	struct station st = { 0 };
	uint8_t sign[32], encrypt[32];
	struct link *l;
	int status, dir = -1;
	enum err e;

	(void)argc, (void)argv;
	if (!(l = cmd_link(c, &status)))
		return status;
	if ((e = self(l, &st)) != OK || (e = key_dir(c, "", &dir)) != OK)
		return cmd_fail(c, e);
	if (faccessat(dir, "sign.key", F_OK, 0) == 0)
		e = err_set(ERR_EXISTS, N_("%s exists already. Keys are never overwritten; move the old ones away first."), "key/sign.key");
	else
		e = new_passphrase(c, &st, o->passphrase_file, passphrase, sizeof(passphrase));
	who = (struct key_subject){ st.code, st.name, st.kind == STATION_OFFICE, st.demo };
	if (e == OK)
		e = key_make(dir, &who, passphrase, sign, encrypt);
	explicit_bzero(passphrase, sizeof(passphrase));
	close(dir);
	if (e != OK)
		return cmd_fail(c, e);
	if (c->json)
		return 0;
	printf(_("Two keys and their requests were made in %s/key: sign.csr, encrypt.csr.\n"), c->home);
	fingerprint_text(sign, print);
	printf("sign.csr     %s\n", print);
	fingerprint_text(encrypt, print);
	printf("encrypt.csr  %s\n", print);
	puts(_("Bring the requests to the authority and read the fingerprints out. The passphrase is the head's; without it no day can be "
	       "signed."));
	return 0;
}

/* ---- show ---- */

static void add_row(struct msg *m, int dir, const char *below, const char *name)
{
	struct key_row r = { 0 };
	struct buf pem = BUF_INIT;
	struct cert *cert;
	struct cert_info info;
	uint8_t key[32];

	snprintf(r.file, sizeof(r.file), "key/%s%.40s", below, name);
	if (key_file(dir, name, &pem) == OK && pem.data) {
		if (strstr(name, ".csr")) {
			if (csr_read(pem.data, pem.len, key, r.fingerprint, &info) == OK) {
				snprintf(r.code, sizeof(r.code), "%s", info.id);
				snprintf(r.role, sizeof(r.role), "%s", info.role);
				r.demo = info.demo;
			}
			msg_add(m, &key_row_schema, &r);
		} else if (cert_read(pem.data, pem.len, &cert) == OK) {
			cert_info(cert, &info);
			cert_free(cert);
			snprintf(r.code, sizeof(r.code), "%s", info.id);
			snprintf(r.role, sizeof(r.role), "%s", info.ca ? "authority" : info.role);
			r.demo = info.demo;
			r.until = clock_date(info.not_after);
			memcpy(r.fingerprint, info.sha256, 32);
			msg_add(m, &key_row_schema, &r);
		}
	}
	buf_free(&pem);
}

static int run_show(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	static const char *const own[] = { "sign.csr", "encrypt.csr", "sign.crt", "encrypt.crt" };
	static const char *const others[] = { "root.crt", "office-sign.crt", "office-encrypt.crt" };
	struct trust *t = trust_new();
	struct buf pem = BUF_INIT;
	struct msg m = MSG_INIT;
	char until[DATE_TEXT];
	int dir = -1;
	enum err e;

	(void)argc, (void)argv, (void)opts;
	if ((e = key_dir(c, "", &dir)) != OK) {
		trust_free(t);
		return cmd_fail(c, e);
	}
	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		add_row(&m, dir, "", own[i]);
	close(dir);
	if (key_dir(c, "trust", &dir) == OK) {
		for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
			add_row(&m, dir, "trust/", others[i]);
		if (key_file(dir, "crl.pem", &pem) == OK && pem.data)
			trust_add(t, pem.data, pem.len);
		close(dir);
	}
	cmd_list(c, &key_row_schema, &m, c->json ? NULL : "file code role demo until fingerprint",
		 _("There are no keys yet. Make them with \"desk key new\"."));
	if (!c->json) {
		if (trust_list_until(t)) {
			date_text(clock_date(trust_list_until(t)), until);
			printf(_("The revocation list runs out on %s.\n"), until);
		} else {
			puts(_("There is no revocation list (key/trust/crl.pem)."));
		}
	}
	buf_free(&pem);
	msg_free(&m);
	trust_free(t);
	return 0;
}

/* ---- install ---- */

/* Which own key a certificate belongs to: "sign", "encrypt" or NULL. */
static const char *own_key(int dir, const struct cert_info *info)
{
	static const char *const names[] = { "sign", "encrypt" };
	struct cert_info subject;
	uint8_t key[32], sha[32];
	const char *found = NULL;
	char csr[16];

	for (int i = 0; i < 2 && !found; i++) {
		struct buf pem = BUF_INIT;

		snprintf(csr, sizeof(csr), "%s.csr", names[i]);
		if (key_file(dir, csr, &pem) == OK && pem.data && csr_read(pem.data, pem.len, key, sha, &subject) == OK &&
		    memcmp(key, info->key_sha256, 32) == 0)
			found = names[i];
		buf_free(&pem);
	}
	return found;
}

/* Where a certificate goes is seen from itself. */
static enum err place_cert(int key, int trust, const char *pem, size_t n, const struct cmd_context *c)
{
	struct cert *cert;
	struct cert_info info;
	const char *own;
	char name[32], print[FINGERPRINT_TEXT];
	int dir = trust;
	enum err e = cert_read(pem, n, &cert);

	if (e != OK)
		return e;
	cert_info(cert, &info);
	cert_free(cert);
	if (info.ca) {
		snprintf(name, sizeof(name), "root.crt");
	} else if ((own = own_key(key, &info))) {
		snprintf(name, sizeof(name), "%s.crt", own);
		dir = key;
	} else if (strcmp(info.role, ROLE_OFFICE_SIGN) == 0) {
		snprintf(name, sizeof(name), "office-sign.crt");
	} else if (strcmp(info.role, ROLE_OFFICE_ENCRYPT) == 0) {
		snprintf(name, sizeof(name), "office-encrypt.crt");
	} else {
		return err_set(ERR_INVALID,
			       N_("The certificate of %s (%s) belongs to nobody here. Stations are registered with \"desk office enrol\"."),
			       info.cn, info.role);
	}
	e = write_new(dir, name, 0644, pem, n);
	if (e == OK && !c->json) {
		fingerprint_text(info.sha256, print);
		printf("key/%s%s  %s %s\n  %s\n", dir == trust ? "trust/" : "", name, info.cn, info.role, print);
	}
	return e;
}

static enum err install_one(int key, int trust, const char *path, const struct cmd_context *c)
{
	static const char cert_begin[] = "-----BEGIN CERTIFICATE-----", cert_end[] = "-----END CERTIFICATE-----\n";
	static const char list_begin[] = "-----BEGIN X509 CRL-----", list_end[] = "-----END X509 CRL-----\n";
	struct trust *t = trust_new();
	struct buf pem = BUF_INIT;
	const char *p, *stop;
	int found = 0;
	enum err e = cmd_read_file(path, 1 << 20, &pem);

	if (e == OK && pem.len && pem.data[pem.len - 1] != '\n')
		buf_putc(&pem, '\n');
	for (p = pem.data; e == OK && p && (p = strstr(p, cert_begin)) && (stop = strstr(p, cert_end)); p = stop, found++) {
		stop += sizeof(cert_end) - 1;
		e = place_cert(key, trust, p, (size_t)(stop - p), c);
	}
	for (p = pem.data; e == OK && p && (p = strstr(p, list_begin)) && (stop = strstr(p, list_end)); p = stop, found++) {
		stop += sizeof(list_end) - 1;
		if ((e = trust_add(t, p, (size_t)(stop - p))) == OK &&
		    (e = write_new(trust, "crl.pem", 0644, p, (size_t)(stop - p))) == OK && !c->json)
			puts("key/trust/crl.pem");
	}
	if (e == OK && !found)
		e = err_set(ERR_INVALID, N_("There is no certificate or revocation list in %s."), path);
	trust_free(t);
	buf_free(&pem);
	return e;
}

static int run_install(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	int key = -1, trust = -1;
	enum err e;

	(void)opts;
	if ((e = key_dir(c, "", &key)) == OK)
		e = key_dir(c, "trust", &trust);
	for (int i = 0; e == OK && i < argc; i++)
		e = install_one(key, trust, argv[i], c);
	if (key >= 0)
		close(key);
	if (trust >= 0)
		close(trust);
	return e == OK ? 0 : cmd_fail(c, e);
}

/* clang-format off */
CMDS(key,
	{ .name = "key new", .args = "", .summary = N_("make the two keys of this home and their requests"),
	  .detail = N_("One key signs, one decrypts. Both lie in HOME/key under a passphrase and never leave the house; the requests go to the authority."),
	  OPTS(new_opts, struct new_opts), .run = run_new },
	{ .name = "key show", .args = "", .summary = N_("keys, certificates and whom this home believes"), .run = run_show },
	{ .name = "key install", .args = "FILE...", .min_args = 1, .max_args = 16, .summary = N_("put certificates and revocation lists where they belong"),
	  .detail = N_("Own certificates, the root, the office's certificates and the revocation list are told apart by themselves."),
	  .run = run_install });
/* clang-format on */
