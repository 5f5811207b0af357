/* Making and reading private keys. */
#include "desk/sync/file/key.h"

#include "desk/sync/file/ossl.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SCRYPT_N = 16384, SCRYPT_R = 8, SCRYPT_P = 8, KEY_FILE_MAX = 1 << 20 };

static int give_passphrase(char *out, int size, int writing, void *arg)
{
	size_t n = strlen(arg);

	(void)writing;
	if (n > (size_t)size)
		return -1;
	memcpy(out, arg, n);
	return (int)n;
}

enum err key_read(const char *pem, size_t n, const char *passphrase, struct private_key **out)
{
	char pass[PASSPHRASE_LEN] = "";
	BIO *b = BIO_new_mem_buf(pem, (int)n);
	EVP_PKEY *pkey;

	*out = NULL;
	if (strlen(passphrase) < sizeof(pass))
		memcpy(pass, passphrase, strlen(passphrase));
	pkey = b ? PEM_read_bio_PrivateKey(b, NULL, give_passphrase, pass) : NULL;
	OPENSSL_cleanse(pass, sizeof(pass));
	BIO_free(b);
	if (!pkey) {
		ossl_log("private key");
		return err_set(ERR_PASSWORD, N_("The key cannot be unlocked: the passphrase is wrong."));
	}
	*out = xcalloc(1, sizeof(**out));
	(*out)->pkey = pkey;
	return OK;
}

void key_free(struct private_key *k)
{
	if (!k)
		return;
	EVP_PKEY_free(k->pkey);
	free(k);
}

bool key_fits(const struct private_key *k, const struct cert *c)
{
	bool fits = X509_check_private_key(c->x, k->pkey) == 1;

	ERR_clear_error();
	return fits;
}

static enum err write_new(int dir_fd, const char *name, mode_t mode, BIO *content)
{
	char *data;
	long n = BIO_get_mem_data(content, &data);
	int fd = openat(dir_fd, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);

	if (fd < 0 && errno == EEXIST)
		return err_set(ERR_EXISTS, N_("%s exists already. Keys are never overwritten; move the old ones away first."), name);
	if (fd < 0 || write(fd, data, (size_t)n) != n || fchmod(fd, mode) != 0 || fsync(fd) != 0) {
		err_set(ERR_IO, N_("%s cannot be written: %s."), name, strerror(errno));
		if (fd >= 0)
			close(fd);
		return ERR_IO;
	}
	close(fd);
	return OK;
}

static bool wrap_key(EVP_PKEY *pkey, const char *passphrase, BIO *out)
{
	PKCS8_PRIV_KEY_INFO *plain = EVP_PKEY2PKCS8(pkey);
	X509_ALGOR *pbe = PKCS5_pbe2_set_scrypt(EVP_aes_256_cbc(), NULL, 0, NULL, SCRYPT_N, SCRYPT_R, SCRYPT_P);
	X509_SIG *wrapped = plain && pbe ? PKCS8_set0_pbe(passphrase, (int)strlen(passphrase), plain, pbe) : NULL;
	bool ok = wrapped && PEM_write_bio_PKCS8(out, wrapped) == 1;

	if (!wrapped)
		X509_ALGOR_free(pbe);
	X509_SIG_free(wrapped);
	PKCS8_PRIV_KEY_INFO_free(plain);
	return ok;
}

static bool add(X509_NAME *name, const char *word, const char *value)
{
	return X509_NAME_add_entry_by_txt(name, word, MBSTRING_UTF8, (const unsigned char *)value, -1, -1, 0) == 1;
}

static bool make_request(EVP_PKEY *pkey, const struct key_subject *who, const char *role, BIO *out)
{
	X509_REQ *req = X509_REQ_new();
	X509_NAME *name = req ? X509_REQ_get_subject_name(req) : NULL;
	bool ok = req && add(name, "C", "CN") && (!who->name[0] || add(name, "O", who->name)) && (!who->demo || add(name, "OU", "demo")) &&
		  add(name, "OU", role) && add(name, "CN", who->id) && X509_REQ_set_pubkey(req, pkey) == 1 &&
		  X509_REQ_sign(req, pkey, EVP_sha256()) > 0 && PEM_write_bio_X509_REQ(out, req) == 1;

	X509_REQ_free(req);
	return ok;
}

static enum err make_one(int dir_fd, const struct key_subject *who, const char *role, const char *key_name, const char *csr_name,
			 const char *passphrase, uint8_t csr_sha256[32])
{
	EVP_PKEY *pkey = EVP_EC_gen("P-256");
	BIO *key = BIO_new(BIO_s_secmem()), *csr = BIO_new(BIO_s_mem());
	struct cert_info info;
	uint8_t key_sha256[32];
	char *pem;
	long n;
	enum err e;

	if (!pkey || !key || !csr || !wrap_key(pkey, passphrase, key) || !make_request(pkey, who, role, csr)) {
		ossl_log("making a key");
		e = err_set(ERR_IO, N_("A key could not be made."));
		goto out;
	}
	if ((e = write_new(dir_fd, key_name, 0400, key)) != OK || (e = write_new(dir_fd, csr_name, 0644, csr)) != OK)
		goto out;
	n = BIO_get_mem_data(csr, &pem);
	e = csr_read(pem, (size_t)n, key_sha256, csr_sha256, &info);
out:
	EVP_PKEY_free(pkey);
	BIO_free(key);
	BIO_free(csr);
	return e;
}

enum err key_make(int dir_fd, const struct key_subject *who, const char *passphrase, uint8_t sign_csr[32], uint8_t encrypt_csr[32])
{
	static const char *const names[] = { "sign.key", "sign.csr", "encrypt.key", "encrypt.csr" };
	enum err e;

	/* Both keys or none: an existing one is found before the first is written. */
	for (int i = 0; i < 4; i++)
		if (faccessat(dir_fd, names[i], F_OK, AT_SYMLINK_NOFOLLOW) == 0)
			return err_set(ERR_EXISTS, N_("%s exists already. Keys are never overwritten; move the old ones away first."),
				       names[i]);
	e = make_one(dir_fd, who, who->office ? ROLE_OFFICE_SIGN : ROLE_STATION_SIGN, names[0], names[1], passphrase, sign_csr);
	if (e == OK)
		e = make_one(dir_fd, who, who->office ? ROLE_OFFICE_ENCRYPT : ROLE_STATION_ENCRYPT, names[2], names[3], passphrase,
			     encrypt_csr);
	if (e == OK && fsync(dir_fd) != 0)
		e = err_set(ERR_IO, N_("%s cannot be written: %s."), "sign.key", strerror(errno));
	return e;
}

enum err key_file(int dir_fd, const char *name, struct buf *out)
{
	int fd = openat(dir_fd, name, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	char part[4096];
	ssize_t n = 0;

	if (fd < 0 && errno == ENOENT)
		return err_set(ERR_NOT_FOUND, N_("The file %s is missing."), name);
	if (fd < 0)
		return err_set(ERR_IO, N_("%s cannot be opened: %s."), name, strerror(errno));
	while (out->len < KEY_FILE_MAX && (n = read(fd, part, sizeof(part))) > 0)
		buf_put(out, part, (size_t)n);
	close(fd);
	if (n != 0)
		return err_set(ERR_IO, N_("%s cannot be read or is too large."), name);
	OPENSSL_cleanse(part, sizeof(part));
	return OK;
}
