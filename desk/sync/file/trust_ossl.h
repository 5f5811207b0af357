/* Private to desk/sync/file. */
#ifndef DESK_SYNC_FILE_TRUST_OSSL_H
#define DESK_SYNC_FILE_TRUST_OSSL_H

#include "desk/sync/file/ossl.h"
#include "desk/sync/file/trust.h"

struct trust {
	STACK_OF(X509) * signers;
	STACK_OF(X509) * roots;
	STACK_OF(X509_CRL) * lists;
	int grace_days;
};

/* A store for one verification at @now: roots, lists, strict checks, nothing of the system's. */
X509_STORE *trust_store(const struct trust *t, int64_t now);

#endif
