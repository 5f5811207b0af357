/*
 * People who do not exist: surnames of several readings, compound surnames, rare characters, villages. Numbers have valid check digits
 * but a region code nobody has. Everything follows from the seed and the customer's index.
 */
#include "desk/base/date.h"
#include "desk/base/text.h"
#include "desk/cmd/demo.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define COUNT(a) ((int)(sizeof(a) / sizeof((a)[0])))

uint64_t demo_next(struct demo_random *r)
{
	uint64_t z = (r->state += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

int demo_below(struct demo_random *r, int n)
{
	return (int)(demo_next(r) % (uint64_t)n);
}

bool demo_chance(struct demo_random *r, int of_1000)
{
	return demo_below(r, 1000) < of_1000;
}

/* clang-format off */
static const char *const common[] = { "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林", "何", "郭", "马", "罗",
	"梁", "宋", "郑", "谢", "韩", "唐", "冯", "于", "董", "萧", "程", "曹", "袁", "邓", "许", "傅", "沈", "彭", "吕", "苏" };
static const char *const readings[] = { "曾", "单", "解", "查", "仇", "朴", "缪", "区", "翟", "盖", "乐", "召", "种", "任", "覃", "牟", "隗", "洗", "尉", "华",
	"纪", "燕", "葛", "宁", "柏", "石", "冼", "逄", "佘", "郗" };
static const char *const compound[] = { "欧阳", "司徒", "诸葛", "令狐", "尉迟", "万俟", "长孙", "澹台", "单于", "宇文", "夏侯", "上官", "东方", "皇甫", "慕容", "端木" };
static const char *const given[] = { "建", "国", "芳", "英", "伟", "秀", "兰", "军", "明", "红", "玉", "华", "平", "志", "强", "春", "梅", "海", "燕", "永",
	"贵", "福", "桂", "香", "文", "武", "德", "才", "金", "银", "凤", "霞", "丽", "娟", "小", "大", "云", "龙", "虎", "山",
	"水", "林", "森", "雪", "冬", "夏", "秋", "晓", "东", "西", "南", "北", "成", "功", "安", "康", "乐", "晟", "茜", "莘",
	"行", "重", "朝", "长", "藏", "乾", "省", "便", "曾", "调" };
static const char *const rare[] = { "㐂", "𠮷", "龑", "犇", "淼", "喆", "翀", "頔", "赟", "昇", "堃", "㛃" };
static const char *const villages[] = { "青石街", "长坪村", "石头坳", "李家坪", "上湾村", "黄泥塘", "杨树沟", "大庙村", "三岔口", "白杨湾", "柳林村", "乐亭村",
	"单家集", "朝阳沟", "重阳坡", "解家河", "曾家院", "东坪村", "西沟村", "瓦窑头" };
static const char *const companies[] = { "粮油加工厂", "砖瓦厂", "农机站", "卫生院", "中心小学", "供销社", "养殖合作社", "茶厂", "加油站", "建材商店", "冷库", "超市" };

/* Always there, so that pages and drills may name them: search by zgf, zengg, sx, 8000, "长坪". */
static const struct {
	const char *name, *pinyin;
	int village, group, house, unpaid;
	const char *phone, *area_class;
} known[] = {
	{ "曾国芳", "",  1, 3, 12, 3, "13800138000", "201" },
	{ "单雄信", "",  1, 3, 14, 2, "13900139001", "201" },
	{ "解晓东", "",  0, 1, 8, 1, "13700137002", "202" },
	{ "仇永福", "",  4, 2, 5, 0, "13600136003", "201" },
	{ "查良平", "",  5, 1, 1, 4, "13500135004", "201" },
	{ "欧阳修文", "", 1, 4, 21, 3, "13400134005", "201" },
	{ "尉迟恭安", "", 7, 2, 9, 0, "13300133006", "201" },
	{ "万俟长春", "", 8, 1, 2, 6, "13200132007", "201" },
	{ "张𠮷祥", "zhang ji xiang", 2, 1, 7, 1, "13100131008", "201" },
	{ "王㐂梅", "wang xi mei", 2, 1, 9, 2, "13000130009", "201" },
	{ "张三", "",    1, 1, 1, 2, "13812345678", "201" },
	{ "张山", "",    1, 1, 3, 1, "13812345679", "201" },
	{ "乐小茜", "",  11, 2, 6, 0, "15800158012", "201" },
	{ "缪晟", "",    0, 1, 15, 1, "15900159013", "202" },
	{ "朴成功", "",  3, 2, 4, 13, "15700157014", "201" },
	{ "区重阳", "",  14, 1, 11, 2, "15600156015", "201" },
};
/* clang-format on */

void demo_area(int i, char *name, size_t size)
{
	snprintf(name, size, "%s%d号台区", villages[i % COUNT(villages)], 1 + i / COUNT(villages));
}

/* GB 11643: weights and check characters. The region 990101 does not exist. */
static void resident_number(struct demo_random *r, int32_t today, char out[64])
{
	static const int weight[17] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
	int year = date_year(today) - 18 - demo_below(r, 70), sum = 0;

	snprintf(out, 64, "990101%04d%02d%02d%03d", year, 1 + demo_below(r, 12), 1 + demo_below(r, 28), demo_below(r, 999));
	for (int i = 0; i < 17; i++)
		sum += (out[i] - '0') * weight[i];
	out[17] = "10X98765432"[sum % 11];
	out[18] = '\0';
}

static void person_name(struct demo_random *r, char *name, size_t size)
{
	const char *surname;
	int which = demo_below(r, 100), second = demo_below(r, 100);

	if (which < 72)
		surname = common[demo_below(r, COUNT(common))];
	else if (which < 94)
		surname = readings[demo_below(r, COUNT(readings))];
	else
		surname = compound[demo_below(r, COUNT(compound))];
	snprintf(name, size, "%s%s%s", surname, second < 2 ? rare[demo_below(r, COUNT(rare))] : given[demo_below(r, COUNT(given))],
		 second < 80 ? given[demo_below(r, COUNT(given))] : "");
}

/* How many of the newest bills are not paid: the newest is often still within its time, few owe long. */
static int unpaid_bills(struct demo_random *r)
{
	int p = demo_below(r, 1000);

	if (p < 620)
		return 0;
	if (p < 870)
		return 1;
	if (p < 950)
		return 2;
	if (p < 980)
		return 3 + demo_below(r, 3);
	return p < 995 ? 6 + demo_below(r, 4) : DEMO_MONTHS;
}

static void company(struct demo_random *r, struct demo_person *p, int village)
{
	p->company = true;
	snprintf(p->name, sizeof(p->name), "%s%s", villages[village], companies[demo_below(r, COUNT(companies))]);
	text_copy(p->usage_class, sizeof(p->usage_class), demo_chance(r, 300) ? "300" : demo_chance(r, 800) ? "405" : "403");
	text_copy(p->voltage, sizeof(p->voltage), "07");
	p->load_class = demo_chance(r, 30) ? 2 : 3;
	p->contract_kw = (10 + demo_below(r, 190)) * 100;
	p->kwh = (400 + demo_below(r, 4000)) * 100;
	p->id_no[0] = '\0';
	p->persons = 0;
}

void demo_person(int64_t i, int32_t today, struct demo_person *p)
{
	struct demo_random r = { DEMO_SEED + (uint64_t)i * UINT64_C(0xd1342543de82ef95) };
	int village = demo_below(&r, COUNT(villages)), group = 1 + demo_below(&r, 6), house = 1 + demo_below(&r, 60);

	*p = (struct demo_person){ .place = 1, .load_class = 3, .contract_kw = 800, .unpaid = unpaid_bills(&r) };
	snprintf(p->customer_no, sizeof(p->customer_no), "6125%06" PRId64, i + 1);
	text_copy(p->usage_class, sizeof(p->usage_class), village == 0 ? "202" : "201");
	text_copy(p->voltage, sizeof(p->voltage), "05");
	snprintf(p->phone, sizeof(p->phone), "1%d%d%08" PRId64, 3 + 2 * demo_below(&r, 4), demo_below(&r, 10),
		 (int64_t)demo_below(&r, 100000000));
	resident_number(&r, today, p->id_no);
	p->persons = 1 + demo_below(&r, 6);
	p->kwh = (40 + demo_below(&r, 260)) * 100;
	person_name(&r, p->name, sizeof(p->name));
	if (i < COUNT(known)) {
		text_copy(p->name, sizeof(p->name), known[i].name);
		text_copy(p->pinyin, sizeof(p->pinyin), known[i].pinyin);
		text_copy(p->phone, sizeof(p->phone), known[i].phone);
		text_copy(p->usage_class, sizeof(p->usage_class), known[i].area_class);
		village = known[i].village;
		group = known[i].group;
		house = known[i].house;
		p->unpaid = known[i].unpaid;
	} else if (demo_chance(&r, 60)) {
		company(&r, p, village);
	}
	text_copy(p->tariff, sizeof(p->tariff), p->company ? "40503012" : village == 0 ? "20201021" : "20101001");
	if (village == 0)
		snprintf(p->address, sizeof(p->address), "青石镇%s%d号", villages[village], group * 60 + house);
	else
		snprintf(p->address, sizeof(p->address), "青石镇%s%d组%d号", villages[village], group, house);
	snprintf(p->area_no, sizeof(p->area_no), "T%04d", 1 + village + (int)(i / 4000) * COUNT(villages));
	p->place = village == 0 ? 0 : village == 8 || village == 14 ? 2 : 1;
	p->allowance = !p->company && demo_chance(&r, 25);
	p->sensitive = demo_chance(&r, 5);
	p->opened_on = date_make(2005 + demo_below(&r, 19), 1 + demo_below(&r, 12), 1 + demo_below(&r, 28));
	if (demo_chance(&r, 30) && i >= COUNT(known))
		p->balance = (10 + demo_below(&r, 290)) * 100;
	if (p->balance)
		p->unpaid = 0;
	if (i == 15)
		p->balance = 6000;
	if (demo_chance(&r, 400))
		snprintf(p->old_no, sizeof(p->old_no), "03%08" PRId64, 10000000 + i);
}
