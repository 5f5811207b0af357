/* desk unblock: the head lifts the block of money that follows a restore or a copied-in older store, and gets a notice to print. */
#include "desk/base/text.h"
#include "desk/cmd/cmd.h"
#include "desk/keeper/keeper_records.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct unblock_opts {
	const char *reason;
};

/* clang-format off */
static const struct opt unblock_opts[] = {
	{ "reason", 0, OPT_TEXT, N_("TEXT"), N_("what happened: it is journaled and printed"), false, offsetof(struct unblock_opts, reason) },
};
/* clang-format on */

static void notice(const struct cmd_context *c, const struct block_state *s)
{
	if (c->json) {
		cmd_show(c, &block_state_schema, s, NULL);
		return;
	}
	printf("%s\n", _("NOTICE: this station works on a store that is not the newest it has written."));
	printf(_("Work went on from: epoch %lld, line %lld.\n"), (long long)s->epoch, (long long)s->lsn);
	if (s->seen_lsn)
		printf(_("Newest line written before: epoch %lld, line %lld.\n"), (long long)s->seen_epoch, (long long)s->seen_lsn);
	else
		printf("%s\n", _("It is not known here what was written after the copy was made."));
	printf("%s\n", _("Receipts given out in between may be missing here. Compare the paper copies, and send this notice to the county "
			 "office."));
}

static int run_unblock(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct unblock_opts *o = opts;
	struct ask show = ASK("station.block"), a = ASK("station.unblock");
	struct unblock_in in = { 0 };
	struct msg out = MSG_INIT;
	const struct block_state *s;
	struct link *l;
	int status = 0;
	enum err e;

	(void)argc;
	(void)argv;
	if (!(l = cmd_link(c, &status)))
		return status;
	if (!o->reason) {
		if ((e = ask(l, &show, NULL, &out, NULL, NULL)) != OK)
			status = cmd_fail(c, e);
		else if ((s = msg_get(&out, &block_state_schema, 0)) && !s->blocked && !c->json)
			printf("%s\n", _("Money is not blocked."));
		else if (s)
			cmd_show(c, &block_state_schema, s, NULL);
		msg_free(&out);
		return status;
	}
	text_copy(in.reason, sizeof(in.reason), o->reason);
	/* The password again, although he is signed in: this is not done by whoever passes an open terminal. */
	if (!link_who(l)->demo &&
	    (e = cmd_password(c->password_file, _("Password of the station head"), in.password, sizeof(in.password))) != OK)
		return cmd_fail(c, e);
	e = ask_one(l, &a, &unblock_in_schema, &in, &out);
	explicit_bzero(in.password, sizeof(in.password));
	if (e != OK)
		status = cmd_fail(c, e);
	else if ((s = msg_get(&out, &block_state_schema, 0)))
		notice(c, s);
	msg_free(&out);
	return status;
}

/* clang-format off */
CMDS(unblock,
	{ .name = "unblock", .args = "", .summary = N_("show or lift the block of money after a restore or an older store"),
	  .detail = N_("Without --reason it only shows. Lifting needs the station head and the head's password; the notice belongs to the day's papers."),
	  OPTS(unblock_opts, struct unblock_opts), .run = run_unblock });
/* clang-format on */
