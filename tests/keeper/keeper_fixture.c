/* See keeper_fixture.h. */
#include "tests/keeper/keeper_fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "desk/base/clock.h"
#include "desk/base/hash.h"
#include "desk/keeper/offline.h"
#include "desk/keeper/serve.h"
#include "desk/model/audit.h"

/* ---- the model and a few requests more ---- */

#define request_find model_request_find
#include "desk/model/requests.c"
#undef request_find
#define job_find model_job_find
#include "desk/model/jobs.c"
#undef job_find

static void put_line(struct msg *out, int64_t value)
{
	struct stat_line l = { .name = "line", .value = value };

	msg_add(out, &stat_line_schema, &l);
}

static enum err test_note(struct txn *t, const struct msg *in, struct msg *out)
{
	const struct approval_in *q = msg_get(in, &approval_in_schema, 0);
	enum err e;

	if (strcmp(q->reason, "refused") == 0)
		return err_set(ERR_REFUSED, N_("A rule forbids this."));
	e = audit_add(t, AUDIT_LOOKUP, "", "", "note", q->reason);
	if (strcmp(q->reason, "abort") == 0)
		abort();
	put_line(out, txn_last_lsn(t));
	return e;
}

static enum err test_note_again(struct txn *t, const struct msg *in, int64_t first, int64_t last, struct msg *out)
{
	(void)t;
	(void)in;
	(void)first;
	put_line(out, last);
	return OK;
}

static enum err test_count(struct txn *t, const struct msg *in, struct msg *out)
{
	struct audit_event a;
	struct scan sc;
	int64_t n = 0;
	enum err e = scan_table(t, &audit_event_table, NULL, false, &sc);

	(void)in;
	if (e != OK)
		return e;
	while ((e = scan_next(&sc, &a)) == OK)
		n += a.kind == AUDIT_LOOKUP && strcmp(a.detail, "note") == 0;
	scan_close(&sc);
	put_line(out, n);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err test_long(struct txn *t, const struct msg *in, struct msg *out)
{
	const struct approval_in *q = msg_get(in, &approval_in_schema, 0);

	(void)t;
	for (int64_t i = 0; i < q->approval_no; i++)
		put_line(out, i);
	return OK;
}

static enum err test_approve(struct txn *t, const struct msg *in, struct msg *out)
{
	enum err e = staff_need_approver(t, 100);

	return e == OK ? test_note(t, in, out) : e;
}

static enum err test_die(struct txn *t, const struct msg *in, struct msg *out)
{
	(void)t;
	(void)in;
	(void)out;
	abort();
}

/* clang-format off */
static const struct request rows_of_tests[] = {
	{ "test.note",    &approval_in_schema, 0, REQUEST_WRITE, test_note, test_note_again },
	{ "test.count",   NULL,                0, 0, test_count, NULL },
	{ "test.long",    &approval_in_schema, 0, 0, test_long, NULL },
	{ "test.approve", &approval_in_schema, 0, REQUEST_WRITE | REQUEST_APPROVE, test_approve, test_note_again },
	{ "test.head",    &approval_in_schema, ROLE_HEAD, REQUEST_WRITE, test_note, test_note_again },
	{ "test.die",     NULL,                0, 0, test_die, NULL },
	{ "pay.test",     &approval_in_schema, 0, REQUEST_WRITE, test_note, test_note_again },
};
/* clang-format on */

const struct request *request_find(const char *name)
{
	for (size_t i = 0; i < sizeof(rows_of_tests) / sizeof(rows_of_tests[0]); i++)
		if (strcmp(rows_of_tests[i].name, name) == 0)
			return &rows_of_tests[i];
	return model_request_find(name);
}

static enum err count_start(struct job *j)
{
	j->state = xcalloc(1, sizeof(int64_t));
	return OK;
}

static enum err count_step(struct job *j, bool *done)
{
	const struct approval_in *q = msg_get(j->in, &approval_in_schema, 0);
	int64_t *n = j->state;

	put_line(j->out, ++*n);
	*done = *n >= q->approval_no;
	return OK;
}

static void count_end(struct job *j)
{
	free(j->state);
}

const struct job_def *job_find(const char *name)
{
	static const struct job_def counting = { "test.job", &approval_in_schema, 0, REQUEST_LONG, count_start, count_step, count_end };

	return strcmp(name, counting.name) == 0 ? &counting : model_job_find(name);
}

/* ---- homes and keepers ---- */

int fixture_main(int argc, char **argv)
{
	if (argc > 3 && strcmp(argv[1], "-D") == 0 && strcmp(argv[3], "serve") == 0)
		return serve_main(argv[2], argc - 3, argv + 3);
	link_keeper_program("/proc/self/exe"); /* this program plays the keeper, see above */
	return -1;
}

static bool fresh_dir(char *dir, size_t size)
{
	const char *tmp = getenv("TMPDIR");

	return snprintf(dir, size, "%s/keeper-XXXXXX", tmp && *tmp ? tmp : "/tmp") < (int)size && mkdtemp(dir);
}

static int setup(void **state, bool demo)
{
	static const char *const words[] = { "code=3301", "name=Test", "demo" };
	struct bench *b = xcalloc(1, sizeof(*b));
	char dir[160];

	if (!fresh_dir(dir, sizeof(dir)))
		return -1;
	snprintf(b->home, sizeof(b->home), "%s/home", dir);
	*state = b;
	return keeper_offline(b->home, "init", demo ? 3 : 2, words);
}

int demo_setup(void **state)
{
	return setup(state, true);
}

int plain_setup(void **state)
{
	return setup(state, false);
}

void run_program(const char *program, const char *const *argv)
{
	pid_t pid = fork();

	if (pid == 0) {
		execv(program, (char *const *)(uintptr_t)argv);
		_exit(1);
	}
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
}

static void remove_all(const char *home)
{
	char dir[256];
	const char *argv[] = { "rm", "-rf", "--", dir, NULL };

	snprintf(dir, sizeof(dir), "%s", home);
	*strrchr(dir, '/') = '\0';
	run_program("/bin/rm", argv);
}

int copy_setup(void **state, const struct bench *from)
{
	struct bench *b = xcalloc(1, sizeof(*b));
	char dir[160];
	const char *argv[] = { "cp", "-a", "--", from->home, b->home, NULL };

	if (!fresh_dir(dir, sizeof(dir)))
		return -1;
	snprintf(b->home, sizeof(b->home), "%s/home", dir);
	run_program("/bin/cp", argv);
	*state = b;
	return 0;
}

int home_teardown(void **state)
{
	struct bench *b = *state;
	int status = keeper_stop(b->home);

	remove_all(b->home);
	free(b);
	return status;
}

struct link *open_as(const struct bench *b, const char *staff_no)
{
	struct link *l = NULL;

