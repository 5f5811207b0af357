/* See vt.h. */
#include "tests/screens/vt.h"

#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <poll.h>
#include <pty.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

enum { BURST_US = 10000, END_MS = 10000, RAW_MAX = 1 << 20 };

static int64_t now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void bug(const char *what)
{
	fprintf(stderr, "# the test itself is wrong: %s\n", what);
	abort();
}

static void *need(void *p)
{
	if (!p)
		bug("no memory");
	return p;
}

/* ---- what libvterm reports ---- */

static int on_move(VTermPos pos, VTermPos old, int visible, void *user)
{
	struct vt *v = user;

	(void)old;
	(void)visible;
	v->row = pos.row;
	v->col = pos.col;
	return 1;
}

static int on_property(VTermProp p, VTermValue *value, void *user)
{
	struct vt *v = user;

	if (p == VTERM_PROP_CURSORVISIBLE)
		v->cursor_shown = value->boolean;
	if (p == VTERM_PROP_ALTSCREEN)
		v->alternate = value->boolean;
	return 1;
}

static int on_bell(void *user)
{
	((struct vt *)user)->bells++;
	return 1;
}

static const VTermScreenCallbacks callbacks = { .movecursor = on_move, .settermprop = on_property, .bell = on_bell };

/* ---- life ---- */

static void child(const char *term, const char *const *env, const char *const *argv)
{
	char word[64];

	/* The children of a test runner may start with signals ignored; a program on a terminal does not. */
	for (int s = 1; s < 32; s++)
		signal(s, SIG_DFL);
	unsetenv("LINES");
	unsetenv("COLUMNS");
	unsetenv("COLORTERM");
	unsetenv("TMUX");
	if (term[0])
		setenv("TERM", term, 1);
	else
		unsetenv("TERM");
	for (; env && *env; env++) {
		const char *equals = strchr(*env, '=');

		if (!equals) {
			unsetenv(*env);
			continue;
		}
		snprintf(word, sizeof(word), "%.*s", (int)(equals - *env), *env);
		setenv(word, equals + 1, 1);
	}
	execvp(argv[0], (char *const *)(uintptr_t)argv);
	_exit(127);
}

struct vt *vt_start(int rows, int cols, const char *term, const char *const *env, const char *const *argv)
{
	struct winsize size = { .ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols };
	struct vt *v = need(calloc(1, sizeof(*v)));

	v->rows = rows;
	v->cols = cols;
	v->cursor_shown = true;
	v->term = need(vterm_new(rows, cols));
	vterm_set_utf8(v->term, 1);
	v->screen = vterm_obtain_screen(v->term);
	vterm_screen_set_callbacks(v->screen, &callbacks, v);
	vterm_screen_enable_altscreen(v->screen, 1);
	vterm_screen_reset(v->screen, 1);
	v->pid = forkpty(&v->fd, NULL, NULL, &size);
	if (v->pid == 0)
		child(term, env, argv);
	if (v->pid < 0) {
		vterm_free(v->term);
		free(v);
		return NULL;
	}
	fcntl(v->fd, F_SETFL, O_NONBLOCK);
	fcntl(v->fd, F_SETFD, FD_CLOEXEC);
	vt_mark(v);
	return v;
}

void vt_hang_up(struct vt *v)
{
	if (v->fd >= 0)
		close(v->fd);
	v->fd = -1;
	v->ended = true;
}

static bool pump(struct vt *v, int ms);

/* Waits for the child by its descriptor, and reads meanwhile: a program that writes into a full line never ends. */
static bool reap(struct vt *v, int *status, int ms)
{
	int64_t until = now_us() + (int64_t)ms * 1000, left = 1;
	int child_fd = pidfd_open(v->pid, 0);
	bool over = false;

	if (child_fd < 0)
		bug("the kernel has no pidfd_open");
	while (!over && (left = until - now_us()) > 0) {
		struct pollfd p[2] = { { .fd = child_fd, .events = POLLIN }, { .fd = v->ended ? -1 : v->fd, .events = POLLIN } };

		if (poll(p, 2, (int)(left / 1000) + 1) <= 0)
			continue;
		if (p[1].revents)
			pump(v, 0);
		over = p[0].revents != 0;
	}
	close(child_fd);
	return over && waitpid(v->pid, status, 0) == v->pid;
}

