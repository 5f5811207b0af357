/* Hashes against published vectors: FIPS 180-4, RFC 4231, RFC 5869, and the RFC 6962 trees every CT log tests with. */
#include "desk/base/hash.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

static void is_hex(const uint8_t got[HASH_LEN], const char *want)
{
	char hex[2 * HASH_LEN + 1];

	hash_hex(got, HASH_LEN, hex);
	assert_string_equal(hex, want);
}

static void sha256_is_fips_180_4(void **state)
{
	uint8_t out[HASH_LEN];
	struct hash_stream *h = hash_stream_new();

	(void)state;
	hash_sha256("abc", 3, out);
	is_hex(out, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	hash_sha256(NULL, 0, out);
	is_hex(out, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	hash_stream_add(h, "a", 1);
	hash_sha256("between", 7, out);
	hash_stream_add(h, "bc", 2);
	hash_stream_end(h, out);
	is_hex(out, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void hmac_is_rfc_4231(void **state)
{
	uint8_t key[20], out[HASH_LEN];

	(void)state;
	memset(key, 0x0b, sizeof(key));
	hash_hmac_sha256(key, sizeof(key), "Hi There", 8, out);
	is_hex(out, "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
	hash_hmac_sha256("Jefe", 4, "what do ya want for nothing?", 28, out);
	is_hex(out, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

static void chain_and_leaf_are_prefixed(void **state)
{
	uint8_t leaf[HASH_LEN], want[HASH_LEN], chain[HASH_LEN], all[1 + 2 * HASH_LEN] = { 2 };

	(void)state;
	hash_leaf("x", 1, leaf);
	hash_sha256("\0x", 2, want);
	assert_memory_equal(leaf, want, HASH_LEN);
	memset(all + 1, 7, HASH_LEN);
	memcpy(all + 1 + HASH_LEN, leaf, HASH_LEN);
	hash_chain(all + 1, leaf, chain);
	hash_sha256(all, sizeof(all), want);
	assert_memory_equal(chain, want, HASH_LEN);
}

static void merkle_roots_are_those_of_rfc_6962(void **state)
{
	/* The eight leaves and the roots of certificate-transparency's own test. */
	static const struct {
		const char *bytes;
		size_t n;
		const char *root;
	} rows[] = {
		{ "", 0, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d" },
		{ "\x00", 1, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125" },
		{ "\x10", 1, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77" },
		{ "\x20\x21", 2, "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7" },
		{ "\x30\x31", 2, "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4" },
		{ "\x40\x41\x42\x43", 4, "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef" },
		{ "\x50\x51\x52\x53\x54\x55\x56\x57", 8, "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c" },
		{ "\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f", 16,
		  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328" },
	};
	uint8_t leaf[HASH_LEN], out[HASH_LEN];
	struct merkle m;

	(void)state;
	merkle_init(&m);
	merkle_root(&m, out);
	is_hex(out, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		hash_leaf(rows[i].bytes, rows[i].n, leaf);
		merkle_add(&m, leaf);
		merkle_root(&m, out);
		is_hex(out, rows[i].root);
	}
}

static void hex_takes_lower_case_of_exact_length(void **state)
{
	uint8_t out[2];

	(void)state;
	assert_int_equal(hash_unhex("0aff", out, 2), 0);
	assert_int_equal(out[1], 255);
	assert_int_equal(hash_unhex("0aF0", out, 2), -1);
	assert_int_equal(hash_unhex("0af", out, 2), -1);
	assert_int_equal(hash_unhex("0aff0", out, 2), -1);
	assert_int_equal(hash_unhex("", out, 2), -1);
}

static void random_bytes_differ(void **state)
{
	uint8_t a[32], b[32];

	(void)state;
	hash_random(a, sizeof(a));
	hash_random(b, sizeof(b));
	assert_memory_not_equal(a, b, sizeof(a));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sha256_is_fips_180_4),
		cmocka_unit_test(hmac_is_rfc_4231),
		cmocka_unit_test(chain_and_leaf_are_prefixed),
		cmocka_unit_test(merkle_roots_are_those_of_rfc_6962),
		cmocka_unit_test(hex_takes_lower_case_of_exact_length),
		cmocka_unit_test(random_bytes_differ),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
