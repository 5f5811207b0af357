/* See workstation.h. */
#include "desk/keeper/workstation.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "desk/base/hash.h"
#include "desk/base/text.h"

enum { KEY_LINE = 16384, KEY_DIGITS = 16, FINGERPRINT = 64 };

static const char digits64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* Decodes in place; gives the number of bytes, 0 if it is no base64. */
static size_t from_base64(char *text)
{
	uint8_t *out = (uint8_t *)text;
	uint32_t bits = 0;
	size_t n = 0;
	int have = 0;

	for (const char *p = text; *p && *p != '='; p++) {
		const char *d = strchr(digits64, *p);

		if (!d)
			return 0;
		bits = bits << 6 | (uint32_t)(d - digits64);
		have += 6;
		if (have >= 8) {
			have -= 8;
			out[n++] = (uint8_t)(bits >> have);
			bits &= (1u << have) - 1;
		}
	}
	return n;
}

static void fingerprint(const uint8_t sum[HASH_LEN], char out[FINGERPRINT])
{
	char *p = out + snprintf(out, FINGERPRINT, "SHA256:");

	for (int i = 0; i < HASH_LEN; i += 3) {
		uint32_t three = (uint32_t)sum[i] << 16 | (uint32_t)(i + 1 < HASH_LEN ? sum[i + 1] : 0) << 8 |
				 (uint32_t)(i + 2 < HASH_LEN ? sum[i + 2] : 0);

		for (int k = 0; k < 4 && i * 8 + k * 6 < HASH_LEN * 8; k++)
			*p++ = digits64[three >> (18 - 6 * k) & 63];
	}
	*p = '\0';
}

/* Of the first public key in the file sshd made: "publickey ssh-ed25519 AAAA...". */
static int key_sum(const char *path, uint8_t sum[HASH_LEN])
{
	char *line = malloc(KEY_LINE), *save = NULL, *word;
	FILE *f = fopen(path, "re");
	int found = 0;

	while (line && f && !found && fgets(line, KEY_LINE, f)) {
		word = strtok_r(line, " \n", &save);
		if (!word || strcmp(word, "publickey") != 0 || !strtok_r(NULL, " \n", &save) || !(word = strtok_r(NULL, " \n", &save)))
			continue;
		size_t n = from_base64(word);

		if (n) {
			hash_sha256(word, n, sum);
			found = 1;
		}
	}
	if (f)
		fclose(f);
	free(line);
	return found;
}

static int mapped(const char *path, const char *hex, const char *print, char out[WORKSTATION_NAME])
{
	char line[512], key[128], name[WORKSTATION_NAME];
	FILE *f = fopen(path, "re");
	int found = 0;

	while (f && !found && fgets(line, sizeof(line), f)) {
		if (sscanf(line, "%127s %16s", key, name) != 2 || key[0] == '#')
			continue;
		if ((strcmp(key, hex) == 0 || strcmp(key, print) == 0) && text_valid(name, strlen(name))) {
			snprintf(out, WORKSTATION_NAME, "%s", name);
			found = 1;
		}
	}
	if (f)
		fclose(f);
	return found;
}

static void name_of_key(const uint8_t sum[HASH_LEN], char out[WORKSTATION_NAME])
{
	const char *files[] = { NULL, DESK_PREFIX "/etc/desk/workstations", "/etc/desk/workstations" };
	char hex[2 * HASH_LEN + 1], print[FINGERPRINT];

#ifdef DESK_TEST
	files[0] = getenv("DESK_WORKSTATIONS");
#endif
	hash_hex(sum, HASH_LEN, hex);
	hex[KEY_DIGITS] = '\0';
	fingerprint(sum, print);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		if (files[i] && mapped(files[i], hex, print, out))
			return;
	snprintf(out, WORKSTATION_NAME, "%.16s", hex);
}

void workstation_name(char out[WORKSTATION_NAME])
{
	const char *auth = getenv("SSH_USER_AUTH"), *tty = ttyname(STDIN_FILENO);
	uint8_t sum[HASH_LEN];

	out[0] = '\0';
	if (auth && key_sum(auth, sum))
		name_of_key(sum, out);
	else if (tty)
		snprintf(out, WORKSTATION_NAME, "%.16s", strncmp(tty, "/dev/", 5) == 0 ? tty + 5 : tty);
}
