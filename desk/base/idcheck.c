/* Check digits of identity numbers: GB 11643-1999, GB 32100-2015, Luhn; and telephone numbers. */
#include "desk/base/text.h"

#include <string.h>

static bool digits_only(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (s[i] < '0' || s[i] > '9')
			return false;
	}
	return true;
}

/* Births before 1900 are in the standard's own examples, so date.h with its years from 1900 does not serve here. */
static bool birth_valid(int32_t d, int32_t today)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int y = d / 10000, m = d / 100 % 100, day = d % 100, last;

	if (y < 1800 || m < 1 || m > 12 || d > today)
		return false;
	last = days[m - 1] + (m == 2 && ((y % 4 == 0 && y % 100 != 0) || y % 400 == 0) ? 1 : 0);
	return day >= 1 && day <= last;
}

bool id_resident_valid(const char *s, int32_t today)
{
	static const int weight[] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
	int sum = 0;
	int32_t birth = 0;

	if (strlen(s) != 18 || !digits_only(s, 17) || s[0] == '0')
		return false;
	for (int i = 6; i < 14; i++)
		birth = birth * 10 + (s[i] - '0');
	if (!birth_valid(birth, today))
		return false;
	for (int i = 0; i < 17; i++)
		sum += (s[i] - '0') * weight[i];
	return s[17] == "10X98765432"[sum % 11];
}

bool id_uscc_valid(const char *s)
{
	static const char sign[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
	static const int weight[] = { 1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28 };
	int sum = 0;

	if (strlen(s) != 18 || !digits_only(s + 2, 6))
		return false;
	for (int i = 0; i < 18; i++) {
		const char *at = strchr(sign, s[i]);

		if (!at)
			return false;
		if (i < 17)
			sum += (int)(at - sign) * weight[i];
	}
	return s[17] == sign[(31 - sum % 31) % 31];
}

static bool phone_known(const char *s)
{
	size_t n = strlen(s);

	if (!digits_only(s, n))
		return false;
	if (n == 11 && s[0] == '1')
		return s[1] >= '3';
	if (s[0] == '0') /* trunk zero, area of 2 or 3 digits, 7 or 8 digits */
		return n >= 10 && n <= 12 && s[1] != '0';
	if (n == 3)
		return s[0] == '1' && (s[1] == '1' || s[1] == '2');
	return n == 5 && ((s[0] == '9' && (s[1] == '5' || s[1] == '6')) || (s[0] == '1' && s[1] <= '2'));
}

bool id_phone_normal(const char *s, char out[24])
{
	size_t n = 0;

	out[0] = '\0';
	while (*s == ' ')
		s++;
	if (strncmp(s, "+86", 3) == 0)
		s += 3;
	for (; *s; s++) {
		if (*s == ' ' || *s == '-')
			continue;
		if (n == 23)
			return false;
		out[n++] = *s;
		out[n] = '\0';
	}
	return phone_known(out);
}

int id_luhn(const char *digits)
{
	size_t n = strlen(digits);
	int sum = 0;

	if (!digits_only(digits, n))
		return -1;
	for (size_t i = 0; i < n; i++) {
		int d = digits[n - 1 - i] - '0';

		if (i % 2 == 0)
			d = d > 4 ? d * 2 - 9 : d * 2;
		sum += d;
	}
	return (10 - sum % 10) % 10;
}
