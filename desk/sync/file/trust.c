/* Filling the register, and the one way a verification store is made from it. */
#include "desk/sync/file/trust_ossl.h"

#include "desk/sync/file/key.h"

#include <dirent.h>
#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct trust *trust_new(void)
{
	struct trust *t = xcalloc(1, sizeof(*t));

	t->signers = sk_X509_new_null();
	t->roots = sk_X509_new_null();
	t->lists = sk_X509_CRL_new_null();
	return t;
}

void trust_free(struct trust *t)
{
	if (!t)
		return;
	sk_X509_pop_free(t->signers, X509_free);
	sk_X509_pop_free(t->roots, X509_free);
	sk_X509_CRL_pop_free(t->lists, X509_CRL_free);
	free(t);
}

enum err trust_add(struct trust *t, const char *pem, size_t n)
{
	BIO *b = BIO_new_mem_buf(pem, (int)n);
	STACK_OF(X509_INFO) *all = b ? PEM_X509_INFO_read_bio(b, NULL, NULL, NULL) : NULL;
	int found = 0;

	BIO_free(b);
	for (int i = 0; i < sk_X509_INFO_num(all); i++) {
		X509_INFO *one = sk_X509_INFO_value(all, i);

		if (one->x509) {
			bool root = X509_check_ca(one->x509) == 1 &&
				    X509_NAME_cmp(X509_get_subject_name(one->x509), X509_get_issuer_name(one->x509)) == 0;

			sk_X509_push(root ? t->roots : t->signers, one->x509);
			one->x509 = NULL;
			found++;
		}
		if (one->crl) {
			sk_X509_CRL_push(t->lists, one->crl);
			one->crl = NULL;
			found++;
		}
	}
	sk_X509_INFO_pop_free(all, X509_INFO_free);
	ERR_clear_error();
	return found ? OK : err_set(ERR_INVALID, N_("There is no certificate or revocation list in this file (PEM is expected)."));
}

static bool ends_with(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);

	return n > m && strcmp(s + n - m, end) == 0;
}

enum err trust_add_dir(struct trust *t, int dir_fd)
{
	int fd = openat(dir_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = fd >= 0 ? fdopendir(fd) : NULL;
	struct dirent *entry;
	enum err e = OK;

	if (!d) {
		if (fd >= 0)
			close(fd);
		return err_set(ERR_IO, N_("The directory with the trusted certificates cannot be read."));
	}
	while (e == OK && (entry = readdir(d))) {
		struct buf pem = BUF_INIT;

		if (entry->d_name[0] == '.' || (!ends_with(entry->d_name, ".pem") && !ends_with(entry->d_name, ".crt")))
			continue;
		e = key_file(dir_fd, entry->d_name, &pem);
		if (e == OK && trust_add(t, pem.data ? pem.data : "", pem.len) != OK)
			e = err_set(ERR_INVALID, N_("There is no certificate or revocation list in %s."), entry->d_name);
		buf_free(&pem);
	}
	closedir(d);
	return e;
}

void trust_grace(struct trust *t, int days)
{
	t->grace_days = days;
}

int64_t trust_list_until(const struct trust *t)
{
	int64_t until = 0;

	for (int i = 0; i < sk_X509_CRL_num(t->lists); i++) {
		int64_t next = ossl_time(X509_CRL_get0_nextUpdate(sk_X509_CRL_value(t->lists, i)));

		if (next > until)
			until = next;
	}
	return until;
}

X509_STORE *trust_store(const struct trust *t, int64_t now)
{
	X509_STORE *store = X509_STORE_new();
	X509_VERIFY_PARAM *param = X509_STORE_get0_param(store);

	for (int i = 0; i < sk_X509_num(t->roots); i++)
		X509_STORE_add_cert(store, sk_X509_value(t->roots, i));
	for (int i = 0; i < sk_X509_CRL_num(t->lists); i++)
		X509_STORE_add_crl(store, sk_X509_CRL_value(t->lists, i));
	X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_X509_STRICT);
	X509_VERIFY_PARAM_set_auth_level(param, 2);
	X509_VERIFY_PARAM_set_time(param, (time_t)now);
	X509_VERIFY_PARAM_set_purpose(param, X509_PURPOSE_SMIME_SIGN);
	ERR_clear_error();
	return store;
}
