/* The facts of the table list. */
#include "desk/sync/office/line_types.h"

#include "desk/model/tables.h"

#include <stdlib.h>

const struct line_types *sync_line_types(void)
{
	static const struct schema **list;
	static struct line_types types;

	if (!list) {
		list = xcalloc((size_t)n_model_tables, sizeof(*list));
		for (int i = 0; i < n_model_tables; i++)
			if (model_tables[i]->cls == TABLE_FACT)
				list[types.n++] = model_tables[i]->schema;
		types.v = list;
	}
	return &types;
}
