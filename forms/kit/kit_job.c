/*
 * Asking for a job from a screen: its records come one after the other, and how far it is stands on the screen while it runs.
 */
#include "forms/kit/front.h"

#include <stdarg.h>
#include <stdio.h>

#include "desk/base/clock.h"

enum { PATIENCE_US = 200 * 1000 };

struct job_wait {
	int64_t since;
	bool shown, away;
};
static struct job_wait job_wait;

static void busy(const char *utf8)
{
	if (kit.front)
		kit.front->busy(utf8);
	job_wait.shown = utf8 != NULL;
}

static void on_wait(void *arg, bool away)
{
	(void)arg;
	if (away && !job_wait.away)
		busy(_("Connection interrupted, repeating..."));
	else if (!away && !job_wait.shown && clock_mono_us() - job_wait.since >= PATIENCE_US)
		busy(_("Please wait..."));
	job_wait.away = away;
}

void kit_progress(struct screen *s, const char *fmt, ...)
{
	char text[KIT_MESSAGE];
	va_list ap;

	(void)s;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	busy(text);
}

enum err kit_ask_job(struct screen *s, struct ask *a, const struct msg *in, struct msg *out,
		     void (*on_part)(void *arg, const struct msg *part), void *arg)
{
	enum err e;

	job_wait = (struct job_wait){ .since = clock_mono_us() };
	link_on_wait(s->session->link, on_wait, NULL);
	e = ask(s->session->link, a, in, out, on_part, arg);
	link_on_wait(s->session->link, NULL, NULL);
	if (job_wait.shown)
		busy(NULL);
	if (e != OK && e != ERR_APPROVAL)
		kit_error(s);
	return e;
}
