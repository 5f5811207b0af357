/* What the commands about money share: asking with a second person, and the receipt on the terminal. */
#include "desk/cmd/receipt_print.h"

#include "desk/model/approval.h"

#include "reports/receipt.h"

#include <stdio.h>
#include <string.h>

enum { SCREEN = 80 };

enum err receipt_columns(int64_t columns)
{
	return columns == 0 || columns == 32 || columns == 48 || columns == SCREEN ? OK
										   : err_set(ERR_USAGE, N_("--columns is 32, 48 or 80."));
}

void receipt_print(const struct cmd_context *c, const struct msg *answer, int64_t columns)
{
	const struct receipt_view *v = msg_get(answer, &receipt_view_schema, 0);
	struct buf text = BUF_INIT;

	if (!v)
		return;
	if (c->json) {
		cmd_show(c, &receipt_view_schema, v, NULL);
		return;
	}
	receipt_text(v, answer, columns == 32 || columns == 48 ? (int)columns : SCREEN, &text);
	fwrite(text.data, 1, text.len, stdout);
	buf_free(&text);
}

int money_ask(struct cmd_context *c, const char *name, const char *id, const struct cmd_approver *ap, const struct msg *in, struct msg *out)
{
	const struct approval *waiting;
	struct ask a = ASK(name);
	char password[512] = "";
	struct link *l;
	int status = 0;
	enum err e = OK;

	if (id && (e = cmd_request_id(id, &a)) != OK)
		return cmd_fail(c, e);
	if (!(l = cmd_link(c, &status)))
		return status;
	if (ap && ap->staff_no)
		e = cmd_approver(c, ap, &a, password, sizeof(password));
	if (e == OK)
		e = ask(l, &a, in, out, NULL, NULL);
	explicit_bzero(password, sizeof(password));
	if (e == ERR_APPROVAL && (waiting = msg_get(out, &approval_schema, 0))) {
		cmd_show(c, &approval_schema, waiting, "approval_no state request summary amount customer_no expires");
		return cmd_fail(c, e);
	}
	return e == OK ? 0 : cmd_fail(c, e);
}
