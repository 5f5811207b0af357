/* The form of one callback: what the list hands over. */
#ifndef FORMS_CALLBACK_RESULT_H
#define FORMS_CALLBACK_RESULT_H

#include "desk/model/callback.h"
#include "forms/screens.h"

/* What one digit stands for, in the list as in the form. 1 2 3 4 9 are the grades as they are stored; 0 = nothing yet. */
enum { CALLBACK_OPTIONS = 10 };
struct callback_option {
	int32_t result, grade;
};
extern const struct callback_option callback_options[CALLBACK_OPTIONS];

struct callback_result_arg {
	struct callback_row row;
	int32_t option; /* typed already, or 0 */
	int64_t called_at;
};
extern const struct screen_def callback_result_screen; /* struct callback_result_arg */

#endif
