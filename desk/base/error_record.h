/* The record form of struct error, so that the keeper's refusals travel as data and are worded in the clerk's language. */
#ifndef DESK_BASE_ERROR_RECORD_H
#define DESK_BASE_ERROR_RECORD_H

#include "desk/base/schema.h"

extern const struct schema error_schema;

#endif
