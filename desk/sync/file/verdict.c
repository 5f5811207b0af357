/* The table of verdicts. */
#include "desk/sync/file/verdict.h"

#include "desk/base/i18n.h"

#include <string.h>

#define VERDICT_ROW_(code, text) { #code, text },
static const struct {
	const char *code, *text;
} verdict_rows[] = { VERDICTS(VERDICT_ROW_) };

const char *verdict_code(enum file_verdict v)
{
	return (int)v >= 0 && v < VERDICT_COUNT ? verdict_rows[v].code : "";
}

const char *verdict_msgid(enum file_verdict v)
{
	return (int)v >= 0 && v < VERDICT_COUNT ? verdict_rows[v].text : "";
}

const char *verdict_text(enum file_verdict v)
{
	return (int)v >= 0 && v < VERDICT_COUNT ? _(verdict_rows[v].text) : "";
}

int verdict_is_accepted(enum file_verdict v)
{
	return verdict_code(v)[0] == 'A';
}

int verdict_exit_status(enum file_verdict v)
{
	if (verdict_is_accepted(v))
		return 0;
	return v == V_P100 ? 1 : 4;
}

enum file_verdict verdict_find(const char *code)
{
	int v = 0;

	while (v < VERDICT_COUNT && strcmp(verdict_rows[v].code, code) != 0)
		v++;
	return (enum file_verdict)v;
}