	if (link_open(&l, b->home) != OK || link_sign_in(l, staff_no, NULL) != OK)
		fail_msg("%s", sentence());
	return l;
}

enum err note(struct link *l, struct ask *a, const char *text, int64_t *lsn)
{
	struct approval_in q = { 0 };
	struct msg out = MSG_INIT;
	const struct stat_line *line;
	enum err e;

	snprintf(q.reason, sizeof(q.reason), "%s", text);
	e = ask_one(l, a, &approval_in_schema, &q, &out);
	line = msg_get(&out, &stat_line_schema, 0);
	if (lsn)
		*lsn = line ? line->value : 0;
	msg_free(&out);
	return e;
}

int64_t count_notes(struct link *l)
{
	struct ask a = ASK("test.count");
	struct msg out = MSG_INIT;
	int64_t n;

	if (ask(l, &a, NULL, &out, NULL, NULL) != OK)
		fail_msg("%s", sentence());
	n = ((struct stat_line *)msg_get(&out, &stat_line_schema, 0))->value;
	msg_free(&out);
	return n;
}

int64_t figure(struct link *l, const char *name)
{
	struct ask a = ASK("keeper.stat");
	struct msg out = MSG_INIT;
	const struct stat_line *line;
	int64_t v = -1;

	if (ask(l, &a, NULL, &out, NULL, NULL) != OK)
		fail_msg("%s", sentence());
	for (int i = 0; (line = msg_get(&out, &stat_line_schema, i)); i++)
		if (strcmp(line->name, name) == 0)
			v = line->value;
	msg_free(&out);
	return v;
}

void add_staff(struct link *l, const char *staff_no, int32_t roles)
{
	struct ask a = ASK("staff.add");
	struct staff s = { .roles = roles };

	snprintf(s.staff_no, sizeof(s.staff_no), "%s", staff_no);
	snprintf(s.name, sizeof(s.name), "%s", staff_no);
	if (ask_one(l, &a, &staff_schema, &s, NULL) != OK)
		fail_msg("%s: %s", staff_no, sentence());
}

void give_password(const struct bench *b, struct link *admin, const char *staff_no, const char *password)
{
	struct ask reset = ASK("staff.reset"), change = ASK("staff.password");
	struct password_change q = { 0 };
	const struct one_time *once;
	struct msg out = MSG_INIT;
	struct link *l = NULL;

	snprintf(q.staff_no, sizeof(q.staff_no), "%s", staff_no);
	if (ask_one(admin, &reset, &password_change_schema, &q, &out) != OK)
		fail_msg("%s", sentence());
	once = msg_get(&out, &one_time_schema, 0);
	assert_non_null(once);
	assert_int_equal(link_open(&l, b->home), OK);
	if (link_sign_in(l, staff_no, once->password) != OK)
		fail_msg("%s", sentence());
	snprintf(q.old_password, sizeof(q.old_password), "%s", once->password);
	snprintf(q.new_password, sizeof(q.new_password), "%s", password);
	if (ask_one(l, &change, &password_change_schema, &q, NULL) != OK)
		fail_msg("%s", sentence());
	msg_free(&out);
	link_close(l);
}

pid_t keeper_pid(struct link *l)
{
	return (pid_t)figure(l, "keeper.pid");
}

void wait_gone(pid_t pid)
{
	int fd = (int)syscall(SYS_pidfd_open, pid, 0);
	struct pollfd p = { .fd = fd, .events = POLLIN };

	if (fd < 0)
		return;
	assert_int_equal(poll(&p, 1, 20000), 1);
	close(fd);
}

int raw_connect(const struct bench *b)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), dir = open(b->home, O_PATH | O_DIRECTORY | O_CLOEXEC);

	snprintf(a.sun_path, sizeof(a.sun_path), "/proc/self/fd/%d/desk.sock", dir);
	assert_int_equal(connect(fd, (struct sockaddr *)&a, sizeof(a)), 0);
	close(dir);
	return fd;
}

const char *sentence(void)
{
	static char text[1024];

	err_text(err_last(), text, sizeof(text));
	return text;
}
