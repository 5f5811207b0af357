/*
 * Asking for a job from a screen: its records come one after the other, and how far it is stands on the screen while it runs.
 */
#include "forms/kit/front.h"

#include <stdarg.h>
#include <stdio.h>

void kit_progress(struct screen *s, const char *fmt, ...)
{
	char text[KIT_MESSAGE];
	va_list ap;

	(void)s;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	wait_progress(text);
}

enum err kit_ask_job(struct screen *s, struct ask *a, const struct msg *in, struct msg *out,
		     void (*on_part)(void *arg, const struct msg *part), void *arg)
{
	enum err e = ask(s->session->link, a, in, out, on_part, arg);

	wait_over();
	if (e != OK && e != ERR_APPROVAL)
		kit_error(s);
	return e;
}
