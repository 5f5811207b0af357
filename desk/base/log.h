/* The log: one line a message, to a file descriptor (keeper: HOME/desk.log and syslog; commands: nothing unless -v). No personal data. */
#ifndef DESK_BASE_LOG_H
#define DESK_BASE_LOG_H

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARN, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };

/* Sends the log to @fd (not closed by us; -1 = nowhere) and drops what is above @max. */
void log_to(int fd, enum log_level max);
void log_printf(enum log_level level, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
#define log_error(...) log_printf(LOG_LEVEL_ERROR, __VA_ARGS__)
#define log_warn(...) log_printf(LOG_LEVEL_WARN, __VA_ARGS__)
#define log_info(...) log_printf(LOG_LEVEL_INFO, __VA_ARGS__)
#define log_debug(...) log_printf(LOG_LEVEL_DEBUG, __VA_ARGS__)

#endif
