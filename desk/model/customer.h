/*
 * Customers (用电客户), their personal data, areas and meters. A customer carries an immutable origin; only the origin appends a new
 * version. ID, phones and contacts live in `person`, so that they can be erased and blanked alone.
 */
#ifndef DESK_MODEL_CUSTOMER_H
#define DESK_MODEL_CUSTOMER_H

#include "desk/model/station.h"
#include "desk/base/msg.h"

enum place { PLACE_URBAN, PLACE_RURAL, PLACE_REMOTE };
enum customer_status { CUSTOMER_NORMAL, CUSTOMER_NEW, CUSTOMER_CHANGING, CUSTOMER_CLOSED, CUSTOMER_CUT /* for arrears */ };
enum payment_mode { MODE_POSTPAID, MODE_PREPAID };
extern const struct names place_names, customer_status_names;

struct customer {
	char customer_no[CUSTOMER_LEN];
	char origin[STATION_LEN];
	char name[NAME_LEN];
	char address[ADDRESS_LEN];
	char usage_class[5]; /* national code set: 200 residents ... */
	char tariff[17]; /* price code, opaque key */
	char voltage[9];
	int64_t load_class; /* 1 2 3, 0 = unknown */
	int64_t contract_kw, running_kw; /* 0.01 kW */
	char area_no[17], route_no[17];
	int32_t place; /* enum place */
	int32_t status; /* enum customer_status */
	int32_t payment_mode; /* enum payment_mode */
	int64_t persons;
	int32_t persons_until;
	bool allowance; /* 低保/五保 */
	int32_t allowance_until;
	int32_t tou_since;
	bool sensitive;
	int32_t opened_on;
	char old_no[CUSTOMER_LEN];
	char pinyin[65]; /* the person knows best: overrides the table */
	int64_t version; /* 1, 2, ...: an edit names the version it saw */
	int64_t import_no;
};
extern const struct schema customer_schema;
extern const struct table customer_table; /* key customer_no; indexes: find_index.c */
enum {
	CUSTOMER_BY_OLD_NO,
	CUSTOMER_BY_TAIL,
	CUSTOMER_BY_NAME,
	CUSTOMER_BY_PINYIN,
	CUSTOMER_BY_ADDRESS,
	CUSTOMER_BY_AREA,
	CUSTOMER_INDEXES
};
extern const struct index customer_index[];
bool customer_is_resident(const struct customer *c); /* usage class 2xx */

struct person {
	char customer_no[CUSTOMER_LEN];
	char phone[24], phone2[24];
	char id_type[5], id_no[33];
	char contact[65];
	int64_t import_no;
};
extern const struct schema person_schema;
extern const struct table person_table; /* key customer_no; index person_by_phone (the number reversed) */
extern const struct index person_by_phone;

struct area {
	char area_no[17], name[NAME_LEN], line[65];
	int64_t capacity_kva;
	char manager[STAFF_LEN];
	int64_t import_no;
};
extern const struct schema area_schema;
extern const struct table area_table;

struct meter {
	char meter_no[METER_LEN], customer_no[CUSTOMER_LEN];
	int64_t phases, multiplier, digits;
	bool tou;
	int32_t installed_on;
	int64_t installed_reading; /* 0.01 kWh */
	int64_t import_no;
};
extern const struct schema meter_schema;
extern const struct table meter_table; /* key meter_no */
extern const struct index meter_index[];
#define meter_by_customer meter_index[0] /* customer_no */
#define meter_by_tail meter_index[1] /* the number reversed */

enum err customer_get(struct txn *t, const char *customer_no, struct customer *out); /* ERR_NOT_FOUND with the number */

/* Requests: customer.show: head customer_key -> customer, person_view? (masked), account, meter*, due*, bill*, receipt*, outage? and
 * outage_now? if one covers the customer's area, and journals a look-up. customer.list: head customer_list_in -> customer* in order of
 * number. customer.unmask: head unmask_in -> person_view (whole), journaled with the reason. calendar.show and audit.list: calendar_day.h,
 * audit.h. */
struct customer_key {
	char customer_no[CUSTOMER_LEN];
};
struct customer_list_in {
	char after[CUSTOMER_LEN];
	int64_t limit; /* 0 = 1000 */
};
/* Personal data as an answer: masked on the page, whole after unmasking; shown as it stands. */
struct person_view {
	char customer_no[CUSTOMER_LEN];
	char phone[24], phone2[24];
	char id_type[5], id_no[33];
	char contact[65];
};
extern const struct schema person_view_schema;
void person_show(const struct person *p, bool whole, struct person_view *out);
struct unmask_in {
	char customer_no[CUSTOMER_LEN];
	char reason[REASON_LEN];
};
extern const struct schema customer_key_schema, customer_list_in_schema, unmask_in_schema;

/* ---- search (desk find, the search box): everything a clerk may type ---- */
enum hit_why {
	HIT_NUMBER,
	HIT_OLD_NUMBER,
	HIT_PHONE,
	HIT_PHONE_TAIL,
	HIT_METER,
	HIT_NAME,
	HIT_NAME_PART,
	HIT_INITIALS,
	HIT_PINYIN,
	HIT_ADDRESS,
	HIT_ADDRESS_PINYIN,
	HIT_FUZZY
};
struct hit {
	char customer_no[CUSTOMER_LEN];
	char name[NAME_LEN];
	char address[ADDRESS_LEN];
	int64_t owed; /* principal open, fen */
	int32_t status;
	int32_t why; /* enum hit_why */
	char matched[65]; /* what matched: the reading, the masked phone, the meter number */
	bool outage; /* has no power now, because of a known outage */
};
extern const struct schema hit_schema;
struct find_in {
	char text[129];
	int64_t limit; /* 0 = 50 */
	char after[CUSTOMER_LEN]; /* go on behind this one */
};
extern const struct schema find_in_schema;
/* Request customer.find: head find_in -> hit*. */
enum err customer_find(struct txn *t, const struct msg *in, struct msg *out);

#endif
