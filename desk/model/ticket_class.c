/*
 * The tables of data a ticket is described with: classes of three levels (95598 业务分类), channels, severity with its triggers, symptoms,
 * reasons. Codes are the station's own; names are those of the trade.
 */
#include "desk/base/i18n.h"
#include "desk/model/ticket.h"

#include <string.h>

/* clang-format off */
#define FAULT (FIELDS_FAULT)
#define FAULT_SAID (FIELDS_FAULT | FIELDS_AT_ONCE)
#define ASKED (FIELDS_ANONYMOUS | FIELDS_AT_ONCE)
#define COMPLAINT (FIELDS_COMPLAINT | FIELDS_ANONYMOUS)

const struct ticket_class ticket_classes[] = {
	{ 1, N_("fault report"), "gzbx", FAULT },
	{ 101, N_("high-voltage fault"), "gygz", FAULT },
	{ 102, N_("low-voltage fault"), "dygz", FAULT },
	{ 103, N_("power quality fault"), "dnzlgz", FAULT },
	{ 104, N_("fault in the customer's own installation"), "khnbgz", FAULT_SAID },
	{ 105, N_("not a fault of electricity"), "fdlgz", FAULT_SAID },
	{ 106, N_("metering fault"), "jlgz", FAULT },
	{ 107, N_("charger fault"), "chdssgz", FAULT },
	{ 2, N_("inquiry"), "ywzx", ASKED },
	{ 201, N_("inquiry: metering"), "jlzz", ASKED },
	{ 202, N_("inquiry: outages"), "tsdxx", ASKED },
	{ 203, N_("inquiry: readings, bills, payment"), "dfchs", ASKED },
	{ 204, N_("inquiry: new connection"), "ykbz", ASKED },
	{ 205, N_("inquiry: changes of a supply"), "ydbg", ASKED },
	{ 206, N_("inquiry: law and prices"), "flfg", ASKED },
	{ 207, N_("inquiry: service channels"), "fwqd", ASKED },
	{ 208, N_("inquiry: solar, vehicles, smart payment"), "fbsdy", ASKED },
	{ 209, N_("inquiry: rebuilding of the grid"), "dwgz", ASKED },
	{ 210, N_("inquiry: other"), "qt", ASKED },
	{ 3, N_("query"), "xxcx", ASKED },
	{ 301, N_("query: balance and bills"), "ydfcx", ASKED },
	{ 302, N_("query: progress of an application"), "jdcx", ASKED },
	{ 303, N_("query: outages"), "tdcx", ASKED },
	{ 304, N_("query: tariff"), "djcx", ASKED },
	{ 4, N_("complaint"), "ts", COMPLAINT },
	{ 401, N_("complaint: service"), "fwts", COMPLAINT },
	{ 40101, N_("manners of staff"), "fwtd", COMPLAINT },
	{ 40102, N_("conduct of service"), "fwxw", COMPLAINT },
	{ 40103, N_("opening hours"), "yysj", COMPLAINT },
	{ 40104, N_("services offered"), "fwxm", COMPLAINT },
	{ 40105, N_("premises and equipment"), "fwss", COMPLAINT },
	{ 40106, N_("website and channels"), "fwqd", COMPLAINT },
	{ 402, N_("complaint: business"), "yyts", COMPLAINT },
	{ 40201, N_("new connection late or wrongly handled"), "ykbz", COMPLAINT },
	{ 40202, N_("change of a supply"), "ydbg", COMPLAINT },
	{ 40203, N_("meter reading and dunning"), "cbcf", COMPLAINT },
	{ 40204, N_("electricity bill and price"), "dfdj", COMPLAINT },
	{ 40205, N_("metering: wrong wiring, test, exchange"), "dnjl", COMPLAINT },
	{ 40206, N_("charges for business"), "ywsf", COMPLAINT },
	{ 403, N_("complaint: outage and restoring"), "tsdts", COMPLAINT },
	{ 40301, N_("announcement of outages"), "tdgg", COMPLAINT },
	{ 40302, N_("keeping to the outage plan"), "tdjh", COMPLAINT },
	{ 40303, N_("repair service"), "qxfw", COMPLAINT },
	{ 40304, N_("cut and reconnection for arrears"), "qftfd", COMPLAINT },
	{ 404, N_("complaint: quality of supply"), "gdzlts", COMPLAINT },
	{ 40401, N_("voltage quality"), "dyzl", COMPLAINT },
	{ 40402, N_("frequency"), "gdpl", COMPLAINT },
	{ 40403, N_("reliability, frequent outages"), "gdkkx", COMPLAINT },
	{ 405, N_("complaint: building of the grid"), "dwjsts", COMPLAINT },
	{ 40501, N_("safety of installations"), "ssaq", COMPLAINT },
	{ 40502, N_("conduct of works and repair of ground"), "sgxw", COMPLAINT },
	{ 40503, N_("capacity of supply"), "gdnl", COMPLAINT },
	{ 40504, N_("rebuilding of the rural grid"), "nwgz", COMPLAINT },
	{ 5, N_("report of misconduct"), "jb", COMPLAINT },
	{ 501, N_("report: abuse of the power over electricity"), "ydms", COMPLAINT },
	{ 502, N_("report: conduct of service"), "fwxw", COMPLAINT },
	{ 503, N_("report: collusion inside and outside"), "lgwl", COMPLAINT },
	{ 504, N_("report: designated designer, supplier or builder"), "szd", COMPLAINT },
	{ 505, N_("report: theft of electricity"), "qd", FIELDS_ANONYMOUS | FIELDS_COMPLAINT },
	{ 506, N_("report: breach of use"), "wyyd", FIELDS_ANONYMOUS | FIELDS_COMPLAINT },
	{ 507, N_("report: damage or theft of installations"), "phss", FIELDS_ANONYMOUS | FIELDS_COMPLAINT },
	{ 6, N_("opinion"), "yj", FIELDS_ANONYMOUS },
	{ 601, N_("opinion: service"), "gdfw", FIELDS_ANONYMOUS },
	{ 602, N_("opinion: business"), "yyyw", FIELDS_ANONYMOUS },
	{ 603, N_("opinion: outage and restoring"), "tsd", FIELDS_ANONYMOUS },
	{ 604, N_("opinion: quality of supply"), "gdzl", FIELDS_ANONYMOUS },
	{ 605, N_("opinion: building of the grid"), "dwjs", FIELDS_ANONYMOUS },
	{ 606, N_("opinion: other"), "qt", FIELDS_ANONYMOUS },
	{ 7, N_("suggestion"), "jy", FIELDS_ANONYMOUS },
	{ 701, N_("suggestion: service"), "gdfw", FIELDS_ANONYMOUS },
	{ 702, N_("suggestion: business"), "yyyw", FIELDS_ANONYMOUS },
	{ 703, N_("suggestion: outage and restoring"), "tsd", FIELDS_ANONYMOUS },
	{ 704, N_("suggestion: quality of supply"), "gdzl", FIELDS_ANONYMOUS },
	{ 705, N_("suggestion: building of the grid"), "dwjs", FIELDS_ANONYMOUS },
	{ 706, N_("suggestion: other"), "qt", FIELDS_ANONYMOUS },
	{ 8, N_("praise"), "by", ASKED },
	{ 801, N_("praise: a person"), "byyg", ASKED },
	{ 802, N_("praise: a team"), "bybz", ASKED },
	{ 9, N_("service request"), "fwsq", 0 },
	{ 901, N_("reconnection after arrears are paid"), "fddj", 0 },
	{ 902, N_("damaged appliances"), "dqsh", FIELDS_DAMAGE },
	{ 903, N_("meter seems wrong"), "dnbyc", 0 },
	{ 904, N_("reading seems wrong"), "cbsjyc", 0 },
	{ 905, N_("charging by appointment"), "cdyy", 0 },
	{ 906, N_("service request: other"), "qt", FIELDS_AT_ONCE },
};
const int n_ticket_classes = (int)(sizeof(ticket_classes) / sizeof(ticket_classes[0]));

