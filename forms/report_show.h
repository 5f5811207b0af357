/* Reports on the screen. */
#ifndef FORMS_REPORT_SHOW_H
#define FORMS_REPORT_SHOW_H

#include "forms/kit/kit.h"

/* Shows the report @id of a day (0: its newest) as text in a pop-up that scrolls. */
enum next report_show(struct screen *s, const char *id, int32_t date);

#endif
