/* desk verify: signed files without any store. Only signature, names and header are looked at; the content is for its recipient. */
#include "desk/base/clock.h"
#include "desk/cmd/file_results.h"
#include "desk/sync/file/open_file.h"
#include "desk/sync/office/line_types.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

struct verify_opts {
	const char *trust;
};
/* clang-format off */
static const struct opt verify_opts[] = {
	{ "trust", 0, OPT_TEXT, N_("DIR"), N_("root, revocation list and certificates of signers (*.crt, *.pem); without it those of the home"), false, offsetof(struct verify_opts, trust) },
};
/* clang-format on */

static enum err add_dir(struct trust *t, const char *path, bool needed)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	enum err e;

	if (fd < 0)
		return needed ? err_set(ERR_IO, N_("%s cannot be opened: %s."), path, strerror(errno)) : OK;
	e = trust_add_dir(t, fd);
	close(fd);
	return e;
}

static enum err home_trust(struct trust *t, const char *home)
{
	static const char *const dirs[] = { "key/trust", "key/registry", "key" };
	char path[PATH_MAX];
	enum err e = OK;

	for (int i = 0; e == OK && i < 3; i++) {
		if (snprintf(path, sizeof(path), "%s/%s", home, dirs[i]) >= (int)sizeof(path))
			return err_set(ERR_IO, N_("The path of the home is too long."));
		e = add_dir(t, path, i == 0);
	}
	return e;
}

static enum err verify_one(const struct trust *t, const char *path, struct sync_result *r)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	struct open_in in = { .name = name,
			      .trust = t,
			      .kinds = 1u << KIND_DAY | 1u << KIND_ACK,
			      .any_demo = true,
			      .types = sync_line_types(),
			      .now = clock_now() };
	struct open_out out;
	struct stat st;
	void *map = NULL;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

	if (fd < 0 || fstat(fd, &st) != 0) {
		enum err e = err_set(ERR_IO, N_("The file %s cannot be opened: %s."), path, strerror(errno));

		if (fd >= 0)
			close(fd);
		return e;
	}
	if (S_ISREG(st.st_mode) && st.st_size > 0 && st.st_size <= FILE_MAX) {
		map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
		if (map == MAP_FAILED)
			map = NULL;
	}
	in.data = map ? map : "";
	in.len = map ? (size_t)st.st_size : 0;
	open_file(&in, &out);
	memset(r, 0, sizeof(*r));
	snprintf(r->file_name, sizeof(r->file_name), "%s", name);
	snprintf(r->code, sizeof(r->code), "%s", verdict_code(out.verdict));
	if (out.proven) {
		snprintf(r->peer, sizeof(r->peer), "%s", out.header.from);
		snprintf(r->kind, sizeof(r->kind), "%s", file_kind_word(out.header.kind));
		r->business_date = out.header.bdate;
		r->seq = out.header.seq;
		r->events = out.header.events;
		memcpy(r->file_id, out.id, 32);
		r->clock_ahead = out.clock_ahead;
	}
	open_out_free(&out);
	if (map)
		munmap(map, (size_t)st.st_size);
	close(fd);
	return OK;
}

static int run_verify(struct cmd_context *c, int argc, char **argv, const void *opts)
{
	const struct verify_opts *o = opts;
	struct trust *t = trust_new();
	struct msg m = MSG_INIT;
	struct sync_result r;
	int status = 0, worst = 0;
	enum err e = o->trust ? add_dir(t, o->trust, true) : home_trust(t, c->home);

	if (e != OK) {
		trust_free(t);
		return cmd_fail(c, e);
	}
	for (int i = 0; i < argc; i++) {
		if ((e = verify_one(t, argv[i], &r)) != OK)
			status = cmd_fail(c, e);
		else
			msg_add(&m, &sync_result_schema, &r);
		if (status > worst)
			worst = status;
	}
	status = file_results(c, &m, true);
	msg_free(&m);
	trust_free(t);
	return status > worst ? status : worst;
}

/* clang-format off */
CMDS(verify,
	{ .name = "verify", .args = "FILE...", .min_args = 1, .max_args = 1000, .summary = N_("check signed files without any store"),
	  .detail = N_("Signature, signer, revocation, name and header are checked against registered certificates only. The content stays encrypted."),
	  OPTS(verify_opts, struct verify_opts), .run = run_verify });
/* clang-format on */