static const struct name channel_words[] = {
	{ "counter", N_("counter") }, { "phone", N_("telephone") }, { "95598", N_("95598 telephone") }, { "web", N_("website") },
	{ "app", N_("app") }, { "12398", N_("12398 regulator") }, { "12345", N_("12345 government") }, { "box", N_("suggestion box") },
	{ "letter", N_("letter") }, { "head_day", N_("the head's visiting day") }, { "visit", N_("visit") },
};
const struct names channel_names = NAMES(channel_words);

static const struct name urgency_words[] = { { "normal", N_("not urgent") }, { "urgent", N_("urgent") } };
const struct names urgency_names = NAMES(urgency_words);

static const struct name severity_words[] = {
	{ "normal", N_("ordinary") }, { "important", N_("important") }, { "major", N_("major") }, { "special", N_("special") },
};
const struct names severity_names = NAMES(severity_words);

/* One row a trigger, in the order of enum ticket_trigger_bit. */
#define TRIGGERS(ROW) \
	ROW("national", N_("state organs, provincial government or national media"), SEVERITY_SPECIAL, URGENCY_NORMAL, "国务院 部委 省政府 央视 新华社 人民日报") \
	ROW("provincial", N_("people's deputies, provincial media"), SEVERITY_MAJOR, URGENCY_NORMAL, "人大代表 政协委员 省电视台 省报") \
	ROW("group", N_("a crowd of customers"), SEVERITY_MAJOR, URGENCY_NORMAL, "群体 联名 集体上访 堵门 聚集") \
	ROW("injury", N_("somebody was or may be hurt"), SEVERITY_MAJOR, URGENCY_URGENT, "受伤 触电 死亡 电伤 伤人") \
	ROW("wide_breach", N_("a clear breach with wide effect"), SEVERITY_MAJOR, URGENCY_NORMAL, "") \
	ROW("city_media", N_("city government or media"), SEVERITY_IMPORTANT, URGENCY_NORMAL, "媒体 记者 市政府 电视台 曝光") \
	ROW("threat", N_("will go to 12398, 12345, the media or a court"), SEVERITY_IMPORTANT, URGENCY_NORMAL, "12398 12345 起诉 律师 法院 微博 抖音 录音 上访") \
	ROW("graft", N_("suspected graft"), SEVERITY_IMPORTANT, URGENCY_NORMAL, "回扣 受贿 红包 索贿 吃拿卡要 好处费") \
	ROW("repeat", N_("three contacts or more about the same event"), SEVERITY_IMPORTANT, URGENCY_NORMAL, "") \
	ROW("safety", N_("danger to the public"), SEVERITY_NORMAL, URGENCY_URGENT, "漏电 断线 着火 起火 冒烟 电线掉 倒杆") \
	ROW("important", N_("an important customer is without power"), SEVERITY_NORMAL, URGENCY_URGENT, "医院 学校 水厂") \
	ROW("life", N_("life depends on power"), SEVERITY_NORMAL, URGENCY_URGENT, "呼吸机 制氧机 透析 抢救") \
	ROW("loss", N_("great loss or political effect"), SEVERITY_NORMAL, URGENCY_URGENT, "养殖 增氧机 冷库 高考 中考") \
	ROW("large_area", N_("a large area is without power"), SEVERITY_NORMAL, URGENCY_URGENT, "全村 整个村 整条街 大面积 整栋")

