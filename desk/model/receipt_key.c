/*
 * Check codes: a keyed number on the paper that only this station (later the office) can make. The key is random, local, one a year. A
 * wrong code costs a try: five a receipt and day, so that it cannot be guessed at the counter.
 */
#include "desk/base/clock.h"
#include "desk/base/date.h"
#include "desk/base/hash.h"
#include "desk/base/i18n.h"
#include "desk/base/text.h"
#include "desk/model/receipt_parts.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { CODE_DIGITS = 16, TRIES = 5 };
#define CODE_MODULUS UINT64_C(1000000000000000)

/* clang-format off */
static const struct name verdict_words[] = {
	{ "genuine", N_("genuine") },
	{ "mistyped", N_("mistyped: the digits do not fit together") },
	{ "false", N_("false: this station did not make this code") },
	{ "unknown", N_("there is no such receipt") },
	{ "journal", N_("line or chain differ from the journal") },
	{ "limit", N_("too many wrong codes today") },
};
const struct names verdict_names = NAMES(verdict_words);

static const struct field receipt_key_fields[] = {
	INT(receipt_key, 1, year, N_("Year"), FIELD_REQUIRED),
	HASH(receipt_key, 2, key, N_("Key"), FIELD_REQUIRED | FIELD_SECRET | FIELD_HIDDEN),
};
const struct schema receipt_key_schema = SCHEMA(receipt_key, N_("Key of the check codes"));

static const struct field receipt_try_fields[] = {
	TEXT(receipt_try, 1, receipt_no, N_("Receipt"), FIELD_REQUIRED),
	DATE(receipt_try, 2, day,        N_("Day"), FIELD_REQUIRED),
	INT(receipt_try, 3, wrong,       N_("Wrong codes"), 0),
};
const struct schema receipt_try_schema = SCHEMA(receipt_try, N_("Wrong check codes"));

static const struct field verify_in_fields[] = {
	TEXT(verify_in, 1, receipt_no, N_("Receipt"), FIELD_REQUIRED),
	TEXT(verify_in, 2, code,       N_("Check code"), 0),
	INT(verify_in, 3, lsn,         N_("Journal line"), 0),
	TEXT(verify_in, 4, chain,      N_("Chain"), 0),
};
const struct schema verify_in_schema = SCHEMA(verify_in, N_("Receipt to be verified"));

static const struct field verify_out_fields[] = {
	ENUM(verify_out, 1, verdict,       N_("Verdict"), 0, verdict_names),
	TEXT(verify_out, 2, receipt_no,    N_("Receipt"), 0),
	TEXT(verify_out, 3, customer_no,   N_("Customer"), 0),
	DATE(verify_out, 4, business_date, N_("Business date"), 0),
	MONEY(verify_out, 5, amount,       N_("Amount"), 0),
	INT(verify_out, 6, tries_left,     N_("Tries left today"), 0),
	TEXT(verify_out, 7, reversed_by,   N_("Reversed by"), 0),
};
const struct schema verify_out_schema = SCHEMA(verify_out, N_("Verdict on a receipt"));
/* clang-format on */

static void receipt_key_key(const void *rec, struct key *out)
{
	key_u32(out, (uint32_t)((const struct receipt_key *)rec)->year);
}

static void receipt_try_key(const void *rec, struct key *out)
{
	const struct receipt_try *x = rec;
	key_text(out, x->receipt_no);
	key_date(out, x->day);
}

const struct table receipt_key_table = {
	.name = "receipt_key", .schema = &receipt_key_schema, .cls = TABLE_LOCAL, .secret = true, .key = receipt_key_key, .import_at = -1
};
const struct table receipt_try_table = {
	.name = "receipt_try", .schema = &receipt_try_schema, .cls = TABLE_LOCAL, .key = receipt_try_key, .import_at = -1
};

static enum err key_of(struct txn *t, int64_t year, struct receipt_key *k)
{
	memset(k, 0, sizeof(*k));
	k->year = year;
	return store_get(t, &receipt_key_table, k);
}

enum err receipt_key_create(struct txn *t)
{
	struct receipt_key k;
	enum err e = key_of(t, date_year(clock_date(txn_now(t))), &k);

	if (e != ERR_NOT_FOUND)
		return e;
	err_clear();
	hash_random(k.key, sizeof(k.key));
	return store_put(t, &receipt_key_table, &k);
}

enum err receipt_check_code(struct txn *t, const struct receipt *r, const char *method, char out[20])
{
	struct receipt_key k;
	char text[160], word[16];
	uint8_t mac[HASH_LEN];
	uint64_t head = 0;
	size_t i;
	enum err e = key_of(t, r->key_year, &k);

