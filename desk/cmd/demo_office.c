/*
 * Third act of the demo day: keys and certificates, the signed file, the office takes it in twice, the acknowledgement turns the day
 * green.
 */
#include "desk/base/hash.h"
#include "desk/base/text.h"
#include "desk/cmd/demo_play.h"
#include "desk/sync/office/sync_records.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The authority is a script that ships with the program. */
static void find_ca(char *path, size_t size)
{
	if (cmd_data_file("../install/desk-ca", path, size) != OK)
		snprintf(path, size, "%s/bin/desk-ca", DESK_PREFIX);
}

static enum err write_passphrase(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	bool good = fd >= 0 && dprintf(fd, "demo authority\n") > 0;

	if (fd >= 0)
		close(fd);
	return good ? OK : err_set(ERR_IO, N_("The file %s cannot be written."), path);
}

/* Keys of both, certificates for both, each believes the same root, the station is registered after the fingerprints were compared. */
static enum err keys(struct play *p)
{
	enum { LONG = PATH_MAX + 96 };
	char ca[LONG], log[LONG], dir[PATH_MAX + 8], pass[LONG], trust[LONG], path[4][LONG], cert[4][LONG];
	const char *const self = "/proc/self/exe";
	const char *const names[] = { "sign", "encrypt" };
	enum err e;

	find_ca(ca, sizeof(ca));
	snprintf(log, sizeof(log), "%s/keys.log", p->dir);
	snprintf(dir, sizeof(dir), "%s/ca", p->dir);
	snprintf(pass, sizeof(pass), "%s/ca.pass", p->dir);
	snprintf(trust, sizeof(trust), "%s/trust.pem", dir);
	for (int i = 0; i < 4; i++) {
		snprintf(path[i], LONG, "%s/key/%s.csr", i < 2 ? p->station : p->office, names[i % 2]);
		snprintf(cert[i], LONG, "%s/key/%s.crt", i < 2 ? p->station : p->office, names[i % 2]);
	}
	if ((e = write_passphrase(pass)) || (e = play_run((const char *[]){ self, "-D", p->station, "key", "new", NULL }, log)) ||
	    (e = play_run((const char *[]){ self, "-D", p->office, "key", "new", NULL }, log)) ||
	    (e = play_run((const char *[]){ ca, "-d", dir, "-p", pass, "root", "青石演示", NULL }, log)) ||
	    (e = play_run((const char *[]){ ca, "-d", dir, "-p", pass, "issue", path[0], path[1], path[2], path[3], NULL }, log)) ||
	    (e = play_run((const char *[]){ self, "-D", p->station, "key", "install", trust, cert[2], cert[3], NULL }, log)) ||
	    (e = play_run((const char *[]){ self, "-D", p->office, "key", "install", trust, NULL }, log)))
		return e;
	e = play_run((const char *[]){ self, "-D", p->office, "office", "enrol", "--yes", "--name", "青石供电所", cert[0], cert[1], NULL },
		     log);
	if (!e)
		play_say(p, "keys made, certificates issued by desk-ca, the station is enrolled");
	return e;
}

/* One job about a file: its last result. */
static enum err file_ask(struct link *l, const char *name, const char *path, struct sync_result *r)
{
	struct sync_in in = { 0 };
	struct ask a = ASK(name);
	struct msg head = MSG_INIT, out = MSG_INIT;
	const char *slash = path ? strrchr(path, '/') : NULL;
	const struct sync_result *got;
	enum err e;

	*r = (struct sync_result){ 0 };
	if (path) {
		text_copy(in.file_name, sizeof(in.file_name), slash ? slash + 1 : path);
		if ((a.fd = open(path, O_RDONLY | O_CLOEXEC)) < 0)
			return err_set(ERR_IO, N_("The file %s cannot be read: %s."), path, strerror(errno));
	}
	msg_add(&head, &sync_in_schema, &in);
	e = ask(l, &a, &head, &out, NULL, NULL);
	for (int i = 0; (got = msg_get(&out, &sync_result_schema, i)); i++)
		*r = *got;
	if (a.fd >= 0)
		close(a.fd);
	msg_free(&head);
	msg_free(&out);
	return e;
}

static enum err light(struct play *p, int32_t *now)
{
	struct ask a = ASK("sync.status");
	struct msg out = MSG_INIT;
	const struct sync_day *day;
	enum err e = ask(p->head, &a, NULL, &out, NULL, NULL);

	*now = LIGHT_RED;
	for (int i = 0; (day = msg_get(&out, &sync_day_schema, i)); i++)
		*now = day->light;
	msg_free(&out);
	return e;
}

static enum err day_file(struct play *p, char *path, size_t size)
{
	struct sync_result r;
	char id[65];
	int32_t colour;
	enum err e;

	if ((e = play_tick(p)) || (e = file_ask(p->head, "sync.export", NULL, &r)))
		return e;
	snprintf(path, size, "%s/out/%s", p->station, r.file_name);
	hash_hex(r.file_id, HASH_LEN, id);
	play_say(p, "day file %s written: %" PRId64 " lines", r.file_name, r.events);
	play_sum(p, "day file", "%s", r.file_name);
	play_sum(p, "identity", "%s", id);
	if ((e = light(p, &colour)))
		return e;
	play_check(p, colour == LIGHT_AMBER, "an exported day is amber");
	return OK;
}

enum err play_office(struct play *p)
{
	char path[PATH_MAX + 320];
	struct sync_result first, second, ack, received;
	int32_t colour;
	enum err e;

	if ((e = keys(p)) || (e = day_file(p, path, sizeof(path))))
		return e;
	if ((e = play_tick(p)) || (e = file_ask(p->office_link, "office.import", path, &first)) ||
	    (e = file_ask(p->office_link, "office.import", path, &second)))
		return e;
	play_say(p, "office: %s, and once more: %s", first.code, second.code);
	play_sum(p, "office verdict", "%s, second import %s", first.code, second.code);
	play_check(p, strcmp(first.code, "A000") == 0 && strcmp(second.code, "A001") == 0, "the office accepts the file, and once only");
	if ((e = play_tick(p)) || (e = file_ask(p->office_link, "office.ack", NULL, &ack)))
		return e;
	snprintf(path, sizeof(path), "%s/out/%s", p->office, ack.file_name);
	if ((e = play_tick(p)) || (e = file_ask(p->head, "sync.receive", path, &received)) || (e = light(p, &colour)))
		return e;
	play_say(p, "acknowledgement %s received: %s", ack.file_name, received.code);
	play_sum(p, "acknowledgement", "%s, the day is %s", received.code, light_names.v[colour].word);
	play_check(p, colour == LIGHT_GREEN, "the acknowledged day is green");
	return OK;
}
