/*
 * All screens: numbers for F11, and what is handed to .enter where a screen needs something to begin with. The list itself is screens[] in
 * screens.c; a screen is defined in the file that bears its name.
 */
#ifndef FORMS_SCREENS_H
#define FORMS_SCREENS_H

#include "forms/kit/kit.h"

enum screen_number {
	SCREEN_HOME = 1,
	SCREEN_CUSTOMER,
	SCREEN_PAYMENT,
	SCREEN_RECEIPTS,
	SCREEN_TILL,
	SCREEN_DAY,
	SCREEN_SYNC,
	SCREEN_IMPORT,
	SCREEN_STAFF,
	SCREEN_PARAMS,
	SCREEN_CALENDAR,
	SCREEN_APPROVALS,
	SCREEN_AUDIT,
	SCREEN_TICKETS,
	SCREEN_TICKET_NEW,
	SCREEN_TICKET,
	SCREEN_CALLBACKS,
	SCREEN_OUTAGES,
	SCREEN_OUTAGE_NEW,
	SCREEN_CLAIMS,
	SCREEN_KNOWLEDGE,
	SCREEN_LIMITS,
};

/* customer_screen, payment_screen: const char * customer number ("" or NULL asks for one); payment_screen also takes the number of a
 * half-filled form (draft.h). receipt_screen: const char * receipt number; paid_screen is the same behind a payment and leads back home. */
extern const struct screen_def home_screen, customer_screen, payment_screen, receipt_screen, paid_screen, receipts_screen;
extern const struct screen_def till_screen, till_count_screen, till_close_screen, till_open_screen, handover_screen, bank_screen;
extern const struct screen_def day_screen, sync_screen, import_screen;
extern const struct screen_def staff_screen, staff_form_screen, params_screen, param_form_screen, calendar_screen;
extern const struct screen_def approvals_screen, audit_screen;
extern const struct screen_def limits_screen, limit_form_screen; /* the latter: const struct sla * in force */
/* claim_screen: const char * claim number (asked for if empty); claim_new_screen: const char * customer number or NULL;
 * claim_device_screen: const struct claim_device_arg *. */
extern const struct screen_def claims_screen, claim_screen, claim_new_screen, claim_device_screen;
extern const struct screen_def knowledge_screen; /* const char * text to look for, or NULL */
/* ticket_new_screen: const char * customer number or ""; ticket_screen: const char * ticket number (asked for if empty).
 * ticket_reply_screen: struct ticket_reply_arg. */
extern const struct screen_def callbacks_screen, callback_result_screen; /* the latter: struct callback_result_arg */
/* outage_screen: const char * outage number (asked for if empty); outage_end_screen: const struct outage *. */
extern const struct screen_def outages_screen, outage_screen, outage_new_screen, outage_end_screen;
extern const struct screen_def tickets_screen, ticket_new_screen, ticket_screen, ticket_reply_screen;
extern const struct screen_def recovery_screen; /* const char * ticket number */

#endif