#define TRIGGER_ROW(word, label, severity, urgency, words) { label, severity, urgency, words },
#define TRIGGER_NAME(word, label, severity, urgency, words) { word, label },
const struct ticket_trigger ticket_triggers[] = { TRIGGERS(TRIGGER_ROW) };
const int n_ticket_triggers = (int)(sizeof(ticket_triggers) / sizeof(ticket_triggers[0]));
static const struct name trigger_words[] = { TRIGGERS(TRIGGER_NAME) };
const struct names ticket_trigger_names = NAMES(trigger_words);

static const struct name symptom_words[] = {
	{ "", "" }, { "house_out", N_("one household without power") }, { "area_out", N_("neighbours without power too") },
	{ "phase_out", N_("part of the rooms or one phase out") }, { "low_voltage", N_("voltage too low") },
	{ "high_voltage", N_("voltage too high") }, { "flicker", N_("lights flicker") }, { "wire_down", N_("wire down") },
	{ "sparks", N_("sparks, smoke or smell") }, { "pole", N_("pole leaning or fallen") }, { "meter", N_("meter dark or damaged") },
	{ "tripped", N_("own switch trips") }, { "tree", N_("tree touches the line") }, { "other", N_("other") },
};
const struct names symptom_names = NAMES(symptom_words);

static const struct name ownership_words[] = {
	{ "", "" }, { "supplier", N_("belongs to the supplier") }, { "customer", N_("belongs to the customer") },
};
const struct names ownership_names = NAMES(ownership_words);

