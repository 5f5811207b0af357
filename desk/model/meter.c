/* Meters and areas (台区): what the import brings and the customer's page shows. */
#include "desk/base/i18n.h"
#include "desk/model/customer.h"

#include <string.h>

/* clang-format off */
static const struct field meter_fields[] = {
	TEXT(meter, 1, meter_no,          N_("Meter number"), FIELD_REQUIRED | FIELD_FIXED),
	TEXT(meter, 2, customer_no,       N_("Customer number"), FIELD_REQUIRED),
	INT(meter, 3, phases,             N_("Phases"), 0),
	INT(meter, 4, multiplier,         N_("Multiplier"), 0),
	INT(meter, 5, digits,             N_("Digits"), 0),
	BOOL(meter, 6, tou,               N_("Time of use"), 0),
	DATE(meter, 7, installed_on,      N_("Installed on"), 0),
	KWH(meter, 8, installed_reading,  N_("Installed reading"), 0),
	INT(meter, 9, import_no,          N_("Import"), FIELD_HIDDEN),
};
const struct schema meter_schema = SCHEMA(meter, N_("Meter"));

static const struct field area_fields[] = {
	TEXT(area, 1, area_no,     N_("Area number"), FIELD_REQUIRED | FIELD_FIXED),
	TEXT(area, 2, name,        N_("Area name"), FIELD_REQUIRED),
	TEXT(area, 3, line,        N_("Line"), 0),
	INT(area, 4, capacity_kva, N_("Capacity kVA"), 0),
	TEXT(area, 5, manager,     N_("Manager"), 0),
	INT(area, 6, import_no,    N_("Import"), FIELD_HIDDEN),
};
const struct schema area_schema = SCHEMA(area, N_("Area"));
/* clang-format on */

static void meter_key(const void *rec, struct key *out)
{
	key_text(out, ((const struct meter *)rec)->meter_no);
}

static void customer_keys(const void *rec, struct key_list *out)
{
	key_text(key_list_new(out), ((const struct meter *)rec)->customer_no);
}

static void tail_keys(const void *rec, struct key_list *out)
{
	const char *no = ((const struct meter *)rec)->meter_no;
	size_t n = strlen(no);
	char back[METER_LEN];

	for (size_t i = 0; i < n; i++)
		back[i] = no[n - 1 - i];
	back[n] = '\0';
	key_text(key_list_new(out), back);
}

static void area_key(const void *rec, struct key *out)
{
	key_text(out, ((const struct area *)rec)->area_no);
}

const struct index meter_index[] = { { "meter.customer", customer_keys }, { "meter.tail", tail_keys } };
const struct table meter_table = { .name = "meter",
				   .schema = &meter_schema,
				   .cls = TABLE_FACT,
				   .key = meter_key,
				   .index = meter_index,
				   .n_index = 2,
				   .import_at = offsetof(struct meter, import_no) };
const struct table area_table = {
	.name = "area", .schema = &area_schema, .cls = TABLE_FACT, .key = area_key, .import_at = offsetof(struct area, import_no)
};
