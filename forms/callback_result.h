/* The form of one callback: what the list hands over. */
#ifndef FORMS_CALLBACK_RESULT_H
#define FORMS_CALLBACK_RESULT_H

#include "desk/model/callback.h"
#include "forms/screens.h"

struct callback_result_arg {
	struct callback_row row;
	int32_t result, grade; /* as far as it is known */
	int64_t called_at;
};
extern const struct screen_def callback_result_screen; /* struct callback_result_arg */

#endif
