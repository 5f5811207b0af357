/*
 * Keys: bytes from curses' decoder of escape sequences, characters decoded here with a kept state (a character may come in two packets).
 * What PuTTY, xterm and the Linux console send for the same key is defined whatever TERM says.
 */
#include "forms/kit/tui.h"

#include <curses.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "desk/base/clock.h"
#include "forms/kit/recode.h"

enum { CODE = 0x1200, CODE_F = CODE, CODE_CHAR = CODE + 0x40, CODE_PASTE = CODE + 0x100, CODE_PASTED, CODE_ENTER, CODE_MORE };
enum { ESC_MS = 150, PASTE_US = 500 * 1000, PASTE_MAX = 512 };

static struct {
	WINDOW *pad;
	mbstate_t state;
	bool gb;
	wchar_t paste[PASTE_MAX];
	int n_paste;
} k;

static const struct {
	const char *bytes;
	int code;
} sequences[] = {
	/* clang-format off */
	{ "\033OP", CODE_F + 1 }, { "\033OQ", CODE_F + 2 }, { "\033OR", CODE_F + 3 }, { "\033OS", CODE_F + 4 },
	{ "\033[11~", CODE_F + 1 }, { "\033[12~", CODE_F + 2 }, { "\033[13~", CODE_F + 3 }, { "\033[14~", CODE_F + 4 },
	{ "\033[[A", CODE_F + 1 }, { "\033[[B", CODE_F + 2 }, { "\033[[C", CODE_F + 3 }, { "\033[[D", CODE_F + 4 }, { "\033[[E", CODE_F + 5 },
	{ "\033[15~", CODE_F + 5 }, { "\033[17~", CODE_F + 6 }, { "\033[18~", CODE_F + 7 }, { "\033[19~", CODE_F + 8 },
	{ "\033[20~", CODE_F + 9 }, { "\033[21~", CODE_F + 10 }, { "\033[23~", CODE_F + 11 }, { "\033[24~", CODE_F + 12 },
	{ "\0331", CODE_F + 1 }, { "\0332", CODE_F + 2 }, { "\0333", CODE_F + 3 }, { "\0334", CODE_F + 4 }, { "\0335", CODE_F + 5 },
	{ "\0336", CODE_F + 6 }, { "\0337", CODE_F + 7 }, { "\0338", CODE_F + 8 }, { "\0339", CODE_F + 9 }, { "\0330", CODE_F + 10 },
	{ "\033-", CODE_F + 11 },
	/* the keypad in application mode */
	{ "\033Op", CODE_CHAR + '0' }, { "\033Oq", CODE_CHAR + '1' }, { "\033Or", CODE_CHAR + '2' }, { "\033Os", CODE_CHAR + '3' },
	{ "\033Ot", CODE_CHAR + '4' }, { "\033Ou", CODE_CHAR + '5' }, { "\033Ov", CODE_CHAR + '6' }, { "\033Ow", CODE_CHAR + '7' },
	{ "\033Ox", CODE_CHAR + '8' }, { "\033Oy", CODE_CHAR + '9' }, { "\033On", CODE_CHAR + '.' }, { "\033Ol", CODE_CHAR + ',' },
	{ "\033Ok", CODE_CHAR + '+' }, { "\033Om", CODE_CHAR + '-' }, { "\033Oj", CODE_CHAR + '*' }, { "\033Oo", CODE_CHAR + '/' },
	{ "\033OM", CODE_ENTER },
	/* cursor keys, both modes */
	{ "\033[A", CODE_MORE + 1 }, { "\033OA", CODE_MORE + 1 }, { "\033[B", CODE_MORE + 2 }, { "\033OB", CODE_MORE + 2 },
	{ "\033[D", CODE_MORE + 3 }, { "\033OD", CODE_MORE + 3 }, { "\033[C", CODE_MORE + 4 }, { "\033OC", CODE_MORE + 4 },
	{ "\033[H", CODE_MORE + 5 }, { "\033OH", CODE_MORE + 5 }, { "\033[1~", CODE_MORE + 5 },
	{ "\033[F", CODE_MORE + 6 }, { "\033OF", CODE_MORE + 6 }, { "\033[4~", CODE_MORE + 6 },
	{ "\033[5~", CODE_MORE + 7 }, { "\033[6~", CODE_MORE + 8 }, { "\033[2~", CODE_MORE + 9 }, { "\033[3~", CODE_MORE + 10 },
	{ "\033[Z", CODE_MORE + 11 },
	{ "\033[200~", CODE_PASTE }, { "\033[201~", CODE_PASTED },
	/* clang-format on */
};

bool is_char(int key)
{
	return key >= ' ' && key < KEYS_F;
}

int f_key(int key)
{
	return key > KEYS_F && key <= KEYS_F + 12 ? key - KEYS_F : 0;
}

void keys_start(const char *typed, size_t n, bool gb)
{
	int c;

	memset(&k, 0, sizeof(k));
	k.gb = gb;
	k.pad = newpad(1, 1);
	keypad(k.pad, TRUE);
	nodelay(k.pad, TRUE);
	/* Slow lines cut the sequences of keys: curses itself obeys ESCDELAY. */
	if (!getenv("ESCDELAY"))
		set_escdelay(ESC_MS);
	for (size_t i = 0; i < sizeof(sequences) / sizeof(sequences[0]); i++)
		define_key(sequences[i].bytes, sequences[i].code);
	/* The first read switches the keypad on; what has been typed by then is put back behind @typed. */
	if ((c = wgetch(k.pad)) != ERR)
		ungetch(c);
	while (n > 0)
		ungetch((unsigned char)typed[--n]);
}

