/* A report as a pop-up: asked for once, built, rendered as text a little narrower than the screen. */
#include "forms/report_show.h"

#include "desk/model/report_collect.h"
#include "reports/report.h"

enum next report_show(struct screen *s, const char *id, int32_t date)
{
	const struct report *r = report_find(id);
	struct report_in q = { .business_date = date };
	struct ask a = { .name = r ? r->request : "", .fd = -1 };
	struct msg data = MSG_INIT;
	struct buf out = BUF_INIT;
	struct rdoc doc;

	if (!r)
		return STAY;
	if (kit_ask_one(s, &a, &report_in_schema, &q, &data) == OK) {
		rdoc_build(&doc, r, &data);
		report_render_text(&doc, 80, WIDTH_TERMINAL, &out);
		rdoc_free(&doc);
		buf_puts(&out, "");
		kit_show(s, _(r->title), out.data);
	}
	msg_free(&data);
	buf_free(&out);
	return REDRAW;
}
