/* The same fixture as tests/sync, for the programs of this folder. */
#include "tests/sync/pki_fixture.c"
