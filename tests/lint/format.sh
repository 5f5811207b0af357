#!/bin/sh
# clang-format is law; shell scripts pass shellcheck.
set -eu
find desk forms reports tests -name '*.[ch]' ! -name 'pinyin_table.[ch]' -print0 | xargs -0 clang-format --dry-run -Werror
grep -rlE '^#!/bin/(ba)?sh' .ci desk tests | xargs shellcheck -x -P tests/commands
