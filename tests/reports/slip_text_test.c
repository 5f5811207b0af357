/* The service slip: what must stand on it, and that it fits its paper in every case. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "desk/base/clock.h"
#include "desk/base/text.h"
#include "reports/slip.h"

static struct slip_view view(void)
{
	return (struct slip_view){
		.ticket_no = "T6101251032602130001",
		.external_no = "2026021357776050",
		.claim_no = "C6101251032602130001",
		.station_name = "青石供电所",
		.phone = "0917-8223344",
		.class_code = CLASS_SERVICE_DAMAGE,
		.customer_no = "6125000001",
		.name = "曾*",
		.text = "昨晚来电时电视机和冰箱都烧坏了，要求赔偿，邻居家也有电器损坏",
		.taken_by = "c1",
		.taken_at = clock_at(20260213, 16, 50, 0),
		.promised = clock_at(20260227, 17, 30, 0),
		.certain = true,
		.clock = CLOCK_ANSWER,
		.queue = QUEUE_WORK,
		.team = "抢修一班",
		.printed_at = clock_at(20260213, 16, 51, 0),
	};
}

static void print(const struct slip_view *v, int columns, struct buf *out)
{
	buf_reset(out);
	slip_text(v, columns, out);
}

static void assert_fits(const char *text, int columns)
{
	char line[1024];

	for (const char *p = text; *p;) {
		size_t n = strcspn(p, "\n");

		assert_true(n < sizeof(line));
		memcpy(line, p, n);
		line[n] = '\0';
		if (text_columns(line, WIDTH_PRINTER) > columns)
			fail_msg("%s is wider than %d", line, columns);
		p += n + (p[n] == '\n');
	}
}

static void it_tells_number_promise_post_and_how_to_ask(void **state)
{
	struct slip_view v = view();
	struct buf b = BUF_INIT;

	(void)state;
	print(&v, 48, &b);
	assert_non_null(strstr(b.data, "T6101251032602130001\n"));
	assert_non_null(strstr(b.data, "2026021357776050\n"));
	assert_non_null(strstr(b.data, "C6101251032602130001\n"));
	assert_non_null(strstr(b.data, "2026-02-13 16:50 / c1\n"));
	assert_non_null(strstr(b.data, "2026-02-27 17:30\n"));
	assert_non_null(strstr(b.data, "crew: handling\n"));
	assert_non_null(strstr(b.data, "0917-8223344"));
	assert_non_null(strstr(b.data, "12398"));
	assert_null(strstr(b.data, "DEMO"));
	assert_non_null(strstr(b.data, "Answered at the latest"));
	v.clock = CLOCK_ARRIVE;
	print(&v, 48, &b);
	assert_non_null(strstr(b.data, "On site at the latest"));
	buf_free(&b);
}

static void nothing_promised_and_a_provisional_promise_are_said(void **state)
{
	struct slip_view v = view();
	struct buf b = BUF_INIT;

	(void)state;
	v.certain = false;
	print(&v, 80, &b);
	assert_non_null(strstr(b.data, "provisional"));
	v.promised = 0;
	v.demo = true;
	print(&v, 80, &b);
	assert_null(strstr(b.data, "provisional"));
	assert_non_null(strstr(b.data, "as soon as possible"));
	assert_non_null(strstr(b.data, "DEMO"));
	buf_free(&b);
}

static void it_fits_every_paper_in_every_state(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	for (int i = 0; i < n_ticket_classes; i++)
		for (int q = QUEUE_NONE; q <= QUEUE_OFFICE; q++)
			for (int columns = 48; columns <= 80; columns += 32) {
				struct slip_view v = view();

				v.class_code = ticket_classes[i].code;
				v.queue = q;
				v.state = q ? TICKET_WORKING : TICKET_CLOSED;
				text_copy(v.team, sizeof(v.team), "柳林新村二栋一单元三零一室供电抢修二班");
				print(&v, columns, &b);
				assert_fits(b.data, columns);
			}
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_tells_number_promise_post_and_how_to_ask),
		cmocka_unit_test(nothing_promised_and_a_provisional_promise_are_said),
		cmocka_unit_test(it_fits_every_paper_in_every_state),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
