/* desk schema-man: the manual page desk-schema(5), made from the field tables when the program is installed. */
#include "desk/base/schema_man.h"
#include "desk/cmd/cmd.h"
#include "desk/model/tables.h"

#include <stdio.h>

static int run_schema(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	struct buf page = BUF_INIT;

	(void)c;
	(void)argc;
	(void)argv;
	(void)opts;
	schema_man(model_schemas, n_model_schemas, &page);
	fwrite(page.data, 1, page.len, stdout);
	buf_free(&page);
	return 0;
}

CMDS(schema, { .name = "schema-man", .run = run_schema });
