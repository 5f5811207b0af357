/*
 * The demo station's files, exactly as an office would hand them over: see desk-import(5).
 */
#include "desk/base/date.h"
#include "desk/base/money.h"
#include "desk/cmd/demo.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

static FILE *create(const char *dir, const char *name)
{
	char path[PATH_MAX];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	if (!(f = fopen(path, "we")))
		err_set(ERR_IO, N_("The file %s cannot be written: %s."), path, strerror(errno));
	return f;
}

static enum err finish(FILE *f, const char *name)
{
	bool bad = ferror(f) != 0;

	if (fclose(f) != 0 || bad)
		return err_set(ERR_NO_SPACE, N_("The file %s cannot be written: %s."), name, strerror(errno));
	return OK;
}

static enum err write_staff(const char *dir)
{
	FILE *f = create(dir, "staff.csv");

	if (!f)
		return ERR_IO;
	fputs("staff_no,name,roles,phone\n"
	      "head,秦望山,head,13800000001\n"
	      "lead,马得水,\"leader,field\",13800000002\n"
	      "c1,曾小雨,clerk,13800000003\n"
	      "c2,单文静,clerk,13800000004\n"
	      "rev,何算盘,reviewer,13800000005\n"
	      "boss,石敢当,admin,13800000006\n"
	      "f1,王大勇,field,13800000007\n"
	      "f2,李长根,field,13800000008\n"
	      "xian,县公司值班,office,13800000009\n",
	      f);
	return finish(f, "staff.csv");
}

static int areas_of(int64_t customers)
{
	return (int)(DEMO_AREAS * (1 + (customers - 1) / 4000));
}

static enum err write_areas(const char *dir, int64_t customers)
{
	FILE *f = create(dir, "areas.csv");
	char name[64];

	if (!f)
		return ERR_IO;
	fputs("area_no,name,line,capacity_kva,manager\n", f);
	for (int i = 0; i < areas_of(customers); i++) {
		demo_area(i, name, sizeof(name));
		fprintf(f, "T%04d,%s,10kV青石%d线,%d,f%d\n", 1 + i, name, 1 + i % 6, 100 + 50 * (i % 8), 1 + i % 2);
	}
	return finish(f, "areas.csv");
}

static void write_customer(FILE *f, const struct demo_person *p)
{
	char kw[MONEY_TEXT], opened[DATE_TEXT], balance[MONEY_TEXT] = "";
	static const char *const places[] = { "urban", "rural", "remote" };

	money_text(p->contract_kw, kw);
	date_text(p->opened_on, opened);
	if (p->balance)
		money_text(p->balance, balance);
	fprintf(f, "%s,%s,%s,%s,%s,%s,%s,%s,%s,%d,%s,%s,%s,%s,%s,%d,%d,%d,%s,%s,%s\n", p->customer_no, p->name, p->address, p->usage_class,
		p->tariff, p->phone, p->id_no[0] ? "01" : "", p->id_no, p->voltage, p->load_class, kw, kw, p->area_no, places[p->place],
		balance, p->persons, p->allowance, p->sensitive, opened, p->old_no, p->pinyin);
}

static enum err write_customers(const char *dir, int64_t customers, int32_t today)
{
	FILE *f = create(dir, "customers.csv"), *m = create(dir, "meters.csv");
	struct demo_person p;
	char opened[DATE_TEXT];
	enum err e, e2;

	if (!f || !m) {
		if (f)
			fclose(f);
		return ERR_IO;
	}
	fputs("customer_no,name,address,usage_class,tariff,phone,id_type,id_no,voltage,load_class,contract_kw,running_kw,area_no,place,"
	      "balance,"
	      "persons,allowance,sensitive,opened_on,old_no,pinyin\n",
	      f);
	fputs("meter_no,customer_no,phases,multiplier,digits,installed_on,installed_reading\n", m);
	for (int64_t i = 0; i < customers; i++) {
		demo_person(i, today, &p);
		write_customer(f, &p);
		date_text(p.opened_on, opened);
		fprintf(m, "33%010" PRId64 ",%s,%d,%d,6,%s,0\n", 4200000000 + i, p.customer_no, p.company ? 3 : 1,
			p.contract_kw > 10000 ? 30 : 1, opened);
	}
	e = finish(f, "customers.csv");
	e2 = finish(m, "meters.csv");
	return e ? e : e2;
}

