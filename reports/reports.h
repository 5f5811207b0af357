/* All report definitions; report.c lists them. */
#ifndef DESK_REPORTS_REPORTS_H
#define DESK_REPORTS_REPORTS_H

#include "reports/report.h"

extern const struct report collect_report, tickets_report;

#endif
