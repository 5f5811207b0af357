/* Every table and every schema of the program. A new noun adds its rows here and nowhere else. */
#include "desk/model/tables.h"

#include "desk/base/error_record.h"
#include "desk/model/approval.h"
#include "desk/model/audit.h"
#include "desk/model/calendar_day.h"
#include "desk/model/claim.h"
#include "desk/model/callback.h"
#include "desk/model/draft.h"
#include "desk/model/import.h"
#include "desk/model/knowledge.h"
#include "desk/model/outage.h"
#include "desk/model/param.h"
#include "desk/model/report_collect.h"
#include "desk/model/slip.h"
#include "desk/model/report_tickets.h"
#include "desk/model/sla.h"
#include "desk/model/sync_state.h"
#include "desk/model/ticket.h"
#include "desk/model/till.h"

#include <string.h>

/* clang-format off */
const struct table *const model_tables[] = {
	&station_table, &schema_note_table, &counter_table,
	&staff_table, &secret_table, &staff_lang_table, &audit_event_table, &param_table, &calendar_day_table,
	&import_begin_table, &import_done_table,
	&customer_table, &person_table, &area_table, &meter_table,
	&bill_table, &debt_table, &account_table, &opening_table,
	&receipt_table, &tender_table, &tender_event_table, &tender_now_table, &allocation_table, &move_table, &refund_table,
	&reprint_table, &receipt_key_table, &receipt_try_table,
	&knowledge_table, &sla_table,
	&ticket_table, &ticket_contact_table, &ticket_event_table, &ticket_result_table, &ticket_class_change_table, &ticket_promise_table,
	&ticket_link_table, &ticket_now_table, &callback_plan_table, &callback_table,
	&outage_table, &outage_area_table, &outage_event_table, &outage_result_table, &outage_sum_table, &outage_party_table,
	&outage_notice_table, &outage_now_table, &outage_cover_table, &need_table,
	&claim_table, &claim_device_table, &claim_step_table, &claim_now_table, &recovery_table, &recovery_follow_table,
	&till_open_table, &till_count_table, &count_line_table, &count_method_table, &till_close_table, &banking_table, &till_total_table,
	&till_now_table,
	&day_open_table, &day_close_table, &day_carry_table, &day_now_table,
	&approval_table, &approval_message_table, &asked_table, &lockout_table, &draft_table,
	&sealed_table, &ratchet_table, &refusal_table, &applied_table, &rej_table, &ack_table, &ack_received_table, &office_station_table,
};
const int n_model_tables = (int)(sizeof(model_tables) / sizeof(model_tables[0]));

const struct schema *const model_schemas[] = {
	/* tables */
	&station_schema, &schema_note_schema, &counter_schema, &staff_schema, &secret_schema, &audit_event_schema, &param_schema,
	&calendar_day_schema, &import_begin_schema, &import_done_schema, &customer_schema, &person_schema, &area_schema, &meter_schema,
	&bill_schema, &debt_schema, &account_schema, &opening_schema,
	&approval_schema, &approval_message_schema, &asked_schema, &lockout_schema, &draft_schema, &draft_in_schema, &draft_row_schema,
	&staff_lang_schema,
	&sealed_schema, &ratchet_schema, &refusal_schema, &applied_schema, &rej_schema, &ack_schema, &ack_received_schema,
	&office_station_schema,
	&sla_schema, &sla_in_schema,
	&ticket_schema, &ticket_contact_schema, &ticket_event_schema, &ticket_result_schema, &ticket_class_change_schema,
	&ticket_promise_schema, &ticket_link_schema, &ticket_now_schema, &ticket_clock_schema, &explain_row_schema, &triage_in_schema,
	&hint_schema, &ticket_new_in_schema, &ticket_act_in_schema, &ticket_in_schema, &ticket_step_row_schema, &ticket_list_in_schema,
	&ticket_row_schema, &ticket_todo_schema,
	&callback_schema, &callback_plan_schema, &callback_list_in_schema, &callback_row_schema, &callback_in_schema, &callback_day_in_schema,
	&tickets_head_schema, &tickets_class_schema, &tickets_handler_schema, &tickets_overdue_schema, &tickets_suspect_schema,
	&outage_schema, &outage_area_schema, &outage_event_schema, &outage_result_schema, &outage_sum_schema, &outage_party_schema,
	&outage_notice_schema, &outage_now_schema, &outage_cover_schema, &need_schema, &outage_list_in_schema, &outage_in_schema,
	&outage_row_schema, &outage_party_row_schema, &outage_act_in_schema, &attach_in_schema, &outage_end_in_schema,
	&knowledge_schema, &knowledge_in_schema,
	&claim_schema, &claim_device_schema, &claim_step_schema, &claim_now_schema, &recovery_schema, &recovery_follow_schema,
	&claim_in_schema, &claim_list_in_schema, &claim_row_schema, &claim_device_row_schema, &recovery_list_in_schema, &recovery_row_schema, &slip_view_schema,
	/* requests and answers */
	&error_schema, &finding_schema, &staff_key_schema, &param_in_schema, &param_row_schema, &calendar_in_schema, &calendar_row_schema,
	&import_in_schema, &import_progress_schema, &customer_key_schema, &customer_list_in_schema, &unmask_in_schema, &person_view_schema,
	&hit_schema, &find_in_schema, &audit_in_schema, &audit_row_schema, &due_schema, &debt_in_schema, &bill_key_schema, &approval_in_schema,
	&report_in_schema, &collect_head_schema, &collect_row_schema, &collect_till_schema, &collect_open_schema, &collect_param_schema,
	&receipt_schema, &tender_schema, &tender_event_schema, &tender_now_schema, &allocation_schema, &move_schema, &refund_schema,
	&reprint_schema, &receipt_key_schema, &receipt_try_schema, &pay_in_schema, &pay_tender_schema, &pay_bill_schema, &receipt_view_schema,
	&receipt_line_schema, &receipt_in_schema, &receipt_list_in_schema, &receipt_row_schema, &verify_in_schema, &verify_out_schema,
	&till_open_schema, &till_count_schema, &count_line_schema, &count_method_schema, &till_close_schema, &banking_schema,
	&till_total_schema, &till_now_schema, &till_in_schema, &till_view_schema,
	&day_open_schema, &day_close_schema, &day_carry_schema, &day_now_schema, &day_in_schema, &day_view_schema,
};
const int n_model_schemas = (int)(sizeof(model_schemas) / sizeof(model_schemas[0]));
/* clang-format on */

const struct schema *model_schema(const char *name)
{
	for (int i = 0; i < n_model_schemas; i++)
		if (strcmp(model_schemas[i]->name, name) == 0)
			return model_schemas[i];
	return NULL;
}
