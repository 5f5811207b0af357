/* What the screens of damage claims share. */
#ifndef FORMS_CLAIM_PARTS_H
#define FORMS_CLAIM_PARTS_H

#include "desk/model/claim.h"
#include "forms/session.h"

struct claim_device_arg {
	struct claim_device device; /* n 0: a new one */
	bool assessed; /* changing it assesses the claim anew */
};

#endif
