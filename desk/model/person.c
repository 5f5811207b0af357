/*
 * Personal data, in its own record so that it can be erased and blanked alone. Shown masked; the whole is given only for a reason, and
 * that is journaled.
 */
#include "desk/base/i18n.h"
#include "desk/base/text.h"
#include "desk/model/customer.h"
#include "desk/model/request.h"
#include "desk/model/staff.h"

#include <string.h>

/* clang-format off */
static const struct field person_fields[] = {
	TEXT(person, 1, customer_no, N_("Customer number"), FIELD_REQUIRED | FIELD_FIXED),
	TEXT(person, 2, phone,       N_("Phone"), FIELD_SECRET),
	TEXT(person, 3, phone2,      N_("Second phone"), FIELD_SECRET),
	TEXT(person, 4, id_type,     N_("ID type"), 0),
	TEXT(person, 5, id_no,       N_("ID number"), FIELD_SECRET),
	TEXT(person, 6, contact,     N_("Contact"), FIELD_SECRET),
	INT(person, 7, import_no,    N_("Import"), FIELD_HIDDEN),
};
const struct schema person_schema = SCHEMA(person, N_("Personal data"));

static const struct field person_view_fields[] = {
	TEXT(person_view, 1, customer_no, N_("Customer number"), 0),
	TEXT(person_view, 2, phone,       N_("Phone"), 0),
	TEXT(person_view, 3, phone2,      N_("Second phone"), 0),
	TEXT(person_view, 4, id_type,     N_("ID type"), 0),
	TEXT(person_view, 5, id_no,       N_("ID number"), 0),
	TEXT(person_view, 6, contact,     N_("Contact"), 0),
};
const struct schema person_view_schema = SCHEMA(person_view, N_("Personal data"));

static const struct field unmask_in_fields[] = {
	TEXT(unmask_in, 1, customer_no, N_("Customer number"), FIELD_REQUIRED),
	TEXT(unmask_in, 2, reason,      N_("Reason"), FIELD_REQUIRED),
};
const struct schema unmask_in_schema = SCHEMA(unmask_in, N_("Whose personal data"));
/* clang-format on */

static void person_key(const void *rec, struct key *out)
{
	key_text(out, ((const struct person *)rec)->customer_no);
}

static void reversed(const char *s, struct key_list *out)
{
	size_t n = strlen(s);
	char back[32];

	if (!n || n >= sizeof(back))
		return;
	for (size_t i = 0; i < n; i++)
		back[i] = s[n - 1 - i];
	back[n] = '\0';
	key_text(key_list_new(out), back);
}

static void phone_keys(const void *rec, struct key_list *out)
{
	const struct person *p = rec;

	reversed(p->phone, out);
	reversed(p->phone2, out);
}

const struct index person_by_phone = { "person.phone", phone_keys };
const struct table person_table = { .name = "person",
				    .schema = &person_schema,
				    .cls = TABLE_FACT,
				    .key = person_key,
				    .index = &person_by_phone,
				    .n_index = 1,
				    .import_at = offsetof(struct person, import_no) };

void person_show(const struct person *p, bool whole, struct person_view *out)
{
	memset(out, 0, sizeof(*out));
	memcpy(out->customer_no, p->customer_no, sizeof(out->customer_no));
	memcpy(out->id_type, p->id_type, sizeof(out->id_type));
	if (whole) {
		memcpy(out->phone, p->phone, sizeof(out->phone));
		memcpy(out->phone2, p->phone2, sizeof(out->phone2));
		memcpy(out->id_no, p->id_no, sizeof(out->id_no));
		memcpy(out->contact, p->contact, sizeof(out->contact));
		return;
	}
	text_mask_phone(p->phone, out->phone, sizeof(out->phone));
	text_mask_phone(p->phone2, out->phone2, sizeof(out->phone2));
	text_mask_id(p->id_no, out->id_no, sizeof(out->id_no));
	text_mask_name(p->contact, out->contact, sizeof(out->contact));
}

/* A reason is a sentence with a meaning, not a key pressed twice. */
static enum err check_reason(const char *reason)
{
	if (text_count(reason) >= 2)
		return OK;
	err_set(ERR_INVALID, N_("Give the reason in words."));
	return err_field("reason", reason);
}

static enum err give(struct txn *t, const struct unmask_in *want, struct msg *out)
{
	struct customer c;
	struct person p = { 0 };
	struct person_view shown;
	enum err e;

	if ((e = customer_get(t, want->customer_no, &c)) != OK)
		return e;
	memcpy(p.customer_no, c.customer_no, sizeof(p.customer_no));
	e = store_get(t, &person_table, &p);
	if (e == ERR_NOT_FOUND)
		return err_set(ERR_NOT_FOUND, N_("No personal data is kept of customer %s."), c.customer_no);
	if (e != OK)
		return e;
	person_show(&p, true, &shown);
	msg_add(out, &person_view_schema, &shown);
	return OK;
}

static enum err unmask(struct txn *t, const struct msg *in, struct msg *out)
{
	const struct unmask_in *want = msg_get(in, &unmask_in_schema, 0);
	enum err e;

	if ((e = check_reason(want->reason)) != OK || (e = give(t, want, out)) != OK)
		return e;
	return audit_add(t, AUDIT_UNMASK, NULL, want->customer_no, NULL, want->reason);
}

static enum err unmask_again(struct txn *t, const struct msg *in, int64_t first, int64_t last, struct msg *out)
{
	(void)first;
	(void)last;
	return give(t, msg_get(in, &unmask_in_schema, 0), out);
}

/* clang-format off */
static const struct request rows[] = {
	{ .name = "customer.unmask", .head = &unmask_in_schema, .roles = ROLE_CLERK | ROLE_FIELD | ROLE_REVIEWER | ROLE_LEADER | ROLE_HEAD | ROLE_OFFICE,
	  .flags = REQUEST_WRITE, .run = unmask, .answer = unmask_again },
};
/* clang-format on */
const struct request_table person_requests = REQUESTS(rows);