void keys_stop(void)
{
	if (k.pad)
		delwin(k.pad);
	k.pad = NULL;
}

void keys_flush(void)
{
	flushinp();
	memset(&k.state, 0, sizeof(k.state));
	recode_forget();
}

/* A byte of a character. Gives the character or K_NONE. */
static int decode(int byte)
{
	char c = (char)byte;
	wchar_t w;
	size_t n;
	int gb;

	if (k.gb) {
		gb = recode_typed(byte);
		return gb >= ' ' && gb != 0x7f ? gb : K_NONE;
	}
	n = mbrtowc(&w, &c, 1, &k.state);
	if (n == (size_t)-2)
		return K_NONE;
	if (n == (size_t)-1) {
		memset(&k.state, 0, sizeof(k.state));
		return K_NONE;
	}
	return w >= ' ' && w != 0x7f ? (int)w : K_NONE;
}

/* The first line of what is pasted, up to its end or half a second of silence. */
static int read_paste(void)
{
	int64_t quiet = clock_mono_us() + PASTE_US;
	bool line = true;

	k.n_paste = 0;
	while (clock_mono_us() < quiet) {
		int c, w;

		wtimeout(k.pad, 50);
		c = wgetch(k.pad);
		if (c == ERR)
			continue;
		quiet = clock_mono_us() + PASTE_US;
		if (c == CODE_PASTED)
			break;
		if (c == '\r' || c == '\n') {
			line = line && k.n_paste == 0;
			continue;
		}
		if (c == '\t')
			c = ' ';
		if (c > 255 || (w = decode(c)) == K_NONE)
			continue;
		if (line && k.n_paste < PASTE_MAX)
			k.paste[k.n_paste++] = (wchar_t)w;
	}
	nodelay(k.pad, TRUE);
	return K_PASTE;
}

const wchar_t *keys_paste(int *n)
{
	*n = k.n_paste;
	return k.paste;
}

/* ESC alone, or the beginning of a sequence nobody defined: that is thrown away whole. */
static int escape(void)
{
	int c = wgetch(k.pad);

	if (c == ERR)
		return K_ESC;
	if (c != '[' && c != 'O') {
		ungetch(c);
		return K_ESC;
	}
	do
		c = wgetch(k.pad);
	while (c != ERR && c < 0x40);
	return K_NONE;
}

static int control(int c)
{
	switch (c) {
	case '\r':
	case '\n':
		return K_ENTER;
	case '\t':
		return K_TAB;
	case 8:
	case 127:
		return K_BACKSPACE;
	case 'U' - 64:
		return K_CLEAR;
	case 'L' - 64:
		return K_REPAINT;
	case 'A' - 64:
		return K_HOME;
	case 'E' - 64:
		return K_END;
	case 27:
		return escape();
	default:
		return K_NONE;
	}
}

static int special(int c)
{
	static const int more[] = { K_NONE, K_UP,      K_DOWN,      K_LEFT,   K_RIGHT,  K_HOME,
				    K_END,  K_PAGE_UP, K_PAGE_DOWN, K_INSERT, K_DELETE, K_BACK_TAB };

	if (c > CODE_F && c <= CODE_F + 12)
		return KEYS_F + c - CODE_F;
	if (c >= CODE_CHAR && c < CODE_CHAR + 128)
		return c - CODE_CHAR;
	if (c >= CODE_MORE && c < CODE_MORE + (int)(sizeof(more) / sizeof(more[0])))
		return more[c - CODE_MORE];
	if (c >= KEY_F(1) && c <= KEY_F(12))
		return KEYS_F + c - KEY_F(0);
	switch (c) {
	case CODE_ENTER:
	case KEY_ENTER:
		return K_ENTER;
	case CODE_PASTE:
		return read_paste();
	case KEY_UP:
		return K_UP;
	case KEY_DOWN:
		return K_DOWN;
	case KEY_LEFT:
		return K_LEFT;
	case KEY_RIGHT:
		return K_RIGHT;
	case KEY_HOME:
		return K_HOME;
	case KEY_END:
		return K_END;
	case KEY_PPAGE:
		return K_PAGE_UP;
	case KEY_NPAGE:
		return K_PAGE_DOWN;
	case KEY_IC:
		return K_INSERT;
	case KEY_DC:
		return K_DELETE;
	case KEY_BACKSPACE:
		return K_BACKSPACE;
	case KEY_BTAB:
		return K_BACK_TAB;
	case KEY_RESIZE:
		return K_RESIZE;
	default:
		return K_NONE;
	}
}

int keys_next(void)
{
	int c, key;

	do {
		c = wgetch(k.pad);
		if (c == ERR)
			return K_NONE;
		if (c > 255)
			key = special(c);
		else if (c < ' ' || c == 127)
			key = control(c);
		else
			key = decode(c);
	} while (key == K_NONE);
	return key;
}
