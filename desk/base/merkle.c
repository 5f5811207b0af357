/*
 * The Merkle tree head of RFC 6962 over leaves that arrive one by one: node[i] holds the finished subtree of 2^i leaves while bit i of the
 * count is set, like the carries of a binary counter.
 */
#include "desk/base/hash.h"

#include <string.h>

static void join(const uint8_t left[HASH_LEN], const uint8_t right[HASH_LEN], uint8_t out[HASH_LEN])
{
	uint8_t all[1 + 2 * HASH_LEN];

	all[0] = 1;
	memcpy(all + 1, left, HASH_LEN);
	memcpy(all + 1 + HASH_LEN, right, HASH_LEN);
	hash_sha256(all, sizeof(all), out);
}

void merkle_init(struct merkle *m)
{
	memset(m, 0, sizeof(*m));
}

void merkle_add(struct merkle *m, const uint8_t leaf[HASH_LEN])
{
	uint8_t node[HASH_LEN];
	int i = 0;

	memcpy(node, leaf, HASH_LEN);
	for (; m->n >> i & 1; i++)
		join(m->node[i], node, node);
	memcpy(m->node[i], node, HASH_LEN);
	m->n++;
}

void merkle_root(const struct merkle *m, uint8_t out[HASH_LEN])
{
	uint8_t node[HASH_LEN];
	int i = 0;

	if (!m->n) {
		hash_sha256("", 0, out);
		return;
	}
	while (!(m->n >> i & 1))
		i++;
	memcpy(node, m->node[i], HASH_LEN);
	for (i++; i < 64; i++)
		if (m->n >> i & 1)
			join(m->node[i], node, node);
	memcpy(out, node, HASH_LEN);
}
