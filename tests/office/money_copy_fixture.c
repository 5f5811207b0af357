/* The same fixture as tests/model, for the programs of this folder. */
#include "tests/model/money_fixture.c"
