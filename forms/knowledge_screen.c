/* Policy answers: type words or pinyin, look one up, tell its document and first day. */
#include "forms/session.h"

#include "desk/base/date.h"
#include "desk/base/text.h"
#include "desk/model/knowledge.h"

#include <string.h>

enum { ANSWERS };

struct knowledge_state {
	struct knowledge_in q;
	struct msg found;
};

static struct knowledge_state *state_of(struct screen *s)
{
	return s->state;
}

static enum err enter(struct screen *s, const void *arg)
{
	state_of(s)->q.on = session_today();
	if (arg)
		text_copy(state_of(s)->q.text, sizeof(state_of(s)->q.text), arg);
	return OK;
}

static enum err load(struct screen *s)
{
	struct knowledge_state *st = state_of(s);
	struct ask a = ASK("knowledge.find");
	enum err e = kit_ask_one(s, &a, &knowledge_in_schema, &st->q, &st->found);

	kit_refetch(s, ANSWERS);
	return e;
}

static void leave(struct screen *s)
{
	msg_free(&state_of(s)->found);
}

static enum err fetch(struct screen *s, const void *anchor, int dir, int want, struct msg *out)
{
	(void)dir;
	(void)want;
	return rows_fetch(&state_of(s)->found, &knowledge_schema, anchor, out);
}

static enum next open_row(struct screen *s, const void *rec)
{
	const struct knowledge *row = rec, *k;
	struct knowledge_in q = { .on = state_of(s)->q.on };
	struct ask a = ASK("knowledge.show");
	struct msg out = MSG_INIT;
	struct buf b = BUF_INIT;
	char date[DATE_TEXT];

	text_copy(q.topic, sizeof(q.topic), row->topic);
	if (kit_ask_one(s, &a, &knowledge_in_schema, &q, &out) != OK)
		return REDRAW;
	k = msg_get(&out, &knowledge_schema, 0);
	date_text(k->effective_on, date);
	buf_printf(&b, "%s\n\n%s\n\n%s: %s\n", k->title, k->text, _("Document"), k->document);
	if (date[0])
		buf_printf(&b, "%s: %s\n", _("Effective on"), date);
	buf_printf(&b, "%s: %s\n", _("Topic"), k->topic);
	kit_show(s, _("Policy answer"), b.data);
	buf_free(&b);
	msg_free(&out);
	return REDRAW;
}

static enum next again(struct screen *s)
{
	load(s);
	return REDRAW;
}

static enum next save(struct screen *s)
{
	if (load(s) == OK && kit_rows(s, ANSWERS))
		kit_focus_list(s, ANSWERS);
	return REDRAW;
}

/* clang-format off */
static const struct row rows[] = {
	{ .word = "text", .help = N_("A word, a part of the title, its pinyin or the first letters of it. Empty: everything."), .width = 40, .changed = again },
	{ .word = "on", .help = N_("The day the answer must hold on."), .width = 12, .flags = ROW_BESIDE, .changed = again },
};
static const struct form form = { .schema = &knowledge_in_schema, ROWS(rows) };
static const struct column columns[] = {
	{ .word = "title", .width = 34 },
	{ .word = "effective_on", .title = N_("Since"), .width = 10 },
	{ .word = "document", .width = 0 },
};
static const struct list answers = {
	.empty = N_("Nothing was found. Try one word, or the first letters of its pinyin."), .schema = &knowledge_schema, COLUMNS(columns),
	.flags = LIST_NUMBERED, .fetch = fetch, .open = open_row,
};
static const struct part parts[] = { { .kind = PART_FORM }, { .kind = PART_LIST, .which = ANSWERS } };
static const struct action actions[] = {
	{ .key = F2_, .label = N_("Look up"), .help = N_("Goes to what was found.") },
	{ .key = F3_, .label = N_("Find"),    .help = N_("Another customer on top; Esc returns here."), .act = session_find },
	{ .key = F10_, .label = N_("Back"),   .help = N_("Leaves this screen."), .act = session_back },
};
const struct screen_def knowledge_screen = {
	.number = SCREEN_KNOWLEDGE, .name = "knowledge", .title = N_("Policy answers"), .state_size = sizeof(struct knowledge_state),
	.form = &form, .form_at = offsetof(struct knowledge_state, q), .list = { &answers }, PARTS(parts), ACTIONS(actions),
	.enter = enter, .load = load, .save = save, .leave = leave,
};
/* clang-format on */
