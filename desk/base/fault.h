/*
 * Named fault points of the -DDESK_TEST build: DESK_FAULT="name:n:kill" kills the process at the n-th passage of FAULT("name"),
 * "name:n:error" makes that passage return true, so that the caller fails as if the system had; "n+" stands for every passage from
 * the n-th on. Elsewhere FAULT() is plain false.
 */
#ifndef DESK_BASE_FAULT_H
#define DESK_BASE_FAULT_H

#include <stdbool.h>

#ifdef DESK_TEST
#define FAULT(name) fault_hit(name)
#define FAULT_AT(when, what) fault_hit_at(when, what)
#else
#define FAULT(name) false
#define FAULT_AT(when, what) false
#endif

bool fault_hit(const char *name);
/* The point "WHEN.WHAT": for the same place passed for different things. */
bool fault_hit_at(const char *when, const char *what);
/* Replaces what the environment said ("" or NULL: no faults) and starts counting anew. For tests within one process. */
void fault_set(const char *spec);

#endif