	out[0] = '\0';
	if (e == ERR_NOT_FOUND) {
		err_clear();
		return OK; /* another station's receipt: its key is not here */
	}
	if (e != OK)
		return e;
	for (i = 0; method[i] && i + 1 < sizeof(word); i++)
		word[i] = (char)toupper((unsigned char)method[i]);
	word[i] = '\0';
	snprintf(text, sizeof(text), "R1|%s|%s|%08" PRId32 "|%" PRId64 "|%s|%s", txn_station(t), r->receipt_no, r->business_date, r->amount,
		 r->customer_no, word);
	hash_hmac_sha256(k.key, sizeof(k.key), text, strlen(text), mac);
	for (i = 0; i < 8; i++)
		head = head << 8 | mac[i];
	snprintf(out, 20, "%015" PRIu64, head % CODE_MODULUS);
	out[CODE_DIGITS - 1] = (char)('0' + id_luhn(out));
	out[CODE_DIGITS] = '\0';
	return OK;
}

/* ---- the paper against the book ---- */

/* The digits of what was typed; false if they are not 16 with a right check digit. */
static bool code_digits(const char *typed, char out[CODE_DIGITS + 1])
{
	int n = 0;

	for (; *typed; typed++) {
		if (*typed == ' ' || *typed == '-')
			continue;
		if (*typed < '0' || *typed > '9' || n == CODE_DIGITS)
			return false;
		out[n++] = *typed;
	}
	if (n != CODE_DIGITS)
		return false;
	const char check = out[CODE_DIGITS - 1];
	out[CODE_DIGITS - 1] = '\0';
	bool fits = '0' + id_luhn(out) == check;
	out[CODE_DIGITS - 1] = check;
	out[CODE_DIGITS] = '\0';
	return fits;
}

static enum err journal_agrees(struct txn *t, const struct verify_in *in, const struct receipt *r, bool *agrees)
{
	struct envelope env;
	uint8_t chain[HASH_LEN];
	char hex[2 * HASH_LEN + 1], wanted[sizeof(in->chain)];
	int64_t first, last;
	enum err e;

	*agrees = !in->lsn || in->lsn == r->lsn;
	if (!in->chain[0] || !*agrees)
		return OK;
	if ((e = own_line(t, r->lsn, &env, NULL, NULL)) != OK)
		return e;
	last = r->lsn;
	if (env.tx[0] && (e = journal_find_tx(t, env.tx, &first, &last)) != OK)
		return e;
	if ((e = own_line_chain(t, last, chain)) != OK)
		return e;
	hash_hex(chain, HASH_LEN, hex);
	text_copy(wanted, sizeof(wanted), in->chain);
	text_lower(wanted);
	*agrees = strncmp(hex, wanted, strlen(wanted)) == 0;
	return OK;
}

static enum err judge(struct txn *t, const struct verify_in *in, const struct receipt_parts *p, struct verify_out *out)
{
	struct receipt_try tried = { .day = clock_date(txn_now(t)) };
	char digits[CODE_DIGITS + 1], right[20];
	bool agrees = false;
	enum err e;

	text_copy(tried.receipt_no, sizeof(tried.receipt_no), p->r.receipt_no);
	if ((e = store_get(t, &receipt_try_table, &tried)) != OK && e != ERR_NOT_FOUND)
		return e;
	out->tries_left = TRIES - tried.wrong;
	if (in->code[0]) {
		if (out->tries_left <= 0) {
			out->verdict = VERDICT_LIMIT;
			return OK;
		}
		if (!code_digits(in->code, digits)) {
			out->verdict = VERDICT_MISTYPED;
			return OK;
		}
		if ((e = receipt_check_code(t, &p->r, method_names.v[p->n_tenders ? p->tender[0].method : METHOD_CASH].word, right)) != OK)
			return e;
		if (strcmp(digits, right) != 0) {
			out->verdict = VERDICT_FALSE;
			tried.wrong++;
			out->tries_left--;
			return store_put(t, &receipt_try_table, &tried);
		}
	}
	if ((e = journal_agrees(t, in, &p->r, &agrees)) != OK)
		return e;
	out->verdict = agrees ? VERDICT_GENUINE : VERDICT_JOURNAL;
	return OK;
}

enum err receipt_verify_run(struct txn *t, const struct msg *in, struct msg *out)
{
	const struct verify_in *head = msg_get(in, &verify_in_schema, 0);
	struct verify_out answer = { .verdict = VERDICT_UNKNOWN };
	struct receipt_parts p;
	enum err e;

	if (!head->code[0] && !head->lsn && !head->chain[0])
		return err_set(ERR_INVALID, N_("Say what the paper says: the check code, the journal line or the chain."));
	text_copy(answer.receipt_no, sizeof(answer.receipt_no), head->receipt_no);
	e = receipt_load(t, head->receipt_no, &p);
	if (e == OK)
		e = judge(t, head, &p, &answer);
	else if (e == ERR_NOT_FOUND)
		e = OK;
	if (e == OK && (answer.verdict == VERDICT_GENUINE || answer.verdict == VERDICT_JOURNAL)) {
		text_copy(answer.customer_no, sizeof(answer.customer_no), p.r.customer_no);
		text_copy(answer.reversed_by, sizeof(answer.reversed_by), p.reversed_by);
		answer.business_date = p.r.business_date;
		answer.amount = p.r.amount;
	}
	receipt_parts_free(&p);
	if (e == OK)
		msg_add(out, &verify_out_schema, &answer);
	return e;
}
