/* The kinds of import, each a table of columns with its checks (desk-import(5)). */
#include "desk/model/import_kinds.h"

#include "desk/base/date.h"
#include "desk/base/i18n.h"
#include "desk/base/text.h"

#include <stdio.h>
#include <string.h>

typedef void fault_fn(void *arg, const char *word);

/* clang-format off */
#define COL(schema_, member, word_, need) { #word_, &schema_, offsetof(struct import_row, member), need }
static const struct import_column customer_columns[] = {
	COL(customer_schema, customer, customer_no, true),
	COL(customer_schema, customer, name, true),
	COL(customer_schema, customer, address, true),
	COL(customer_schema, customer, usage_class, true),
	COL(customer_schema, customer, tariff, true),
	COL(customer_schema, customer, origin, false),
	COL(person_schema, person, phone, false),
	COL(person_schema, person, id_type, false),
	COL(person_schema, person, id_no, false),
	COL(customer_schema, customer, voltage, false),
	COL(customer_schema, customer, load_class, false),
	COL(customer_schema, customer, contract_kw, false),
	COL(customer_schema, customer, running_kw, false),
	COL(customer_schema, customer, area_no, false),
	COL(customer_schema, customer, route_no, false),
	COL(customer_schema, customer, place, false),
	COL(customer_schema, customer, status, false),
	COL(customer_schema, customer, payment_mode, false),
	COL(opening_schema, opening, balance, false),
	COL(customer_schema, customer, persons, false),
	COL(customer_schema, customer, persons_until, false),
	COL(customer_schema, customer, allowance, false),
	COL(customer_schema, customer, allowance_until, false),
	COL(customer_schema, customer, tou_since, false),
	COL(customer_schema, customer, sensitive, false),
	COL(customer_schema, customer, opened_on, false),
	COL(customer_schema, customer, old_no, false),
	COL(customer_schema, customer, pinyin, false),
};
static const struct import_column area_columns[] = {
	COL(area_schema, area, area_no, true),
	COL(area_schema, area, name, true),
	COL(area_schema, area, line, false),
	COL(area_schema, area, capacity_kva, false),
	COL(area_schema, area, manager, false),
};
static const struct import_column meter_columns[] = {
	COL(meter_schema, meter, meter_no, true),
	COL(meter_schema, meter, customer_no, true),
	COL(meter_schema, meter, phases, false),
	COL(meter_schema, meter, multiplier, false),
	COL(meter_schema, meter, digits, false),
	COL(meter_schema, meter, tou, false),
	COL(meter_schema, meter, installed_on, false),
	COL(meter_schema, meter, installed_reading, false),
};
static const struct import_column bill_columns[] = {
	COL(bill_schema, bill, bill_no, true),
	COL(bill_schema, bill, customer_no, true),
	COL(bill_schema, bill, period, true),
	COL(bill_schema, bill, issued_on, true),
	COL(bill_schema, bill, due_on, true),
	COL(bill_schema, bill, kwh, true),
	COL(bill_schema, bill, amount, true),
	COL(bill_schema, bill, paid, false),
	COL(bill_schema, bill, paid_on, false),
};
static const struct import_column staff_columns[] = {
	COL(staff_schema, staff, staff_no, true),
	COL(staff_schema, staff, name, true),
	COL(staff_schema, staff, roles, true),
	COL(staff_schema, staff, phone, false),
};
static const struct import_column calendar_columns[] = {
	COL(calendar_day_schema, day, date, true),
	COL(calendar_day_schema, day, kind, true),
	COL(calendar_day_schema, day, name, false),
};
static const struct import_column knowledge_columns[] = {
	COL(knowledge_schema, knowledge, topic, true),
	COL(knowledge_schema, knowledge, title, true),
	COL(knowledge_schema, knowledge, text, true),
	COL(knowledge_schema, knowledge, document, false),
	COL(knowledge_schema, knowledge, effective_on, false),
	COL(knowledge_schema, knowledge, words, false),
};
/* clang-format on */

/* ---- values ---- */

