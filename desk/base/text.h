/* UTF-8 text: checking, columns, cutting, masking, GB18030. Never uses the process locale. */
#ifndef DESK_BASE_TEXT_H
#define DESK_BASE_TEXT_H

#include "desk/base/buf.h"
#include "desk/base/err.h"

/* Next code point of @s (NUL-ended or @end), advancing it; -1 at the end, -2 on an invalid sequence (overlong, surrogate, cut). */
int32_t text_next(const char **s, const char *end);
/* Valid UTF-8, single line, none of: C0 DEL C1, U+FEFF, U+200B-200F, U+2028-202E, U+2066-2069, noncharacters (sync.md §4.4). */
bool text_valid(const char *s, size_t n);
size_t text_count(const char *s); /* code points */

enum text_width { WIDTH_TERMINAL, WIDTH_PRINTER }; /* printer: one byte of GB18030 = 1 column, else 2 (reports.md §2.1) */
int text_columns(const char *s, enum text_width mode);
int text_char_columns(int32_t cp, enum text_width mode); /* of one code point: 0, 1 or 2 */
/* What text_to_gb18030 writes for @cp: ¥ as ￥, en dash and minus as '-', no-break space as a space, private use as '?', others as they
 * are. */
int32_t text_printer_char(int32_t cp);
/* Appends @s cut or padded with spaces to exactly @cols columns. @align < 0 left, 0 centre, > 0 right. A cut text ends with "…"
 * (printer: ".."); a number must not be cut: give @number and it becomes '#' repeated. */
void text_fit(struct buf *out, const char *s, int cols, int align, bool number, enum text_width mode);
/* How many of the @n bytes of @s go on a terminal's line of @cols columns: up to a blank, or between two hanzi; at least one character. */
size_t text_fitting(const char *s, size_t n, int cols);
/* Copies at most @size-1 bytes ending on a character border. */
void text_copy(char *dst, size_t size, const char *src);
/* Trims spaces (also U+3000) at both ends and turns full-width ASCII (！..～, U+3000) into ASCII, in place. */
void text_clean(char *s);
/* ASCII lower case in place. */
void text_lower(char *s);

/* Personal data as shown: 110105********002X, 138****8000, 张* (people; organisations stand whole, they are public), landline last 4,
 * address kept to the first digit or house number in hanzi. @out gets at most @size bytes. An empty text stays empty. */
void text_mask_id(const char *s, char *out, size_t size);
void text_mask_phone(const char *s, char *out, size_t size);
void text_mask_name(const char *s, char *out, size_t size);
void text_mask_address(const char *s, char *out, size_t size);
/* By its words or its length: 青石镇供销社, 长坪砖厂. */
bool text_is_organisation(const char *s);

/* Whole-file conversion. A leading BOM is dropped. @from_gb: GB18030, otherwise checks UTF-8. ERR_INVALID names the line. */
enum err text_to_utf8(const void *data, size_t n, bool from_gb, struct buf *out);
/* True if the bytes are not UTF-8 but decode as GB18030. */
bool text_looks_gb18030(const void *data, size_t n);
/* UTF-8 -> GB18030 for printers and old terminals; unmappable characters become '?'. */
void text_to_gb18030(const char *s, struct buf *out);

/* ---- identity numbers (domain.md §9.2-9.4); upper-case X expected, text_clean first ---- */
bool id_resident_valid(const char *s, int32_t today); /* GB 11643-1999 with date not after @today */
bool id_uscc_valid(const char *s); /* GB 32100-2015 */
/* Normalises a phone: drops blanks, '-', +86. Returns false if it is neither mobile nor fixed nor a short service number. */
bool id_phone_normal(const char *s, char out[24]);
/* Luhn check digit over ASCII digits. */
int id_luhn(const char *digits);

#endif
