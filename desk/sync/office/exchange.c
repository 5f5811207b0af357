/* See the header. */
#include "desk/sync/office/exchange.h"

#include "desk/base/clock.h"
#include "desk/model/param.h"
#include "desk/sync/office/registry.h"
#include "desk/sync/office/sync_home.h"

#include <stdlib.h>
#include <string.h>

static enum err start(struct job *j, size_t size, int32_t kind)
{
	const struct sync_in *in = msg_get(j->in, &sync_in_schema, 0);
	struct exchange *x = xcalloc(1, size);

	j->state = x;
	x->size = size;
	x->kind = kind;
	if (in)
		x->in = *in;
	return home_claim(&x->claimed);
}

void exchange_end(struct job *j)
{
	struct exchange *x = j->state;

	if (!x)
		return;
	home_release(&x->claimed);
	if (x->sealing)
		seal_one_end(&x->seal);
	exchange_close(x);
	buf_free(&x->lines);
	buf_free(&x->trust);
	explicit_bzero(x, x->size);
	free(x);
	j->state = NULL;
}

/* ---- making ---- */

static enum err station_body(struct txn *t, void *arg)
{
	struct exchange *x = arg;

	return station_get(t, &x->st);
}

enum err exchange_start_making(struct job *j, size_t size, int32_t kind)
{
	enum err e = start(j, size, kind);
	struct exchange *x = j->state;

	if (e != OK || (e = store_txn(j->store, &j->who, station_body, x)) != OK)
		return e;
	if (x->st.kind != kind)
		return err_set(ERR_REFUSED, kind == STATION_OFFICE ? N_("Only an office acknowledges files.")
								   : N_("This is an office. It answers with \"desk office ack\"."));
	return x->st.practice ? err_set(ERR_REFUSED, N_("Nothing leaves a practice copy.")) : OK;
}

enum err exchange_seal(struct exchange *x)
{
	enum err e = seal_one_start(&x->seal, &x->st, &x->row, x->in.passphrase);

	x->sealing = e == OK;
	return e;
}

static enum err written_body(struct txn *t, void *arg)
{
	const struct exchange *x = arg;
	struct sealed row = x->row;
	enum err e = store_get(t, &sealed_table, &row);

	if (e != OK)
		return e;
	row.written_at = txn_now(t);
	/* A file made once more may have its answer already. */
	if (row.state == SEALED_HEADER)
		row.state = SEALED_WRITTEN;
	return store_put(t, &sealed_table, &row);
}

enum err exchange_made(struct job *j, struct exchange *x)
{
	struct sync_result result;
	enum err e = store_txn(j->store, &j->who, written_body, x);

	if (e != OK)
		return e;
	seal_one_result(&x->seal, x->again, &result);
	msg_add(j->out, &sync_result_schema, &result);
	seal_one_end(&x->seal);
	x->sealing = false;
	x->made = true;
	return OK;
}

/* ---- taking in ---- */

enum err exchange_start_taking(struct job *j, size_t size, int32_t kind)
{
	struct exchange *x;
	enum err e;

	if (!msg_get(j->in, &sync_in_schema, 0) || j->fd < 0)
		return err_set(ERR_INVALID, N_("The file is missing."));
	e = start(j, size, kind);
	x = j->state;
	memcpy(x->name, x->in.file_name, sizeof(x->name));
	return e;
}

static enum err look_body(struct txn *t, void *arg)
{
	struct exchange *x = arg;
	const char *slash = strrchr(x->name, '/');
	struct header named = { 0 };
	enum err e;

	if ((e = station_get(t, &x->st)) != OK)
		return e;
	if (x->st.kind != x->kind)
		return err_set(ERR_REFUSED, x->kind == STATION_OFFICE
						    ? N_("This is a station. Acknowledgements are taken in with \"desk receive\".")
						    : N_("This is an office. Day files are taken in with \"desk office import\"."));
	memset(&x->sequence, 0, sizeof(x->sequence));
	if (!file_name_read(slash ? slash + 1 : x->name, &named))
		return OK;
	if ((e = open_sequence(t, &named, x->kind == STATION_STATION, &x->sequence)) != OK)
		return e;
	/* A station without a fresh list must still learn what became of its days; the office has no such excuse. */
	if (x->kind == STATION_STATION && (e = param_int(t, "crl_days", clock_date(txn_now(t)), &x->grace_days, NULL)) != OK)
		return e;
	return registry_trust(t, &x->st, &x->trust);
}

enum err exchange_check(struct job *j, struct exchange *x, bool *decide)
{
	bool checked = false;
	enum err e = OK;

	*decide = false;
	switch (x->stage) {
	case EXCHANGE_OPEN:
		if ((e = store_txn(j->store, &j->who, look_body, x)) != OK)
			break;
		e = open_one_start(&x->open, &x->st, x->name, x->waiting ? -1 : j->fd, x->waiting, &x->sequence, (int)x->grace_days,
				   &x->trust, x->in.passphrase);
		x->opened = e == OK;
		x->stage = EXCHANGE_CHECK;
		break;
	case EXCHANGE_CHECK:
		e = open_one_step(&x->open, &checked);
		if (checked)
			x->stage = EXCHANGE_DECIDE;
		break;
	case EXCHANGE_DECIDE:
		*decide = true;
		break;
	}
	return e;
}

void exchange_close(struct exchange *x)
{
	if (x->opened)
		open_one_end(&x->open);
	x->opened = false;
	x->stage = EXCHANGE_OPEN;
}
