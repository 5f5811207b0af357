/* Fault points: one armed point at a time is enough, because a killed process is started anew with another one. */
#include "desk/base/fault.h"

#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct {
	bool loaded, kill, lasting;
	char name[48];
	int64_t countdown; /* 0: nothing armed */
} armed;

void fault_set(const char *spec)
{
	const char *colon = spec ? strchr(spec, ':') : NULL;

	memset(&armed, 0, sizeof(armed));
	armed.loaded = true;
	if (!colon || (size_t)(colon - spec) >= sizeof(armed.name))
		return;
	memcpy(armed.name, spec, (size_t)(colon - spec));
	char *end;
	armed.countdown = strtoll(colon + 1, &end, 10);
	armed.lasting = *end == '+';
	armed.kill = strcmp(end + armed.lasting, ":error") != 0;
}

bool fault_hit(const char *name)
{
	if (!armed.loaded)
		fault_set(getenv("DESK_FAULT"));
	if (armed.countdown <= 0 || strcmp(name, armed.name) != 0)
		return false;
	if (armed.countdown > 1 || !armed.lasting)
		armed.countdown--;
	if (armed.countdown > (armed.lasting ? 1 : 0))
		return false;
	if (armed.kill)
		kill(getpid(), SIGKILL);
	return true;
}

bool fault_hit_at(const char *when, const char *what)
{
	char name[sizeof(armed.name)];

	snprintf(name, sizeof(name), "%s.%s", when, what);
	return fault_hit(name);
}
