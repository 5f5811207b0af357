/*
 * The list of all screens, for the fronts, the help and the tests. The order is that of the numbers; screens without a number follow the
 * screen that opens them.
 */
#include "forms/screens.h"

/* clang-format off */
const struct screen_def *const screens[] = {
	&sign_in_screen,
	&home_screen,
	&customer_screen,
	&payment_screen,
	&receipts_screen,
	&receipt_screen,
	&paid_screen,
	&till_screen,
	&till_open_screen,
	&till_count_screen,
	&till_close_screen,
	&handover_screen,
	&bank_screen,
	&day_screen,
	&sync_screen,
	&import_screen,
	&staff_screen,
	&staff_form_screen,
	&params_screen,
	&param_form_screen,
	&calendar_screen,
	&approvals_screen,
	&audit_screen,
	&tickets_screen,
	&ticket_new_screen,
	&ticket_screen,
	&ticket_reply_screen,
	&recovery_screen,
	&callbacks_screen,
	&callback_result_screen,
	&outages_screen,
	&outage_screen,
	&outage_end_screen,
	&outage_new_screen,
	&claims_screen,
	&claim_screen,
	&claim_new_screen,
	&claim_device_screen,
	&knowledge_screen,
	&limits_screen,
	&limit_form_screen,
};
/* clang-format on */
const int n_screens = (int)(sizeof(screens) / sizeof(screens[0]));
