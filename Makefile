# desk: one Makefile, no recursion, no configure step. Sources are found by wildcard; each flavour builds in its own folder.
#
#   make            build/desk                      make check        tests that fit in ten minutes (ASan+UBSan), ends in "N passed, N failed"
#   make demo       a fictional station             make check-slow   kill -9, fuzzing, 40 clerks
#   make lint       layers, format, pages           make bench        figures beside their goals
#   make dev        gcc and clang, -Werror          make install DESTDIR= PREFIX=
#   make soak       slow tests at full length       make desk.pot     the texts to translate, merged into locale/zh_CN.po
#
# Variables: V=1 shows commands, T=pattern chooses tests, SCALE=n sizes the slow tests, BUILD=dir moves everything built.

VERSION  := 0.1.0
PREFIX   ?= /usr/local
BUILD    ?= build
SCALE    ?= 1
CC       ?= cc
CLANG    ?= clang
Q        := $(if $(V),,@)

DESK_CPPFLAGS := -I. -D_GNU_SOURCE -DDESK_VERSION='"$(VERSION)"' -DDESK_PREFIX='"$(PREFIX)"'
DESK_CFLAGS   := -std=c11 -Wall -Wextra -Wformat=2 -Wno-format-nonliteral -fstack-protector-strong -fPIE -pthread
DESK_LDFLAGS  := -pie -pthread -Wl,-z,relro,-z,now
LIBS          := -ldb-5.3 -lcrypto -lzstd -lcrypt -lncursesw -ltinfo
WARN          := -Werror -Wshadow -Wmissing-prototypes -Wstrict-prototypes -Wwrite-strings -Wvla -Wpointer-arith

# The layers, lowest first; a layer's archive may use those before it (tests/lint/layers.sh proves it from the #include lines).
LAYERS := base store model syncfile syncoffice keeper reports kit forms cmd
DIR_base := desk/base
DIR_store := desk/store
DIR_model := desk/model
DIR_syncfile := desk/sync/file
DIR_syncoffice := desk/sync/office
DIR_keeper := desk/keeper
DIR_reports := reports
DIR_kit := forms/kit
DIR_forms := forms
DIR_cmd := desk/cmd

# Flavours: where, compiler, flags.
FLAVOURS := release test hooks fuzz gcc clang
OUT_release := $(BUILD)/release
CFLAGS_release := -O2 -g -D_FORTIFY_SOURCE=2
OUT_test := $(BUILD)/test
CFLAGS_test := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all -DDESK_TEST
OUT_hooks := $(BUILD)/hooks
CFLAGS_hooks := -O2 -g -DDESK_TEST
OUT_fuzz := $(BUILD)/fuzz
CFLAGS_fuzz := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=all -DDESK_TEST
CC_fuzz := $(CLANG)
OUT_gcc := $(BUILD)/gcc
CFLAGS_gcc := -O2 $(WARN)
OUT_clang := $(BUILD)/clang
CFLAGS_clang := -O2 $(WARN)
CC_clang := $(CLANG)

