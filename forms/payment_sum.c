/* See payment.h. */
#include "forms/payment.h"

#include "desk/base/i18n.h"
#include "desk/base/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* clang-format off */
static const struct name rest_words[] = {
	{ "change", N_("change") },
	{ "advance", N_("advance") },
};
static const struct names rest_names = NAMES(rest_words);

static const struct field payment_form_fields[] = {
	TEXT(payment_form, 1, customer_no, N_("Customer"), 0),
	ENUM(payment_form, 2, method,      N_("Method"), 0, method_names),
	MONEY(payment_form, 3, received,   N_("Received"), 0),
	TEXT(payment_form, 4, reference,   N_("Reference"), 0),
	BOOL(payment_form, 5, suspicious,  N_("Outcome unknown"), 0),
	ENUM(payment_form, 6, rest,        N_("The rest"), 0, rest_names),
	TEXT(payment_form, 7, left_out,    N_("Bills left out"), FIELD_HIDDEN),
	TEXT(payment_form, 8, tenders,     N_("Tenders before"), FIELD_HIDDEN),
};
const struct schema payment_form_schema = SCHEMA(payment_form, N_("Payment"));
/* clang-format on */

int payment_tenders_read(const char *text, struct pay_tender out[PAYMENT_TENDERS])
{
	int n = 0;

	while (*text && n < PAYMENT_TENDERS) {
		struct pay_tender *t = &out[n];
		char *end;
		size_t len;

		memset(t, 0, sizeof(*t));
		t->method = (int32_t)strtol(text, &end, 10);
		t->amount = strtoll(end, &end, 10);
		t->suspicious = strtol(end, &end, 10) == 1;
		if (*end == ' ')
			end++;
		len = strcspn(end, ";");
		if (t->method < 0 || t->method >= METHOD_COUNT || t->amount <= 0 || len >= sizeof(t->reference))
			break;
		memcpy(t->reference, end, len);
		n++;
		text = end + len + (end[len] == ';');
	}
	return n;
}

bool payment_tenders_add(char text[PAYMENT_LIST], const struct pay_tender *one)
{
	struct pay_tender before[PAYMENT_TENDERS];
	size_t had = strlen(text);
	int n;

	if (payment_tenders_read(text, before) == PAYMENT_TENDERS || strchr(one->reference, ';'))
		return false;
	n = snprintf(text + had, PAYMENT_LIST - had, "%d %" PRId64 " %d %s;", one->method, one->amount, one->suspicious, one->reference);
	if (n >= 0 && (size_t)n < PAYMENT_LIST - had)
		return true;
	text[had] = '\0';
	return false;
}

void payment_tenders_drop(char text[PAYMENT_LIST])
{
	size_t n = strlen(text);

	if (n)
		text[--n] = '\0';
	while (n && text[n - 1] != ';')
		text[--n] = '\0';
}

bool payment_left_out(const char *list, const char *bill_no)
{
	const size_t n = strlen(bill_no);

	for (const char *p = list; *p; p += strspn(p, " ")) {
		size_t len = strcspn(p, " ");

		if (len == n && memcmp(p, bill_no, n) == 0)
			return true;
		p += len;
	}
	return false;
}

bool payment_leave_out(char list[PAYMENT_LIST], const char *bill_no)
{
	size_t had = strlen(list), n = strlen(bill_no);

	if (had + n + 2 > PAYMENT_LIST)
		return false;
	if (had)
		list[had++] = ' ';
	memcpy(list + had, bill_no, n + 1);
	return true;
}

void payment_sum(const struct payment_form *f, int64_t due, struct payment_sum *out)
{
	struct pay_tender last = { .method = f->method, .suspicious = f->suspicious };
	bool cash = false;
	int64_t over;

	memset(out, 0, sizeof(*out));
	out->due = due;
	out->n = payment_tenders_read(f->tenders, out->tender);
	for (int i = 0; i < out->n; i++)
		out->given += out->tender[i].amount;
	last.amount = f->received ? f->received : due - out->given;
	if (f->method != METHOD_CARD && f->method != METHOD_SCAN)
		last.suspicious = false;
	if (f->method != METHOD_CASH && f->method != METHOD_ADVANCE)
		text_copy(last.reference, sizeof(last.reference), f->reference);
	if (last.amount > 0) {
		out->tender[out->n++] = last;
		out->given += last.amount;
	}
	for (int i = 0; i < out->n; i++)
		cash |= out->tender[i].method == METHOD_CASH;
	over = out->given - due;
	if (over <= 0)
		out->missing = -over;
	else if (cash && due > 0 && f->rest == REST_CHANGE)
		out->change = over;
	else
		out->advance = over;
	out->amount = out->given - out->change;
}
