/* What staff_form_screen is opened with; NULL: a new person. */
#ifndef FORMS_STAFF_FORM_H
#define FORMS_STAFF_FORM_H

#include "desk/model/staff.h"

struct staff_arg {
	const struct staff *who;
	bool deputise; /* names @who deputy of the station head for some days */
};

#endif