static const struct name event_words[] = {
	{ "take", N_("taken down") }, { "dispatch", N_("dispatched") }, { "return", N_("returned") }, { "accept", N_("accepted") },
	{ "contact", N_("customer contacted") }, { "arrive", N_("arrived") }, { "start", N_("work begun") }, { "reply", N_("result reported") },
	{ "pass", N_("review passed") }, { "reject", N_("review sent back") }, { "called", N_("called back") },
	{ "missed", N_("not reached") }, { "dissatisfied", N_("dissatisfied") }, { "explained", N_("explained by the head") },
	{ "close", N_("closed") }, { "hold", N_("on hold") }, { "resume", N_("resumed") }, { "reopen", N_("reopened") },
	{ "urge", N_("urged") }, { "supervise", N_("supervised") }, { "escalate", N_("told upwards") },
	{ "to_office", N_("to the office") }, { "class", N_("reclassified") }, { "promise", N_("promised") }, { "note", N_("note") },
	{ "answer", N_("answered at once") }, { "attach", N_("attached to an outage") }, { "void", N_("void") },
	{ "terminate", N_("termination asked for") }, { "agree", N_("termination agreed") },
};
const struct names ticket_event_names = NAMES(event_words);

static const struct name state_words[] = {
	{ "taken", N_("taken down") }, { "dispatched", N_("dispatched") }, { "accepted", N_("accepted") }, { "working", N_("in work") },
	{ "replied", N_("waits for review") }, { "callback", N_("waits for callback") }, { "closed", N_("closed") },
	{ "returned", N_("returned") }, { "office", N_("with the office") }, { "void", N_("void") },
};
const struct names ticket_state_names = NAMES(state_words);

static const struct name queue_words[] = {
	{ "", "" }, { "dispatch", N_("dispatch") }, { "work", N_("work") }, { "review", N_("review") }, { "callback", N_("callback") },
	{ "office", N_("office") },
};
const struct names ticket_queue_names = NAMES(queue_words);

static const struct name list_words[] = {
	{ "mine", N_("mine") }, { "open", N_("open") }, { "queue", N_("waiting for one step") }, { "taken", N_("taken down on a day") },
	{ "closed", N_("closed on a day") }, { "customer", N_("of a customer") }, { "outage", N_("of an outage") }, { "overdue", N_("overdue") },
};
const struct names ticket_list_names = NAMES(list_words);

static const struct name responsibility_words[] = {
	{ "", "" }, { "supplier", N_("the supplier") }, { "customer", N_("the customer") }, { "third", N_("a third party") },
	{ "nature", N_("weather or nature") },
};
const struct names responsibility_names = NAMES(responsibility_words);

static const struct name truth_words[] = {
	{ "", "" }, { "yes", N_("true") }, { "partly", N_("partly true") }, { "no", N_("not true") },
};
const struct names truth_names = NAMES(truth_words);

static const struct name link_words[] = {
	{ "repeat", N_("repeats") }, { "parent", N_("belongs to") }, { "related", N_("is related to") },
};
const struct names link_kind_names = NAMES(link_words);

static const struct name hint_words[] = {
	{ "outage", N_("known outage") }, { "cut", N_("cut for arrears") }, { "owing", N_("owes") },
	{ "customer_side", N_("probably the customer's own installation") }, { "alike", N_("alike in the last hour") },
	{ "repeat", N_("an earlier ticket of the same event") }, { "open", N_("an open ticket of this customer") },
	{ "trigger", N_("raises the severity") }, { "sensitive", N_("sensitive customer") }, { "promise", N_("would be answered by") },
	{ "urged", N_("urged more often than the norm") },
};
const struct names hint_kind_names = NAMES(hint_words);

static const struct name step_words[] = {
	{ "start", N_("the clock starts") }, { "counted", N_("counted") }, { "not_working", N_("not working time") }, { "holiday", N_("holiday") },
	{ "make_up", N_("make-up workday") }, { "workday", N_("working day") }, { "stopped", N_("the clock stood still") },
	{ "uncertain", N_("calendar of this year not published") }, { "due", N_("due") },
};
const struct names deadline_step_names = NAMES(step_words);

