/*
 * The field table of struct error. The arguments are an array in C and six fields arg1..arg6 in the record.
 */
#include "desk/base/error_record.h"

#include "desk/base/err.h"

/* clang-format off */
#define CODE_NAME_(name, status, text) [ERR_##name] = { #name, text },
static const struct name error_code_names[] = { [OK] = { "", "" }, ERRORS(CODE_NAME_) };
static const struct names error_codes = NAMES(error_code_names);

#define ARG(tag_, i) { .word = "arg" #i, .label = N_("Argument"), .offset = offsetof(struct error, arg[i - 1]), \
	.size = sizeof(((struct error *)0)->arg[0]), .tag = tag_, .since = 1, .type = FIELD_TEXT }
static const struct field error_fields[] = {
	ENUM(error,  1, code,   N_("Error"), 0, error_codes),
	TEXT(error,  2, msgid,  N_("Sentence"), 0),
	ARG(3, 1), ARG(4, 2), ARG(5, 3), ARG(6, 4), ARG(7, 5), ARG(8, 6),
	TEXT(error,  9, field,  N_("Field"), 0),
	TEXT(error, 10, value,  N_("Value"), 0),
	INT(error,  11, line,   N_("Line"), 0),
	INT(error,  12, column, N_("Column"), 0),
};
/* clang-format on */

const struct schema error_schema = SCHEMA(error, N_("Error message"));
