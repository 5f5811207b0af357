/*
 * Translation. N_() marks a literal in a table, _() translates it where it is shown. The catalogue is read from an ordinary .mo file by
 * our own bounded reader, because the C library refuses to translate when the locale is not installed. Words on disk, on the command
 * line and in files are never translated.
 */
#ifndef DESK_BASE_I18N_H
#define DESK_BASE_I18N_H

#ifndef N_
#define N_(s) s
#endif
#define _(s) i18n_text(s)

/* Chooses the language: @lang, else DESK_LANG, LC_ALL, LC_MESSAGES, LANG; the first that is set decides, "zh…" is zh_CN, all else is
 * English. @localedir (NULL: DESK_LOCALEDIR, else PREFIX/share/locale) holds zh_CN/LC_MESSAGES/desk.mo. A catalogue that is missing or
 * damaged means English. May be called again; texts handed out before are then gone. Not while other threads translate. */
void i18n_start(const char *lang, const char *localedir);
/* @msgid in the chosen language, or @msgid itself. */
const char *i18n_text(const char *msgid) __attribute__((format_arg(1)));
/* "zh_CN" if a catalogue is in use, else "en". */
const char *i18n_language(void);

#endif