src = $(wildcard $(DIR_$(1))/*.c)

all: $(BUILD)/desk $(BUILD)/locale.ok

$(BUILD)/desk: $(OUT_release)/bin/desk
	$(Q)cp -f $< $@

# Data taken into the program as it is.
$(foreach f,$(FLAVOURS),$(OUT_$(f))/desk/model/calendar_day.o): desk/data/calendar-2025-2026.csv
$(foreach f,$(FLAVOURS),$(OUT_$(f))/desk/model/knowledge.o): desk/data/knowledge.csv

# $(1) flavour, $(2) layer
define LAYER_RULES
OBJ_$(1)_$(2) := $$(patsubst %.c,$(OUT_$(1))/%.o,$$(call src,$(2)))
$(OUT_$(1))/lib$(2).a: $$(OBJ_$(1)_$(2))
	@rm -f $$@
	$$(Q)ar rcs $$@ $$^
endef

define FLAVOUR_RULES
$(foreach l,$(LAYERS),$(eval $(call LAYER_RULES,$(1),$(l))))
$(OUT_$(1))/cmd_list.h: always
	@mkdir -p $$(dir $$@)
	@printf '%s\n' $(sort $(patsubst desk/cmd/cmd_%.c,'CMD_NOUN(%)',$(wildcard desk/cmd/cmd_*.c))) | cmp -s - $$@ || \
		printf '%s\n' $(sort $(patsubst desk/cmd/cmd_%.c,'CMD_NOUN(%)',$(wildcard desk/cmd/cmd_*.c))) >$$@
$(OUT_$(1))/desk/cmd/commands.o: $(OUT_$(1))/cmd_list.h
$(OUT_$(1))/desk/cmd/commands.o: DESK_CPPFLAGS += -I$(OUT_$(1))
LIBS_$(1) := $$(foreach l,$$(LAYERS),$(OUT_$(1))/lib$$(l).a)
$(OUT_$(1))/%.o: %.c
	@mkdir -p $$(dir $$@)
	$$(if $$(Q),@echo "  CC    $$@")
	$$(Q)$(or $(CC_$(1)),$(CC)) $$(DESK_CPPFLAGS) $(DESK_CFLAGS) $(CFLAGS_$(1)) $$(CFLAGS) -MMD -MP -c -o $$@ $$<
$(OUT_$(1))/bin/desk: $(OUT_$(1))/desk/main.o $$(LIBS_$(1))
	@mkdir -p $$(dir $$@)
	$$(if $$(Q),@echo "  LINK  $$@")
	$$(Q)$(or $(CC_$(1)),$(CC)) $(DESK_LDFLAGS) $(CFLAGS_$(1)) $$(LDFLAGS) -o $$@ $$< -Wl,--start-group $$(LIBS_$(1)) -Wl,--end-group $(LIBS)
endef
$(foreach f,$(FLAVOURS),$(eval $(call FLAVOUR_RULES,$(f))))

# Test programs: tests/<layer>/NAME_test.c links that layer and those below; tests/unit is the base layer.
upto = $(if $(filter $(1),$(firstword $(2))),$(1),$(firstword $(2)) $(call upto,$(1),$(wordlist 2,99,$(2))))
TESTS_IN := base:unit store:store model:model syncfile:sync syncoffice:office keeper:keeper reports:reports kit:kit forms:screens cmd:cmd
TEST_PROGRAMS :=
# Programs that look at a terminal: the harness and the station they run on.
MORE_screens = $(OUT_test)/tests/screens/vt.o
MORE_kit = $(OUT_test)/tests/screens/vt.o
MORE_LIBS_screens := -lvterm -lutil
MORE_LIBS_kit := -lvterm -lutil
# $(1) layer, $(2) folder below tests
define TEST_RULES
P_$(2) := $$(patsubst %.c,$(OUT_test)/%,$$(wildcard tests/$(2)/*_test.c))
TEST_PROGRAMS += $$(P_$(2))
$$(P_$(2)): $(OUT_test)/%: $(OUT_test)/%.o $$(patsubst %.c,$(OUT_test)/%.o,$$(wildcard tests/$(2)/*_fixture.c)) $$(MORE_$(2)) $$(foreach l,$$(call upto,$(1),$$(LAYERS)),$(OUT_test)/lib$$(l).a)
	$$(if $$(Q),@echo "  LINK  $$@")
	$$(Q)$(CC) $(DESK_LDFLAGS) $(CFLAGS_test) -o $$@ $$(filter %.o,$$^) -Wl,--start-group $$(filter %.a,$$^) -Wl,--end-group -lcmocka $$(MORE_LIBS_$(2)) $(LIBS)
endef
$(foreach p,$(TESTS_IN),$(eval $(call TEST_RULES,$(word 1,$(subst :, ,$(p))),$(word 2,$(subst :, ,$(p))))))

tests: $(TEST_PROGRAMS)
test-%:
	$(Q)$(MAKE) --no-print-directory $(P_$*)
	$(Q)for t in $(P_$*); do $$t || exit 1; done

# Slow tests run on the release build with hooks: programs tests/faults/NAME_test.c, scripts tests/faults/NAME.sh, shims to preload.
SHIMS := $(patsubst %.c,$(OUT_hooks)/%.so,$(wildcard tests/faults/shim/*.c tests/bench/shim/*.c))
$(OUT_hooks)/%.so: %.c
	@mkdir -p $(dir $@)
	$(Q)$(CC) $(DESK_CPPFLAGS) -std=c11 -O2 -fPIC -shared $(CFLAGS) -o $@ $< -ldl
P_faults := $(patsubst %.c,$(OUT_hooks)/%,$(wildcard tests/faults/*_test.c))
$(P_faults): $(OUT_hooks)/%: $(OUT_hooks)/%.o $(patsubst %.c,$(OUT_hooks)/%.o,$(wildcard tests/faults/*_fixture.c)) $(LIBS_hooks)
	$(if $(Q),@echo "  LINK  $@")
	$(Q)$(CC) $(DESK_LDFLAGS) $(CFLAGS_hooks) -o $@ $(filter %.o,$^) -Wl,--start-group $(LIBS_hooks) -Wl,--end-group -lcmocka $(LIBS)
P_fuzz := $(patsubst %.c,$(OUT_fuzz)/%,$(wildcard tests/fuzz/*_fuzz.c))
$(P_fuzz): $(OUT_fuzz)/%: $(OUT_fuzz)/%.o $(patsubst %.c,$(OUT_fuzz)/%.o,$(wildcard tests/unit/*_fixture.c tests/fuzz/*_fixture.c)) $(LIBS_fuzz)
	$(if $(Q),@echo "  LINK  $@")
	$(Q)$(CLANG) $(DESK_LDFLAGS) $(CFLAGS_fuzz) -fsanitize=fuzzer -o $@ $(filter %.o,$^) -Wl,--start-group $(LIBS_fuzz) -Wl,--end-group $(LIBS)

# tests/run prints one line a test that fails and ends with the plain line "N passed, N failed".
check: check-needs
	$(Q)$(MAKE) --no-print-directory tests $(OUT_test)/bin/desk $(BUILD)/locale.ok
	$(Q)BUILD=$(OUT_test) T='$(T)' V='$(V)' tests/run quick
check-slow: check-needs
	$(Q)$(MAKE) --no-print-directory $(P_faults) $(P_fuzz) $(SHIMS) $(OUT_hooks)/bin/desk $(BUILD)/locale.ok
	$(Q)BUILD=$(OUT_hooks) FUZZ=$(OUT_fuzz) T='$(T)' V='$(V)' SCALE=$(SCALE) FUZZ_SECONDS='$(FUZZ_SECONDS)' tests/run slow
soak:
	$(Q)$(MAKE) --no-print-directory check-slow SCALE=20
check-needs:
	$(Q)tests/needs build check

BENCH_OBJECTS = $(patsubst %.c,$(OUT_release)/%.o,$(wildcard tests/bench/*.c) tests/sync/pki_fixture.c tests/screens/vt.c)
$(BUILD)/desk-bench: $(BENCH_OBJECTS) $(LIBS_release)
	$(if $(Q),@echo "  LINK  $@")
	$(Q)$(CC) $(DESK_LDFLAGS) $(CFLAGS_release) -o $@ $(BENCH_OBJECTS) -Wl,--start-group $(LIBS_release) -Wl,--end-group $(LIBS) -lsqlite3 -lcmocka -lvterm -lutil
bench:
	$(Q)tests/needs build bench
	$(Q)$(MAKE) --no-print-directory $(BUILD)/desk $(BUILD)/desk-bench $(SHIMS)
	$(Q)$(BUILD)/desk-bench --program $(BUILD)/desk --shim $(OUT_hooks)/tests/bench/shim/slowflush.so $(BENCH)

lint:
	$(Q)tests/needs build lint
	$(Q)tests/lint/all

dev:
	$(Q)tests/needs build check
	$(Q)$(MAKE) --no-print-directory $(OUT_gcc)/bin/desk $(OUT_clang)/bin/desk
	@echo "gcc and clang: no warning"

# The catalogue: taken from the sources, complete, and with the same conversions in both languages, or there is none.
$(BUILD)/locale.ok: locale/zh_CN.po $(wildcard desk/*.c desk/*/*.[ch] desk/sync/*/*.[ch] forms/*.[ch] forms/kit/*.[ch] reports/*.[ch])
	@mkdir -p $(BUILD)/locale/zh_CN/LC_MESSAGES
	-$(Q)tests/lint/locale.sh $(BUILD)/locale
	@touch $@
desk.pot:
	$(Q)tests/lint/locale.sh --update

# Pages that are made from the program itself.
$(BUILD)/desk-schema.5: $(BUILD)/desk
	$(Q)$(BUILD)/desk schema-man >$@.new && mv $@.new $@

demo:
	$(Q)tests/needs build demo
	$(Q)$(MAKE) --no-print-directory $(BUILD)/desk $(BUILD)/locale.ok
	$(Q)desk/install/demo.sh $(BUILD)

prefix = $(DESTDIR)$(PREFIX)
install: $(BUILD)/desk $(BUILD)/locale.ok $(BUILD)/desk-schema.5
	install -d $(prefix)/bin $(prefix)/share/desk $(prefix)/share/man/man1 $(prefix)/share/man/man5 $(prefix)/share/man/man8
	install -d $(prefix)/share/locale/zh_CN/LC_MESSAGES $(prefix)/share/doc/desk $(prefix)/share/bash-completion/completions
	install -m 755 $(BUILD)/desk $(prefix)/bin/desk
	$(if $(wildcard desk/install/desk-ca),install -m 755 desk/install/desk-ca $(prefix)/bin/desk-ca)
	install -m 644 $(wildcard desk/data/*.csv) $(prefix)/share/desk
	install -m 644 $(BUILD)/locale/zh_CN/LC_MESSAGES/desk.mo $(prefix)/share/locale/zh_CN/LC_MESSAGES/desk.mo
	install -m 644 $(wildcard man/*.1) $(prefix)/share/man/man1
	install -m 644 $(wildcard man/*.5) $(BUILD)/desk-schema.5 $(prefix)/share/man/man5
	install -m 644 $(wildcard man/*.8) $(prefix)/share/man/man8
	install -m 644 desk/install/completion $(prefix)/share/bash-completion/completions/desk
	install -m 644 README.md LICENSE $(wildcard desk/install/*.conf desk/install/*.service) $(prefix)/share/doc/desk
	sed 's|/usr/bin/desk|$(PREFIX)/bin/desk|' desk/install/sshd-desk.conf >$(prefix)/share/doc/desk/sshd-desk.conf

clean:
	rm -rf $(BUILD)

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
.PHONY: all tests clean always check check-slow check-needs soak bench lint dev demo install desk.pot
.SECONDARY:
