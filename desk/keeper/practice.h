/* Filling a practice copy of a station; see practice.c. */
#ifndef DESK_KEEPER_PRACTICE_H
#define DESK_KEEPER_PRACTICE_H

#include "desk/keeper/keeper.h"

/* Fills the home @to, which has no store yet, from the store @from. On an error @to has none either. */
enum err practice_fill(struct store *from, const char *to);

#endif