const struct ticket_reason ticket_reasons[] = {
	{ EVENT_RETURN, "not_our_area", N_("not our area"), false },
	{ EVENT_RETURN, "wrong_class", N_("wrong class"), false },
	{ EVENT_RETURN, "missing_data", N_("data missing"), false },
	{ EVENT_RETURN, "duplicate", N_("reported twice"), false },
	{ EVENT_RETURN, "other", N_("other"), false },
	{ EVENT_REJECT, "not_solved", N_("not solved"), false },
	{ EVENT_REJECT, "incomplete", N_("report incomplete"), false },
	{ EVENT_REJECT, "no_evidence", N_("no evidence"), false },
	{ EVENT_REJECT, "wrong_answer", N_("wrong or rude answer"), false },
	{ EVENT_HOLD, "customer_away", N_("customer away"), true },
	{ EVENT_HOLD, "customer_time", N_("customer wants a later time"), true },
	{ EVENT_HOLD, "customer_papers", N_("customer brings papers"), true },
	{ EVENT_HOLD, "customer_site", N_("customer prepares the site"), true },
	{ EVENT_HOLD, "material", N_("waits for material"), false },
	{ EVENT_HOLD, "weather", N_("weather"), false },
	{ EVENT_HOLD, "outage_plan", N_("waits for a planned outage"), false },
	{ EVENT_HOLD, "third_party", N_("waits for a third party"), false },
	{ EVENT_HOLD, "other", N_("other"), false },
	{ EVENT_REOPEN, "again", N_("the same event again"), false },
	{ EVENT_REOPEN, "not_solved", N_("not solved"), false },
	{ EVENT_REOPEN, "new_facts", N_("new facts"), false },
	{ EVENT_REOPEN, "supervision", N_("supervision"), false },
	{ EVENT_EXPLAINED, "beyond_rules", N_("the demand goes beyond the rules"), false },
	{ EVENT_EXPLAINED, "not_true", N_("not true"), false },
	{ EVENT_EXPLAINED, "third_party", N_("a third party is responsible"), false },
	{ EVENT_CLOSE, "not_drawn", N_("not drawn for a callback"), false },
	{ EVENT_CLOSE, "anonymous", N_("anonymous: nobody to call"), false },
	{ EVENT_CLOSE, "no_reply", N_("the customer wants no answer"), false },
	{ EVENT_CLOSE, "not_reached", N_("callback not reached"), false },
	{ EVENT_CLOSE, "withdrawn", N_("withdrawn by the customer"), false },
	{ EVENT_CLOSE, "office", N_("closed by the office"), false },
	{ EVENT_VOID, "mistake", N_("taken down by mistake"), false },
	{ EVENT_VOID, "duplicate", N_("reported twice"), false },
	{ EVENT_TERMINATE, "beyond_rules", N_("the demand goes beyond the rules"), false },
	{ EVENT_TERMINATE, "outage_loss", N_("loss by an outage"), false },
	{ EVENT_TERMINATE, "appliances", N_("appliance damage decided"), false },
	{ EVENT_TERMINATE, "shock", N_("electric shock, court decides"), false },
	{ EVENT_TERMINATE, "land", N_("land and installations, court decides"), false },
};
const int n_ticket_reasons = (int)(sizeof(ticket_reasons) / sizeof(ticket_reasons[0]));
/* clang-format on */

const struct ticket_class *ticket_class_find(int64_t code)
{
	for (int i = 0; i < n_ticket_classes; i++)
		if (ticket_classes[i].code == code)
			return &ticket_classes[i];
	return NULL;
}

const struct ticket_reason *ticket_reason_find(int32_t kind, const char *word)
{
	for (int i = 0; i < n_ticket_reasons; i++)
		if (ticket_reasons[i].kind == kind && strcmp(ticket_reasons[i].word, word) == 0)
			return &ticket_reasons[i];
	return NULL;
}

int64_t ticket_class1(int64_t code)
{
	return code >= 10000 ? code / 10000 : code >= 100 ? code / 100 : code;
}

int64_t ticket_class2(int64_t code)
{
	return code >= 10000 ? code / 100 : code >= 100 ? code : 0;
}

struct sla_case ticket_sla_case(const struct ticket_now *n)
{
	return (struct sla_case){
		.class1 = ticket_class1(n->class_code),
		.class2 = ticket_class2(n->class_code),
		.channel = n->channel,
		.urgency = n->urgency,
		.severity = n->severity,
		.place = n->place,
	};
}
