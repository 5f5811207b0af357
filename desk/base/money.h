/* Money is int64_t fen, energy int64_t 0.01 kWh. No floating point. */
#ifndef DESK_BASE_MONEY_H
#define DESK_BASE_MONEY_H

#include <stdbool.h>
#include <stdint.h>

enum { MONEY_TEXT = 32 };
#define MONEY_MAX INT64_C(99999999999999) /* 999 999 999 999.99 yuan; larger amounts are refused on input */

void money_text(int64_t fen, char out[MONEY_TEXT]); /* 1234.50, -0.05 */
void money_text_grouped(int64_t fen, char out[MONEY_TEXT]); /* 1,234.50 */
/* Accepts 12, 12.5, 12.50, 1,234.50, ￥12.50, full-width digits; optional sign; at most two decimals. 0, or -1 */
int money_parse(const char *text, int64_t *fen);
/* @amount * @numerator / @denominator, rounded half up (away from zero), without overflow (128 bit inside). */
int64_t money_scale(int64_t amount, int64_t numerator, int64_t denominator);

/* 人民币大写: rules of 支付结算办法附件一 and 会计基础工作规范第52条, choices of reports.md §5.3; no prefix. @out >= 160 bytes; 0, or -1
 * above 999 万亿. */
enum { CAPITAL_TEXT = 160 };
int capital_text(int64_t fen, char out[CAPITAL_TEXT]);

#endif