static int verdict(int status)
{
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

int vt_end(struct vt *v)
{
	int status = 0, result;

	if (!v)
		return 0;
	vt_hang_up(v);
	if (v->pid > 0 && !reap(v, &status, END_MS)) {
		kill(v->pid, SIGKILL);
		waitpid(v->pid, &status, 0);
	}
	result = v->pid > 0 ? verdict(status) : v->status;
	vterm_free(v->term);
	free(v->raw);
	free(v);
	return result;
}

bool vt_wait_end(struct vt *v, int *status, int ms)
{
	int s = 0;

	if (!reap(v, &s, ms))
		return false;
	while (pump(v, 0))
		;
	v->pid = -1;
	*status = v->status = verdict(s);
	return true;
}

void vt_kill(struct vt *v, int sig)
{
	if (v->pid > 0)
		kill(v->pid, sig);
}

void vt_resize(struct vt *v, int rows, int cols)
{
	struct winsize size = { .ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols };

	v->rows = rows;
	v->cols = cols;
	vterm_set_size(v->term, rows, cols);
	ioctl(v->fd, TIOCSWINSZ, &size);
}

/* ---- reading ---- */

/* Gives how many bytes were written; *n is how many of @in were left over: a character cut in two. */
static size_t recode(const char *to, const char *from, const char *in, size_t *n, char *out, size_t room)
{
	iconv_t cd = iconv_open(to, from);
	char *i = (char *)(uintptr_t)in, *o = out;

	if (cd == (iconv_t)-1)
		bug("this system does not know GB18030");
	while (iconv(cd, &i, n, &o, &room) == (size_t)-1 && errno == EILSEQ && *n) {
		i++;
		--*n;
	}
	iconv_close(cd);
	return (size_t)(o - out);
}

static void show_gb18030(struct vt *v, const char *b, size_t n)
{
	size_t all = v->n_cut + n, left = all;
	char *in = need(malloc(all)), *out = need(malloc(3 * all));

	memcpy(in, v->cut, v->n_cut);
	memcpy(in + v->n_cut, b, n);
	vterm_input_write(v->term, out, recode("UTF-8", "GB18030", in, &left, out, 3 * all));
	v->n_cut = left < sizeof(v->cut) ? left : 0;
	memcpy(v->cut, in + all - left, v->n_cut);
	free(in);
	free(out);
}

static void keep_raw(struct vt *v, const char *b, size_t n)
{
	if (v->raw_len + n > RAW_MAX)
		return;
	if (v->raw_len + n + 1 > v->raw_room) {
		v->raw_room = 2 * (v->raw_len + n) + 4096;
		v->raw = need(realloc(v->raw, v->raw_room));
	}
	memcpy(v->raw + v->raw_len, b, n);
	v->raw_len += n;
	v->raw[v->raw_len] = '\0';
}

/* What the emulator answers (cursor position, device attributes) goes back as typing. */
static void answer(struct vt *v)
{
	char q[256];
	size_t n = vterm_output_read(v->term, q, sizeof(q) - 1);
	int row, col;

	q[n] = '\0';
	if (v->silent)
		return;
	if (v->wide && sscanf(q, "\033[%d;%dR", &row, &col) == 2)
		n = (size_t)snprintf(q, sizeof(q), "\033[%d;%dR", row, col + 1);
	if (n && v->fd >= 0 && write(v->fd, q, n) < 0 && errno != EAGAIN)
		v->ended = true;
}

/* Reads once, waiting at most @ms: false if nothing came. */
static bool pump(struct vt *v, int ms)
{
	struct pollfd p = { .fd = v->fd, .events = POLLIN };
	char b[65536];
	int64_t at;
	ssize_t n;
	int ready;

	if (v->ended)
		return false;
	while ((ready = poll(&p, 1, ms)) < 0 && errno == EINTR)
		;
	if (ready <= 0)
		return false;
	n = read(v->fd, b, sizeof(b));
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return false;
	if (n <= 0) {
		v->ended = true;
		return false;
	}
	at = now_us();
	if (!v->first_us)
		v->first_us = at;
	if (at - v->last_us > BURST_US)
		v->paints++;
	v->last_us = at;
	v->bytes += (uint64_t)n;
	keep_raw(v, b, (size_t)n);
	if (v->gb18030)
		show_gb18030(v, b, (size_t)n);
	else
		vterm_input_write(v->term, b, (size_t)n);
	answer(v);
	return true;
}

typedef bool (*condition)(struct vt *v, const void *arg);

static bool wait_for(struct vt *v, condition holds, const void *arg, int ms)
{
	int64_t until = now_us() + (int64_t)ms * 1000, left;

	for (;;) {
		if (holds(v, arg))
			return true;
		left = until - now_us();
		if (left <= 0 || v->ended)
			return false;
		pump(v, (int)(left / 1000) + 1);
	}
}

struct place {
	const char *text;
	int row, col;
	uint64_t bytes;
};

static bool is_shown(struct vt *v, const void *arg)
{
	return vt_find(v, ((const struct place *)arg)->text, NULL, NULL);
}

static bool is_gone(struct vt *v, const void *arg)
{
	return !is_shown(v, arg);
}

static bool is_in_row(struct vt *v, const void *arg)
{
	const struct place *p = arg;

	return strstr(vt_row(v, p->row), p->text) != NULL;
}

static bool is_at(struct vt *v, const void *arg)
{
	const struct place *p = arg;

	return v->row == p->row && v->col == p->col;
}

static bool has_come(struct vt *v, const void *arg)
{
	return vt_bytes(v) >= ((const struct place *)arg)->bytes;
}

/* A screen is painted from the top: a text counts once the painting it belongs to has come to rest, or the row below it may still be the
 * old one. */
static bool wait_text(struct vt *v, condition holds, const void *arg, int ms)
{
	enum { REST_MS = 20 };
	int64_t until = now_us() + (int64_t)ms * 1000;

	for (;;) {
		int64_t left = until - now_us();

		if (!wait_for(v, holds, arg, left > 0 ? (int)(left / 1000) : 0))
			return false;
		vt_settle(v, REST_MS);
		if (holds(v, arg))
			return true;
	}
}

bool vt_wait(struct vt *v, const char *text, int ms)
{
	return wait_text(v, is_shown, &(struct place){ .text = text }, ms);
}

bool vt_wait_not(struct vt *v, const char *text, int ms)
{
	return wait_text(v, is_gone, &(struct place){ .text = text }, ms);
}

bool vt_wait_row(struct vt *v, int row, const char *text, int ms)
{
	return wait_text(v, is_in_row, &(struct place){ .text = text, .row = row }, ms);
}

bool vt_wait_cursor(struct vt *v, int row, int col, int ms)
{
	return wait_for(v, is_at, &(struct place){ .row = row, .col = col }, ms);
}

bool vt_wait_bytes(struct vt *v, uint64_t more, int ms)
{
	return wait_for(v, has_come, &(struct place){ .bytes = more }, ms);
}

void vt_settle(struct vt *v, int quiet)
{
	while (pump(v, quiet))
		;
}

/* ---- sending ---- */

void vt_raw(struct vt *v, const void *bytes, size_t n)
{
	const char *b = bytes;

	v->sent_us = now_us();
	v->first_us = 0;
	while (n && !v->ended) {
		ssize_t done = write(v->fd, b, n);

		if (done > 0) {
			b += done;
			n -= (size_t)done;
		} else if (errno == EAGAIN || errno == EINTR) {
			pump(v, 10);
		} else {
			v->ended = true;
		}
	}
}

void vt_type(struct vt *v, const char *utf8)
{
	size_t n = strlen(utf8);

	if (v->gb18030) {
		char *out = need(malloc(4 * n + 1));

		size_t done = recode("GB18030", "UTF-8", utf8, &n, out, 4 * n);

		vt_raw(v, out, done);
		free(out);
	} else {
		vt_raw(v, utf8, n);
	}
}

static const char *key_bytes(const char *name, size_t len)
{
	/* clang-format off */
	static const struct {
		const char *name, *bytes;
	} keys[] = {
		{ "F1", "\033OP" }, { "F2", "\033OQ" }, { "F3", "\033OR" }, { "F4", "\033OS" }, { "F5", "\033[15~" }, { "F6", "\033[17~" },
		{ "F7", "\033[18~" }, { "F8", "\033[19~" }, { "F9", "\033[20~" }, { "F10", "\033[21~" }, { "F11", "\033[23~" }, { "F12", "\033[24~" },
		{ "Up", "\033OA" }, { "Down", "\033OB" }, { "Right", "\033OC" }, { "Left", "\033OD" }, { "Home", "\033OH" }, { "End", "\033OF" },
		{ "PageUp", "\033[5~" }, { "PageDown", "\033[6~" }, { "Insert", "\033[2~" }, { "Delete", "\033[3~" }, { "Backspace", "\177" },
		{ "Tab", "\t" }, { "BackTab", "\033[Z" }, { "Enter", "\r" }, { "Esc", "\033" }, { "Space", " " },
	};
	/* clang-format on */
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (strlen(keys[i].name) == len && strncmp(keys[i].name, name, len) == 0)
			return keys[i].bytes;
	return NULL;
}

static void one_key(struct vt *v, const char *name, size_t len)
{
	const char *bytes = key_bytes(name, len);
	char two[2] = { '\033', len > 2 ? name[2] : '\0' };

	if (bytes) {
		vt_raw(v, bytes, strlen(bytes));
	} else if (len == 3 && strncmp(name, "C-", 2) == 0) {
		two[1] = (char)(name[2] & 31);
		vt_raw(v, two + 1, 1);
	} else if (len == 3 && strncmp(name, "M-", 2) == 0) {
		vt_raw(v, two, 2);
	} else {
		fprintf(stderr, "# key %.*s\n", (int)len, name);
		bug("there is no such key");
	}
}

void vt_key(struct vt *v, const char *name)
{
	one_key(v, name, strlen(name));
}

static void one_word(struct vt *v, const char *word, size_t n)
{
	const char *star = memchr(word, '*', n);
	long times = star && star > word ? strtol(star + 1, NULL, 10) : 1;

	for (long i = 0; i < times; i++)
		one_key(v, word, star && star > word ? (size_t)(star - word) : n);
}

void vt_keys(struct vt *v, const char *script)
{
	while (*script) {
		size_t n = strcspn(script, " ");

		if (*script == ' ') {
			script++;
		} else if (*script == '\'') {
			const char *end = strchr(script + 1, '\'');
			char *text;

			if (!end)
				bug("a text without its second '");
			text = need(strndup(script + 1, (size_t)(end - script - 1)));
			vt_type(v, text);
			free(text);
			script = end + 1;
		} else {
			one_word(v, script, n);
			script += n;
		}
	}
}

/* ---- looking ---- */

static size_t put_utf8(uint32_t c, char *o)
{
	if (c < 0x80) {
		o[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		o[0] = (char)(0xc0 | c >> 6);
		o[1] = (char)(0x80 | (c & 63));
		return 2;
	}
	if (c < 0x10000) {
		o[0] = (char)(0xe0 | c >> 12);
		o[1] = (char)(0x80 | (c >> 6 & 63));
		o[2] = (char)(0x80 | (c & 63));
		return 3;
	}
	o[0] = (char)(0xf0 | c >> 18);
	o[1] = (char)(0x80 | (c >> 12 & 63));
	o[2] = (char)(0x80 | (c >> 6 & 63));
	o[3] = (char)(0x80 | (c & 63));
	return 4;
}

static VTermScreenCell cell_at(struct vt *v, int row, int col)
{
	VTermScreenCell c;

	memset(&c, 0, sizeof(c));
	vterm_screen_get_cell(v->screen, (VTermPos){ .row = row, .col = col }, &c);
	return c;
}

/* The row's text; with @col_of, the cell in which each byte stands. */
static void read_row(struct vt *v, int row, char *out, size_t size, int *col_of)
{
	size_t n = 0, end = 0;

	for (int x = 0; row >= 0 && row < v->rows && x < v->cols && n + 32 < size;) {
		VTermScreenCell c = cell_at(v, row, x);
		size_t from = n;

		if (!c.chars[0])
			out[n++] = ' ';
		else if (c.chars[0] != (uint32_t)-1)
			for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && c.chars[i]; i++)
				n += put_utf8(c.chars[i], out + n);
		for (size_t i = from; col_of && i < n; i++)
			col_of[i] = x;
		if (n > from && out[from] != ' ')
			end = n;
		x += c.width > 0 ? c.width : 1;
	}
	out[end] = '\0';
}

const char *vt_row(struct vt *v, int row)
{
	static char room[8][8 * VT_COLS];
	static unsigned next;
	char *out = room[next++ % 8];

	read_row(v, row, out, sizeof(room[0]), NULL);
	return out;
}

bool vt_find(struct vt *v, const char *text, int *row, int *col)
{
	char line[8 * VT_COLS];
	int col_of[8 * VT_COLS];

	for (int y = 0; y < v->rows; y++) {
		const char *found;

		read_row(v, y, line, sizeof(line), col_of);
		if (!(found = strstr(line, text)))
			continue;
		if (row)
			*row = y;
		if (col)
			*col = col_of[found - line];
		return true;
	}
	return false;
}

static char *text_of(struct vt *v, bool attributes)
{
	char *out = NULL;
	size_t size = 0;
	FILE *f = need(open_memstream(&out, &size));

	for (int y = 0; y < v->rows; y++) {
		char looks[VT_COLS + 1];
		int end = 0;

		fprintf(f, "%s\n", vt_row(v, y));
		for (int x = 0; attributes && x < v->cols && x < VT_COLS; x++) {
			VTermScreenCell c = cell_at(v, y, x);

			looks[x] = c.attrs.reverse ? 'r' : c.attrs.bold ? 'b' : c.attrs.underline ? 'u' : vt_coloured(v, y, x) ? 'c' : ' ';
			if (looks[x] != ' ')
				end = x + 1;
		}
		if (end)
			fprintf(f, "%.*s\n", end, looks);
	}
	fclose(f);
	return out;
}

char *vt_text(struct vt *v)
{
	return text_of(v, false);
}

char *vt_attributes(struct vt *v)
{
	return text_of(v, true);
}

void vt_dump(struct vt *v, FILE *out)
{
	fprintf(out, "# +%dx%d, cursor %d,%d%s%s\n", v->rows, v->cols, v->row, v->col, v->cursor_shown ? "" : " hidden",
		v->ended ? ", the program has ended" : "");
	for (int y = 0; y < v->rows; y++)
		fprintf(out, "# |%s\n", vt_row(v, y));
	fprintf(out, "# +\n");
}

bool vt_reverse(struct vt *v, int row, int col)
{
	return cell_at(v, row, col).attrs.reverse;
}

bool vt_bold(struct vt *v, int row, int col)
{
	return cell_at(v, row, col).attrs.bold;
}

bool vt_coloured(struct vt *v, int row, int col)
{
	VTermScreenCell c = cell_at(v, row, col);

	return !VTERM_COLOR_IS_DEFAULT_FG(&c.fg) || !VTERM_COLOR_IS_DEFAULT_BG(&c.bg);
}

/* ---- counting ---- */

void vt_mark(struct vt *v)
{
	v->mark_bytes = v->bytes;
	v->mark_paints = v->paints;
	v->raw_len = 0;
	if (v->raw)
		v->raw[0] = '\0';
}

uint64_t vt_bytes(const struct vt *v)
{
	return v->bytes - v->mark_bytes;
}

uint64_t vt_paints(const struct vt *v)
{
	return v->paints - v->mark_paints;
}

int64_t vt_latency_us(const struct vt *v)
{
	return v->first_us ? v->first_us - v->sent_us : -1;
}

long vt_memory_kb(const struct vt *v)
{
	char line[256];
	long kb = -1;
	FILE *f;

	snprintf(line, sizeof(line), "/proc/%d/status", (int)v->pid);
	if (!(f = fopen(line, "re")))
		return -1;
	while (kb < 0 && fgets(line, sizeof(line), f))
		if (sscanf(line, "VmRSS: %ld", &kb) != 1)
			kb = -1;
	fclose(f);
	return kb;
}

void vt_must(struct vt *v, bool held, const char *text, bool wanted, const char *file, int line)
{
	if (held)
		return;
	fprintf(stderr, "# %s:%d: the screen %s \"%s\":\n", file, line, wanted ? "does not show" : "still shows", text);
	vt_dump(v, stderr);
	_fail(file, line);
}
