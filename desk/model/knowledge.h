/*
 * Knowledge: policy answers with document number and effective date, found by words or pinyin, shown at F1 on the fields and classes they
 * concern. Imported (`desk import knowledge FILE.csv`); a first set ships with the program (desk/data/knowledge.csv).
 */
#ifndef DESK_MODEL_KNOWLEDGE_H
#define DESK_MODEL_KNOWLEDGE_H

#include "desk/base/msg.h"
#include "desk/model/station.h"

enum { TOPIC_LEN = 33, KNOWLEDGE_TEXT = 2049 };
struct knowledge { /* FACT */
	char topic[TOPIC_LEN]; /* "late-fee": the key; several titles a topic are several rows: late-fee, late-fee-residents */
	int32_t effective_on;
	char title[NAME_LEN];
	char text[KNOWLEDGE_TEXT]; /* single line; sentences */
	char document[DOCUMENT_LEN];
	char words[ADDRESS_LEN]; /* search words, and @word marks: "@payment.method @class:401 @param:fee_min" */
	int64_t import_no;
};
extern const struct schema knowledge_schema;
extern const struct table knowledge_table; /* key topic, effective_on; indexes: */
enum {
	KNOWLEDGE_BY_WORD /* words, every ending of the title */,
	KNOWLEDGE_BY_PINYIN /* i initials, p readings of the same */,
	KNOWLEDGE_BY_MARK
};

/*
 * knowledge.find: head knowledge_in -> knowledge* in force on a day (text cut), best first; without text all of them by topic.
 * knowledge.show: head knowledge_in (topic) -> knowledge. knowledge.about: head knowledge_in (text = a mark without @: a field
 * "payment.method", a screen "payment", a class "class:40102") -> knowledge* whole; what is marked with the exact text first, then what is
 * marked with what it belongs to (the screen of the field, the classes above the class).
 */
struct knowledge_in {
	char text[NAME_LEN];
	char topic[TOPIC_LEN];
	int32_t on; /* 0 = today */
	int64_t limit;
};
extern const struct schema knowledge_in_schema;
/* Lower case, full-width signs as ASCII: what is typed and what is looked in must agree. */
void knowledge_fold(char *text);
enum err knowledge_put_shipped(struct txn *t);

#endif
