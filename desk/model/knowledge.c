/*
 * Policy answers: rows with their document and first day, and the first set that ships: desk/data/knowledge.csv, taken into the program
 * when it is built. A later answer to a topic stands beside the earlier one, so that what held on a day can be told.
 */
#include "desk/model/knowledge.h"

#include "desk/base/csv.h"
#include "desk/base/i18n.h"
#include "desk/base/pinyin.h"
#include "desk/base/text.h"

#include <string.h>

__asm__(".pushsection .rodata\n"
	"knowledge_shipped_start: .incbin \"desk/data/knowledge.csv\"\n"
	"knowledge_shipped_end: .byte 0\n"
	".popsection\n");
extern const char knowledge_shipped_start[] __attribute__((visibility("hidden")));
extern const char knowledge_shipped_end[] __attribute__((visibility("hidden")));

enum { ENDINGS = 14, ENDING_CHARS = 10, READINGS = 2, READING_LEN = 64, SHIPPED_COLUMNS = 6 };

/* clang-format off */
static const struct field knowledge_fields[] = {
	TEXT(knowledge, 1, topic,        N_("Topic"), FIELD_REQUIRED | FIELD_FIXED),
	DATE(knowledge, 2, effective_on, N_("Effective on"), FIELD_FIXED),
	TEXT(knowledge, 3, title,        N_("Title"), FIELD_REQUIRED),
	TEXT(knowledge, 4, text,         N_("Text of the answer"), FIELD_REQUIRED),
	TEXT(knowledge, 5, document,     N_("Document"), 0),
	TEXT(knowledge, 6, words,        N_("Search words"), 0),
	INT(knowledge, 7, import_no,     N_("Import"), FIELD_HIDDEN),
};
const struct schema knowledge_schema = SCHEMA(knowledge, N_("Policy answer"));
/* clang-format on */

void knowledge_fold(char *text)
{
	text_clean(text);
	text_lower(text);
}

static void knowledge_key(const void *rec, struct key *out)
{
	const struct knowledge *k = rec;

	key_text(out, k->topic);
	key_date(out, k->effective_on);
}

/* Calls @each for every blank-separated word. */
static void each_word(const char *words, struct key_list *out, void (*each)(const char *word, struct key_list *out))
{
	char word[ADDRESS_LEN];

	for (const char *p = words; *p;) {
		size_t n = strcspn(p, " ");

		memcpy(word, p, n);
		word[n] = '\0';
		if (n)
			each(word, out);
		p += n + strspn(p + n, " ");
	}
}

static void cut_at(const char *text, int chars, char *out, size_t size)
{
	const char *p = text;

	while (chars-- > 0 && text_next(&p, NULL) >= 0)
		;
	text_copy(out, size > (size_t)(p - text) ? (size_t)(p - text) + 1 : size, text);
}

/* Every ending of the title that begins with a hanzi or a word of its own. */
static void each_ending(const char *title, struct key_list *out, void (*each)(const char *word, struct key_list *out))
{
	char low[NAME_LEN], cut[ENDING_CHARS * 4 + 1];
	const char *p = low;
	int32_t cp, before = ' ';
	int n = 0;

	text_copy(low, sizeof(low), title);
	knowledge_fold(low);
	for (const char *at = p; *at && n < ENDINGS; at = p, before = cp) {
		cp = text_next(&p, NULL);
		if (cp < 0)
			return;
		if (cp == ' ' || (cp < 0x80 && before < 0x80 && before != ' '))
			continue;
		cut_at(at, ENDING_CHARS, cut, sizeof(cut));
		each(cut, out);
		n++;
	}
}

static void add_word(const char *word, struct key_list *out)
{
	char low[ADDRESS_LEN];

	if (word[0] == '@')
		return;
	text_copy(low, sizeof(low), word);
	knowledge_fold(low);
	key_text(key_list_new(out), low);
}

static void word_keys(const void *rec, struct key_list *out)
{
	const struct knowledge *k = rec;

	key_text(key_list_new(out), k->topic);
	each_word(k->words, out, add_word);
	each_ending(k->title, out, add_word);
}

static void add_sound(const char *kind, const char *text, struct key_list *out)
{
	char cut[READING_LEN];
	struct key *k;

	text_copy(cut, sizeof(cut), text);
	if (strlen(cut) < 2)
		return;
	k = key_list_new(out);
	key_part(k, kind);
	key_text(k, cut);
}

static void add_reading(const char *word, struct key_list *out)
{
	struct pinyin py;

	if (word[0] == '@' || (unsigned char)word[0] < 0x80)
		return;
	pinyin_words(word, &py);
	for (int i = 0; i < py.n && i < READINGS; i++) {
		add_sound("i", py.initials[i], out);
		add_sound("p", py.full[i], out);
	}
}

static void pinyin_keys(const void *rec, struct key_list *out)
{
	const struct knowledge *k = rec;

	each_word(k->words, out, add_reading);
	each_ending(k->title, out, add_reading);
}

static void add_mark(const char *word, struct key_list *out)
{
	if (word[0] == '@' && word[1])
		key_text(key_list_new(out), word + 1);
}

static void mark_keys(const void *rec, struct key_list *out)
{
	each_word(((const struct knowledge *)rec)->words, out, add_mark);
}

static const struct index knowledge_index[] = {
	[KNOWLEDGE_BY_WORD] = { "knowledge.word", word_keys },
	[KNOWLEDGE_BY_PINYIN] = { "knowledge.pinyin", pinyin_keys },
	[KNOWLEDGE_BY_MARK] = { "knowledge.mark", mark_keys },
};

const struct table knowledge_table = { .name = "knowledge",
				       .schema = &knowledge_schema,
				       .cls = TABLE_FACT,
				       .key = knowledge_key,
				       .index = knowledge_index,
				       .n_index = 3,
				       .import_at = offsetof(struct knowledge, import_no) };

/* Columns of the shipped file are topic, title, text, document, effective_on, words in this order. */
static enum err put_row(struct txn *t, const struct csv *c)
{
	static const char *const words[SHIPPED_COLUMNS] = { "topic", "title", "text", "document", "effective_on", "words" };
	struct knowledge k = { 0 };
	enum err e;

	if (c->n != SHIPPED_COLUMNS)
		BUG("line %lld of the shipped knowledge", (long long)c->line);
	for (int i = 0; i < SHIPPED_COLUMNS; i++)
		if ((e = field_parse(schema_field(&knowledge_schema, words[i]), &k, c->field[i])) != OK)
			return e;
	return store_put(t, &knowledge_table, &k);
}

enum err knowledge_put_shipped(struct txn *t)
{
	struct csv c;
	enum err e = OK;
	int more;

	csv_start(&c, knowledge_shipped_start, (size_t)(knowledge_shipped_end - knowledge_shipped_start));
	if (csv_next(&c) != 1)
		BUG("the shipped knowledge has no header");
	while (e == OK && (more = csv_next(&c)) != 0)
		e = more < 0 ? (enum err)err_last()->code : put_row(t, &c);
	csv_end(&c);
	return e;
}
