/* Signed files from the screen: making them, taking the office's answer in, what happened in sentences. */
#ifndef FORMS_FILE_JOB_H
#define FORMS_FILE_JOB_H

#include "forms/session.h"

/* Makes the files of all closed days; asks for the passphrase where the key has one. */
enum next files_export(struct screen *s);
/* Asks for a path and takes the office's signed file in. */
enum next files_receive(struct screen *s);

#endif
