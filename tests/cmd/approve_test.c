/* A reversal that waits for the station head and is granted from the head's own seat, on real money; and one that is refused. */
#include "tests/faults/chaos_fixture.c"

static const struct chaos two = { .clerks = 2 };

static enum err reverse(struct link *l, struct ask *a, const char *receipt_no, struct approval *waiting)
{
	struct receipt_in q = { .till_id = "01", .reason = "paid for the wrong house" };
	const struct approval *p;
	struct msg out = MSG_INIT;
	enum err e;

	memcpy(q.receipt_no, receipt_no, sizeof(q.receipt_no));
	a->queue = true;
	e = ask_one(l, a, &receipt_in_schema, &q, &out);
	p = msg_get(&out, &approval_schema, 0);
	if (p)
		*waiting = *p;
	msg_free(&out);
	return e;
}

static enum err decide(struct link *l, const char *request, int64_t no, struct receipt_view *answer)
{
	struct approval_in q = { .approval_no = no, .reason = "no" };
	struct ask a = { .name = request, .fd = -1 };
	const struct receipt_view *r;
	struct msg out = MSG_INIT;
	enum err e = ask_one(l, &a, &approval_in_schema, &q, &out);

	r = msg_get(&out, &receipt_view_schema, 0);
	memset(answer, 0, sizeof(*answer));
	if (r)
		*answer = *r;
	msg_free(&out);
	return e;
}

int main(int argc, char **argv)
{
	int status = chaos_keeper(argc, argv), lines = 0;
	struct attempt paid = { .id = { 1 }, .amount = 5000, .customer = 7 }, other = { .id = { 2 }, .amount = 700, .customer = 8 };
	struct ask a = ASK("receipt.reverse"), b = ASK("receipt.reverse");
	struct approval waiting = { 0 };
	struct receipt_view r;
	struct link *clerk, *head;

	if (status >= 0)
		return status;
	now = &two;
	tap = &lines;
	shared = xcalloc(1, sizeof(*shared));
	make_station();
	clerk = open_as("c01");
	head = open_as("head03");
	check(pay(clerk, 0, &paid) == OK && pay(clerk, 0, &other) == OK, "two payments are taken", "%s", paid.receipt_no);
	check(reverse(clerk, &a, paid.receipt_no, &waiting) == ERR_APPROVAL && waiting.amount == 5000 &&
		      strcmp(waiting.customer_no, "6101251000007") == 0,
	      "the reversal waits and shows whose money it is", "%s", waiting.summary);
	check(decide(clerk, "approve.grant", waiting.approval_no, &r) != OK, "who asked cannot grant it", "refused");
	check(decide(head, "approve.grant", waiting.approval_no, &r) == OK && r.kind == RECEIPT_REVERSAL && r.amount == -5000 &&
		      strcmp(r.clerk, "c01") == 0,
	      "the head grants it and it runs as the clerk's", "%s", r.receipt_no);
	check(decide(head, "approve.refuse", waiting.approval_no, &r) == ERR_REFUSED, "what is granted is decided", "refused");
	check(reverse(clerk, &a, paid.receipt_no, &waiting) == OK, "the clerk who asks again gets the answer", "same id");
	check(reverse(clerk, &b, other.receipt_no, &waiting) == ERR_APPROVAL && waiting.amount == 700, "another one waits", "%s",
	      waiting.summary);
	check(decide(head, "approve.refuse", waiting.approval_no, &r) == OK, "and is refused", "with a reason");
	check(decide(head, "approve.grant", waiting.approval_no, &r) == ERR_REFUSED, "so it never runs", "refused");
	link_close(clerk);
	link_close(head);
	check(keeper_offline(home, "check", 1, (const char *const[]){ "rebuild" }) == 0, "the audit of the store is clean", "on a copy");
	clean_up();
	free(shared);
	printf("1..%d\n", lines);
	return failures != 0;
}