static bool is_number(const char *s)
{
	size_t n = strlen(s);

	return n && strspn(s, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-") == n;
}

static void check_number(const char *word, const char *s, fault_fn *fault, void *arg)
{
	if (!s[0] || is_number(s))
		return;
	err_set(ERR_INVALID, N_("\"%s\" is no number. Use letters, digits and - only."), s);
	fault(arg, word);
}

static void check_range(const char *word, int64_t v, int64_t least, int64_t most, fault_fn *fault, void *arg)
{
	if (v >= least && v <= most)
		return;
	err_set(ERR_INVALID, N_("%lld is not possible here. Write a number from %lld to %lld."), (long long)v, (long long)least,
		(long long)most);
	fault(arg, word);
}

static void check_phone(char phone[24], fault_fn *fault, void *arg)
{
	char normal[24];

	if (!phone[0])
		return;
	if (id_phone_normal(phone, normal)) {
		memset(phone, 0, 24);
		memcpy(phone, normal, strlen(normal));
		return;
	}
	err_set(ERR_INVALID, N_("\"%s\" is not a phone number."), phone);
	fault(arg, "phone");
}

/* Types 01 and 02 carry a resident number, 06 and 08 a credit code; without a type the number says which it is. */
static void check_id(struct person *p, int32_t today, fault_fn *fault, void *arg)
{
	bool resident, uscc;

	if (!p->id_no[0]) {
		if (p->id_type[0]) {
			err_set(ERR_INVALID, N_("There is an ID type but no ID number."));
			fault(arg, "id_type");
		}
		return;
	}
	for (char *c = p->id_no; *c; c++)
		if (*c >= 'a' && *c <= 'z')
			*c = (char)(*c - 'a' + 'A');
	resident = id_resident_valid(p->id_no, today);
	uscc = id_uscc_valid(p->id_no);
	if (!p->id_type[0]) {
		if (resident || uscc) {
			memcpy(p->id_type, resident ? "01" : "06", 3);
			return;
		}
		err_set(ERR_INVALID, N_("This is neither a resident ID number nor a credit code: the check digit is wrong. Give id_type if "
					"it is another paper."));
		fault(arg, "id_no");
	} else if (strcmp(p->id_type, "01") == 0 || strcmp(p->id_type, "02") == 0) {
		if (!resident) {
			err_set(ERR_INVALID, N_("The check digit or the birth date of this resident ID number is wrong."));
			fault(arg, "id_no");
		}
	} else if (strcmp(p->id_type, "06") == 0 || strcmp(p->id_type, "08") == 0) {
		/* Licences issued before the credit code have numbers of 15 digits. */
		if (!uscc && strlen(p->id_no) == 18) {
			err_set(ERR_INVALID, N_("The check digit of this credit code is wrong."));
			fault(arg, "id_no");
		}
	} else if (strlen(p->id_type) != 2 || strspn(p->id_type, "0123456789") != 2) {
		err_set(ERR_INVALID, N_("\"%s\" is not an ID type. Write two digits like 01."), p->id_type);
		fault(arg, "id_type");
	}
}

/* ---- customers ---- */

static const char *customer_key(const struct import_row *r)
{
	return r->customer.customer_no;
}

static void customer_check(struct import_row *r, const char *station, int32_t today, fault_fn *fault, void *arg)
{
	struct customer *c = &r->customer;
	size_t class = strlen(c->usage_class);

	check_number("customer_no", c->customer_no, fault, arg);
	check_number("old_no", c->old_no, fault, arg);
	if (!c->origin[0])
		text_copy(c->origin, sizeof(c->origin), station);
	else if (!station_code_valid(c->origin)) {
		err_set(ERR_INVALID, N_("\"%s\" is not the code of a station or office."), c->origin);
		fault(arg, "origin");
	}
	if (class && (class != 3 || strspn(c->usage_class, "0123456789") != 3)) {
		err_set(ERR_INVALID, N_("\"%s\" is not a usage class. Write three digits like 202."), c->usage_class);
		fault(arg, "usage_class");
	}
	check_range("load_class", c->load_class, 0, 3, fault, arg);
	check_range("persons", c->persons, 0, 99, fault, arg);
	check_range("contract_kw", c->contract_kw, 0, INT64_C(100000000000), fault, arg);
	check_range("running_kw", c->running_kw, 0, INT64_C(100000000000), fault, arg);
	if (r->opening.balance < 0) {
		err_set(ERR_INVALID, N_("A balance is money paid in advance. Debts come with the bills."));
		fault(arg, "balance");
	}
	check_phone(r->person.phone, fault, arg);
	check_id(&r->person, today, fault, arg);
	c->version = 1;
	r->has_person = r->person.phone[0] || r->person.id_no[0];
	r->has_opening = r->opening.balance > 0;
	memcpy(r->person.customer_no, c->customer_no, sizeof(c->customer_no));
	memcpy(r->opening.customer_no, c->customer_no, sizeof(c->customer_no));
}

static void *customer_record(struct import_row *r, int i, int64_t import_no)
{
	r->customer.import_no = r->person.import_no = r->opening.import_no = import_no;
	if (i == 0)
		return &r->customer;
	if (i == 1)
		return r->has_person ? &r->person : NULL;
	return r->has_opening ? &r->opening : NULL;
}

/* The stored row, or zeroes with only the key filled. */
static enum err stored(struct txn *t, const struct table *tb, void *rec)
{
	enum err e = store_get(t, tb, rec);

	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err exists_differently(const char *key)
{
	return err_set(ERR_EXISTS, N_("%s is kept already with other values. Leave the row out, or change the record itself."), key);
}

static enum err customer_against(struct txn *t, struct import_row *r, int *fate)
{
	struct customer c = { 0 };
	struct person p = { 0 };
	struct opening o = { 0 };
	enum err e;

	memcpy(c.customer_no, r->customer.customer_no, sizeof(c.customer_no));
	memcpy(p.customer_no, c.customer_no, sizeof(c.customer_no));
	memcpy(o.customer_no, c.customer_no, sizeof(c.customer_no));
	*fate = FATE_NEW;
	if ((e = store_get(t, &customer_table, &c)) != OK)
		return e == ERR_NOT_FOUND ? OK : e;
	if ((e = stored(t, &person_table, &p)) != OK || (e = stored(t, &opening_table, &o)) != OK)
		return e;
	c.import_no = p.import_no = o.import_no = 0;
	r->customer.import_no = r->person.import_no = r->opening.import_no = 0;
	*fate = FATE_SAME;
	if (schema_equal(&customer_schema, &c, &r->customer) && schema_equal(&person_schema, &p, &r->person) &&
	    schema_equal(&opening_schema, &o, &r->opening))
		return OK;
	return exists_differently(c.customer_no);
}

/* ---- areas ---- */

static const char *area_key(const struct import_row *r)
{
	return r->area.area_no;
}

static void area_check(struct import_row *r, const char *station, int32_t today, fault_fn *fault, void *arg)
{
	(void)station;
	(void)today;
	check_number("area_no", r->area.area_no, fault, arg);
	check_range("capacity_kva", r->area.capacity_kva, 0, 1000000, fault, arg);
}

static enum err area_against(struct txn *t, struct import_row *r, int *fate)
{
	struct area a = { 0 };
	enum err e;

	memcpy(a.area_no, r->area.area_no, sizeof(a.area_no));
	*fate = FATE_NEW;
	if ((e = store_get(t, &area_table, &a)) != OK)
		return e == ERR_NOT_FOUND ? OK : e;
	a.import_no = r->area.import_no = 0;
	*fate = schema_equal(&area_schema, &a, &r->area) ? FATE_SAME : FATE_REPLACE;
	return OK;
}

static void *area_record(struct import_row *r, int i, int64_t import_no)
{
	(void)i;
	r->area.import_no = import_no;
	return &r->area;
}

/* ---- meters ---- */

static const char *meter_key(const struct import_row *r)
{
	return r->meter.meter_no;
}

static void meter_check(struct import_row *r, const char *station, int32_t today, fault_fn *fault, void *arg)
{
	struct meter *m = &r->meter;

	(void)station;
	(void)today;
	check_number("meter_no", m->meter_no, fault, arg);
	if (!m->phases)
		m->phases = 1;
	if (!m->multiplier)
		m->multiplier = 1;
	if (!m->digits)
		m->digits = 6;
	check_range("phases", m->phases, 1, 3, fault, arg);
	check_range("multiplier", m->multiplier, 1, 1000000, fault, arg);
	check_range("digits", m->digits, 3, 10, fault, arg);
	check_range("installed_reading", m->installed_reading, 0, INT64_C(1000000000000), fault, arg);
}

static enum err meter_against(struct txn *t, struct import_row *r, int *fate)
{
	struct meter m = { 0 };
	enum err e;

	memcpy(m.meter_no, r->meter.meter_no, sizeof(m.meter_no));
	*fate = FATE_NEW;
	if ((e = store_get(t, &meter_table, &m)) != OK)
		return e == ERR_NOT_FOUND ? OK : e;
	m.import_no = r->meter.import_no = 0;
	*fate = FATE_SAME;
	return schema_equal(&meter_schema, &m, &r->meter) ? OK : exists_differently(m.meter_no);
}

static void *meter_record(struct import_row *r, int i, int64_t import_no)
{
	(void)i;
	r->meter.import_no = import_no;
	return &r->meter;
}

/* ---- bills ---- */

static const char *bill_key(const struct import_row *r)
{
	return r->bill.bill_no;
}

static bool period_valid(const char *p)
{
	if (strlen(p) != 7 || p[4] != '-' || strspn(p, "0123456789") != 4 || strspn(p + 5, "0123456789") != 2)
		return false;
	return (p[0] == '1' || p[0] == '2') && ((p[5] == '0' && p[6] != '0') || (p[5] == '1' && p[6] <= '2'));
}

static void bill_check(struct import_row *r, const char *station, int32_t today, fault_fn *fault, void *arg)
{
	struct bill *b = &r->bill;

	check_number("bill_no", b->bill_no, fault, arg);
	text_copy(b->origin, sizeof(b->origin), station);
	if (b->period[0] && !period_valid(b->period)) {
		err_set(ERR_INVALID, N_("\"%s\" is not a month. Write it like 2026-03."), b->period);
		fault(arg, "period");
	}
	if (b->due_on && b->issued_on && b->due_on < b->issued_on) {
		err_set(ERR_INVALID, N_("The bill is due before it was issued."));
		fault(arg, "due_on");
	}
	if (b->amount < 0) {
		err_set(ERR_INVALID, N_("The amount of a bill cannot be below zero."));
		fault(arg, "amount");
	}
	if (b->kwh < 0) {
		err_set(ERR_INVALID, N_("The energy of a bill cannot be below zero."));
		fault(arg, "kwh");
	}
	if (b->paid_on)
		b->paid = true;
	else if (b->paid) {
		err_set(ERR_INVALID, N_("A bill that was paid needs the day in paid_on."));
		fault(arg, "paid_on");
	}
	if (b->paid_on > today) {
		err_set(ERR_INVALID, N_("The day of payment lies in the future."));
		fault(arg, "paid_on");
	}
}

static enum err bill_against(struct txn *t, struct import_row *r, int *fate)
{
	struct bill b = { 0 };
	enum err e;

	memcpy(b.bill_no, r->bill.bill_no, sizeof(b.bill_no));
	*fate = FATE_NEW;
	if ((e = store_get(t, &bill_table, &b)) != OK)
		return e == ERR_NOT_FOUND ? OK : e;
	b.import_no = r->bill.import_no = 0;
	*fate = FATE_SAME;
	return schema_equal(&bill_schema, &b, &r->bill) ? OK : exists_differently(b.bill_no);
}

static void *bill_record(struct import_row *r, int i, int64_t import_no)
{
	(void)i;
	r->bill.import_no = import_no;
	return &r->bill;
}

/* ---- staff ---- */

static const char *staff_key(const struct import_row *r)
{
	return r->staff.staff_no;
}

static void staff_check(struct import_row *r, const char *station, int32_t today, fault_fn *fault, void *arg)
{
	(void)station;
	(void)today;
	check_number("staff_no", r->staff.staff_no, fault, arg);
	check_phone(r->staff.phone, fault, arg);
	if (staff_may_hold(r->staff.roles) != OK)
		fault(arg, "roles");
}

static enum err staff_against(struct txn *t, struct import_row *r, int *fate)
{
	struct staff s = { 0 };
	enum err e;

	memcpy(s.staff_no, r->staff.staff_no, sizeof(s.staff_no));
	*fate = FATE_NEW;
	if ((e = store_get(t, &staff_table, &s)) != OK)
		return e == ERR_NOT_FOUND ? (r->staff.roles ? staff_may_grant(t) : OK) : e;
	*fate = FATE_SAME;
	if (strcmp(s.name, r->staff.name) == 0 && s.roles == r->staff.roles && strcmp(s.phone, r->staff.phone) == 0)
		return OK;
	return exists_differently(s.staff_no);
}

static void *staff_record(struct import_row *r, int i, int64_t import_no)
{
	(void)i;
	r->staff.import_no = import_no;
	return &r->staff;
}

/* ---- calendar ---- */

static const char *day_key(const struct import_row *r)
{
	static _Thread_local char text[DATE_TEXT];

	date_text(r->day.date, text);
	return text;
}

static void day_check(struct import_row *r, const char *station, int32_t today, fault_fn *fault, void *arg)
{
	(void)r;
	(void)station;
	(void)today;
	(void)fault;
	(void)arg;
}

static enum err day_against(struct txn *t, struct import_row *r, int *fate)
{
	struct calendar_day d;
	enum err e;

	*fate = FATE_NEW;
	if ((e = calendar_day_get(t, r->day.date, 0, &d)) != OK)
		return e == ERR_NOT_FOUND ? OK : e;
	*fate = d.kind == r->day.kind && strcmp(d.name, r->day.name) == 0 ? FATE_SAME : FATE_REPLACE;
	return OK;
}

static void *day_record(struct import_row *r, int i, int64_t import_no)
{
	(void)i;
	r->day.import_no = import_no;
	return &r->day;
}

/* ---- policy answers ---- */

/* Two answers to a topic differ by the day they begin. */
static const char *knowledge_row_key(const struct import_row *r)
{
	static _Thread_local char text[TOPIC_LEN + 1 + DATE_TEXT];
	char date[DATE_TEXT];

	if (!r->knowledge.effective_on)
		return r->knowledge.topic;
	date_text(r->knowledge.effective_on, date);
	snprintf(text, sizeof(text), "%s %s", r->knowledge.topic, date);
	return text;
}

static void knowledge_check(struct import_row *r, const char *station, int32_t today, fault_fn *fault, void *arg)
{
	const char *topic = r->knowledge.topic;

	(void)station;
	(void)today;
	if (strspn(topic, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(topic))
		return;
	err_set(ERR_INVALID, N_("\"%s\" cannot be a topic. Use small letters, digits and - only."), topic);
	fault(arg, "topic");
}

static enum err knowledge_against(struct txn *t, struct import_row *r, int *fate)
{
	struct knowledge k = { .effective_on = r->knowledge.effective_on };
	enum err e;

	memcpy(k.topic, r->knowledge.topic, sizeof(k.topic));
	*fate = FATE_NEW;
	if ((e = store_get(t, &knowledge_table, &k)) != OK)
		return e == ERR_NOT_FOUND ? OK : e;
	k.import_no = r->knowledge.import_no = 0;
	*fate = schema_equal(&knowledge_schema, &k, &r->knowledge) ? FATE_SAME : FATE_REPLACE;
	return OK;
}

static void *knowledge_record(struct import_row *r, int i, int64_t import_no)
{
	(void)i;
	r->knowledge.import_no = import_no;
	return &r->knowledge;
}

/* clang-format off */
#define COLUMNS(array) array, (int)(sizeof(array) / sizeof((array)[0]))
const struct import_def import_defs[IMPORT_KINDS] = {
	[IMPORT_CUSTOMERS] = { COLUMNS(customer_columns), false, "customer_no", customer_key, customer_check, customer_against,
			       { &customer_table, &person_table, &opening_table }, 3, customer_record, 0 },
	[IMPORT_AREAS]     = { COLUMNS(area_columns), false, "area_no", area_key, area_check, area_against, { &area_table }, 1, area_record, 0 },
	[IMPORT_METERS]    = { COLUMNS(meter_columns), true, "meter_no", meter_key, meter_check, meter_against, { &meter_table }, 1, meter_record, 0 },
	[IMPORT_BILLS]     = { COLUMNS(bill_columns), true, "bill_no", bill_key, bill_check, bill_against, { &bill_table }, 1, bill_record, 0 },
	[IMPORT_STAFF]     = { COLUMNS(staff_columns), false, "staff_no", staff_key, staff_check, staff_against, { &staff_table }, 1, staff_record, 0 },
	[IMPORT_CALENDAR]  = { COLUMNS(calendar_columns), false, "date", day_key, day_check, day_against, { &calendar_day_table }, 1, day_record,
			       offsetof(struct calendar_day, at) },
	[IMPORT_KNOWLEDGE] = { COLUMNS(knowledge_columns), false, "topic", knowledge_row_key, knowledge_check, knowledge_against,
			       { &knowledge_table }, 1, knowledge_record, 0 },
};
/* clang-format on */