struct month {
	char period[32], issued[DATE_TEXT], due[DATE_TEXT];
	int32_t due_on, issued_on;
	int season; /* percent of a usual month */
};

/* The 13 months before the one @today is in; bills are issued on the 3rd of the month after and due on the 25th. */
static void make_months(int32_t today, struct month m[DEMO_MONTHS])
{
	static const int season[12] = { 130, 120, 95, 80, 80, 95, 130, 135, 95, 80, 85, 115 };
	int year = today / 10000, month = today / 100 % 100 - DEMO_MONTHS;

	if (today % 100 < 4) /* the newest bills would be issued tomorrow */
		month--;
	while (month < 1) {
		month += 12;
		year--;
	}
	for (int i = 0; i < DEMO_MONTHS; i++) {
		int next_year = month == 12 ? year + 1 : year, next = month == 12 ? 1 : month + 1;

		snprintf(m[i].period, sizeof(m[i].period), "%04d-%02d", year % 10000, month % 100);
		m[i].issued_on = date_make(next_year, next, 3);
		m[i].due_on = date_make(next_year, next, 25);
		date_text(m[i].issued_on, m[i].issued);
		date_text(m[i].due_on, m[i].due);
		m[i].season = season[month - 1];
		year = next_year;
		month = next;
	}
}

/* About 0.50 yuan a kWh at home, 0.80 in business, a little more above 180 kWh. */
static int64_t price(const struct demo_person *p, int64_t kwh)
{
	int64_t upper = kwh > 18000 ? kwh - 18000 : 0;

	if (p->company)
		return money_scale(kwh, 8062, 10000);
	return money_scale(kwh, 4983, 10000) + money_scale(upper, 500, 10000);
}

static enum err write_bills(const char *dir, int64_t customers, int32_t today)
{
	FILE *f = create(dir, "bills.csv");
	struct month months[DEMO_MONTHS];
	struct demo_person p;

	if (!f)
		return ERR_IO;
	make_months(today, months);
	fputs("bill_no,customer_no,period,issued_on,due_on,kwh,amount,paid,paid_on\n", f);
	for (int64_t i = 0; i < customers; i++) {
		struct demo_random r = { DEMO_SEED ^ (uint64_t)i };

		demo_person(i, today, &p);
		for (int k = 0; k < DEMO_MONTHS; k++) {
			const struct month *m = &months[k];
			int64_t kwh = p.kwh * m->season / 100 + demo_below(&r, 2000);
			int32_t paid_on = date_add(m->issued_on, demo_below(&r, 20));
			bool paid = k < DEMO_MONTHS - p.unpaid;
			char number[MONEY_TEXT], amount[MONEY_TEXT], date[DATE_TEXT] = "";

			if (paid)
				date_text(paid_on < today ? paid_on : m->issued_on, date);
			money_text(kwh, number);
			money_text(price(&p, kwh), amount);
			fprintf(f, "%s%.4s%s,%s,%s,%s,%s,%s,%s,%d,%s\n", p.customer_no, m->period, m->period + 5, p.customer_no, m->period,
				m->issued, m->due, number, amount, paid, date);
		}
	}
	return finish(f, "bills.csv");
}

enum err demo_files(const char *dir, int64_t customers, int32_t today)
{
	enum err e;

	if ((e = write_staff(dir)) || (e = write_areas(dir, customers)) || (e = write_customers(dir, customers, today)))
		return e;
	return write_bills(dir, customers, today);
}
