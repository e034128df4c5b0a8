# SPDX-License-Identifier: GPL-2.0
#
# Everything that `make check` does. Included by the Makefile, whose variables
# and rules it uses.

KERNELS		?= 6.1

.PHONY: check check-unit check-cli check-corpus check-lint check-vm check-debug check-model check-cross \
	bench unit unit-gcc unit-clang sanitized dialects

## make check      everything below; what CI runs
check:
	@scripts/setup
	@tests/check lint unit fuzz model cli corpus vm

## make check-lint   what no compiler says: includes, coroutines, symbols, style
check-lint:
	@tests/tally --live lint tests/lint/run

# Both run the command as it is installed, and once more under sanitizers (SAN
# tells the cases, since those need memory of their own).
## make check-cli    the command on fake /sys trees
## make check-corpus real logs and the findings they must give
check-cli check-corpus: check-%: tool sanitized
	@failed=0; \
	DISKFAULT=$(abspath $(O)/diskfault) tests/tally $* tests/$*/run || failed=1; \
	SAN=1 DISKFAULT=$(abspath $(O)/unit-gcc/diskfault) UBSAN_OPTIONS=print_stacktrace=1 \
		tests/tally "$* under sanitizers" tests/$*/run || failed=1; \
	exit $$failed

## make check-vm     the module in stock kernels [KERNELS="6.1" LOADS=1000]
check-vm: tool
	@DISKFAULT=$(abspath $(O)/diskfault) tests/tally --live vm tests/vm/run $(KERNELS)

# Not a part of `make check`: building the kernels takes half an hour, once, and
# guests on them take their time.
## make check-debug  the same under KASAN, lockdep, kmemleak, and under KCSAN
check-debug: tool
	@scripts/setup --debug-kernel
	@scripts/debug-kernel debug kcsan >/dev/null
	@DISKFAULT=$(abspath $(O)/diskfault) tests/tally --live debug tests/vm/run debug kcsan

# Not a part of `make check`: an emulator is slow.
## make check-cross  unit and corpus on arm64 and s390x, whose bytes stand otherwise
check-cross:
	@scripts/setup --cross
	@O=$(O) tests/cross/run

## make check-model  wake-ups, unloading and hosts, in every interleaving (spin)
check-model:
	@tests/tally --live model tests/model/run

## make bench      what things cost, each beside a peer that is measured with it
bench: tool $(O)/bench/literals
	@DISKFAULT=$(abspath $(O)/diskfault) tests/bench/run

bench_obj	:= $(O)/obj/tests/bench/literals.o

$(bench_obj): $(O)/obj/%.o: %.c $(O)/flags | $(O)/packages
	$(call compile,$(user_cflags))

-include $(bench_obj:.o=.d)

$(O)/bench/literals: $(bench_obj) $(core_obj) $(filter-out %/main.o,$(user_obj))
	$(call link,$^ $(LDLIBS))

# ---------------------------------------------------------------------------
# Unit tests: with both compilers, since each finds coroutine mistakes that the
# other does not see, and under both their sanitizers.

## make check-unit   the core in every dialect, cmocka tests under sanitizers
check-unit: dialects unit-gcc unit-clang

make_sanitized	= $(MAKE) --no-print-directory O=$(O)/unit-$(1) CC=$(1) CFLAGS='-O1 -g' \
		  SAN=1 DISKFAULT_WERROR=1

unit-gcc unit-clang: unit-%: have-%
	+@$(call make_sanitized,$*) unit

sanitized: have-gcc
	+@$(call make_sanitized,gcc) tool

# They share objects, so one of them makes them.
ifneq ($(filter check-unit,$(MAKECMDGOALS)),)
sanitized: | unit-gcc
endif

# What runs them, if this machine cannot, and what that is called.
RUN		?=
CALLED		?= $(CC)

test_src	:= $(sort $(wildcard tests/unit/test_*.c tests/unit/user_*.c))
test_obj	:= $(test_src:%.c=$(O)/obj/%.o)
test_bin	:= $(test_src:tests/unit/%.c=$(O)/tests/%)

$(test_obj): $(O)/obj/%.o: %.c $(O)/flags | $(O)/packages
	$(call compile,$(user_cflags))

-include $(test_obj:.o=.d)

# A test of the core has the core and nothing else; a test of the command has
# all of the command but its main().
$(filter $(O)/tests/test_%,$(test_bin)): $(O)/tests/%: $(O)/obj/tests/unit/%.o $(core_obj)
	$(call link,$^ -lcmocka)

$(filter $(O)/tests/user_%,$(test_bin)): $(O)/tests/%: $(O)/obj/tests/unit/%.o \
		$(core_obj) $(filter-out %/main.o,$(user_obj))
	$(call link,$^ $(LDLIBS) -lcmocka)

unit: export CMOCKA_MESSAGE_OUTPUT := TAP
unit: export UBSAN_OPTIONS := print_stacktrace=1
unit: $(test_bin)
	@$(if $(test_bin),,echo "diskfault: there are no unit tests in tests/unit" >&2; exit 1)
	@failed=0; for t in $(test_bin); do \
		tests/tally "$(CALLED) $${t##*/}" $(RUN) $$t || failed=1; \
	done; exit $$failed

# ---------------------------------------------------------------------------
# Every dialect the core is ever compiled in: gnu89 is what kernel 5.10 builds
# modules as, -O0 and -O2 warn of different things, and 32 bits show a 64-bit
# division, which a 32-bit kernel cannot link.

dialect_warnings := -Wall -Wextra -Wvla -Wdeclaration-after-statement \
		    -Wimplicit-fallthrough -Wstrict-prototypes \
		    -Wmissing-prototypes -Wframe-larger-than=512 -Werror
dialect_gcc	:= -Wjump-misses-init
dialect_clang	:=
dialect_bits	:= m64 $(if $(filter x86_64,$(shell uname -m)),m32)
dialect_all	:=
# The coroutines' own test as well: it has every verb and every pause.
dialect_src	:= $(core_src) tests/unit/test_coroutine.c

# $(1) compiler, $(2) standard, $(3) optimisation, $(4) bits; the name of the
# object that make complains about says all four
define dialect
dialect_all += dialect-$(1)-$(2)-$(3)-$(4)
dialect-$(1)-$(2)-$(3)-$(4): $(dialect_src:%.c=$(O)/dialect/$(1)-$(2)-$(3)-$(4)/%.o)
	@printf '  DIALECT %s -std=%s -%s -%s: no warning\n' $(1) $(2) $(3) $(4)
$(O)/dialect/$(1)-$(2)-$(3)-$(4)/%.o: %.c | have-$(1) have-$(4)
	$(if $(filter 1,$(V)),,@)mkdir -p $$(@D) && \
		$(1) -std=$(2) -$(3) -$(4) -fno-pic -Iinclude $(dialect_warnings) \
		$(dialect_$(1)) -MMD -MP -c -o $$@ $$<
-include $(dialect_src:%.c=$(O)/dialect/$(1)-$(2)-$(3)-$(4)/%.d)
endef
$(foreach cc,gcc clang,$(foreach std,gnu89 gnu11,$(foreach opt,O0 O2,$(foreach bits,$(dialect_bits),\
	$(eval $(call dialect,$(cc),$(std),$(opt),$(bits)))))))

.PHONY: $(dialect_all) have-gcc have-clang have-m64 have-m32

have-gcc have-clang: have-%:
	@command -v $* >/dev/null || { echo "diskfault: $* is not installed: run scripts/setup" >&2; exit 1; }

have-m64 have-m32: have-%: have-gcc
	@echo '#include <errno.h>' | gcc -$* -E - >/dev/null 2>&1 || { \
		echo "diskfault: there are no headers to compile with -$*: run scripts/setup" >&2; exit 1; }

dialects: $(dialect_all)
	@$(if $(core_src),,echo "diskfault: there is no core in kmod/core" >&2; exit 1)

# ---------------------------------------------------------------------------
# Fuzzing, by libFuzzer. What the fuzzers were given once is given again by
# `make check-fuzz`, with a main() of ours in place of libFuzzer's.

SECONDS		?= 60

fuzz_src	:= $(sort $(wildcard tests/fuzz/fuzz_*.c))
fuzz_names	:= $(fuzz_src:tests/fuzz/fuzz_%.c=%)
fuzz_obj	:= $(fuzz_src:%.c=$(O)/obj/%.o) $(O)/obj/tests/fuzz/replay.o
fuzz_bin	:= $(fuzz_src:tests/fuzz/%.c=$(O)/fuzz/%)
replay_bin	:= $(fuzz_names:%=$(O)/fuzz/replay_%)

.PHONY: fuzz fuzz-command check-fuzz fuzzers replays

## make fuzz       every fuzzer for a while [SECONDS=60]
fuzz: have-clang
	+@$(MAKE) --no-print-directory O=$(O)/fuzzing CC=clang SAN=1 \
		CFLAGS='-O1 -g -fsanitize=fuzzer-no-link' fuzzers
	@tests/fuzz/run $(O)/fuzzing/fuzz $(SECONDS)

## make fuzz-command the command as a whole, by AFL++ [SECONDS=60]
fuzz-command:
	@scripts/setup --afl
	+@$(MAKE) --no-print-directory O=$(O)/afl CC=afl-clang-fast CFLAGS='-O1 -g' tool
	@tests/fuzz/afl $(abspath $(O)/afl/diskfault) $(SECONDS)

## make check-fuzz what the fuzzers were given before
check-fuzz: sanitized
	+@$(call make_sanitized,gcc) replays

$(fuzz_obj): $(O)/obj/%.o: %.c $(O)/flags | $(O)/packages
	$(call compile,$(user_cflags))

-include $(fuzz_obj:.o=.d)

command_obj	:= $(core_obj) $(filter-out %/main.o,$(user_obj))

$(fuzz_bin): $(O)/fuzz/%: $(O)/obj/tests/fuzz/%.o $(command_obj)
	$(call link,-fsanitize=fuzzer $^ $(LDLIBS))

$(replay_bin): $(O)/fuzz/replay_%: $(O)/obj/tests/fuzz/fuzz_%.o $(O)/obj/tests/fuzz/replay.o \
		$(command_obj)
	$(call link,$^ $(LDLIBS))

# It has a library of its own for what is loaded late.
$(O)/fuzz/fuzz_journal $(O)/fuzz/replay_journal: LDFLAGS += -Wl,--wrap=late_load

fuzzers: $(fuzz_bin)

# Logs are seeds of each, besides its own.
seeds_of	= $(wildcard tests/fuzz/seeds/$(1)/* tests/corpus/*.log)

replays: $(replay_bin)
	@failed=0; \
	$(foreach f,$(fuzz_names),tests/tally "fuzz seeds, $(f)" $(O)/fuzz/replay_$(f) \
		$(call seeds_of,$(f)) || failed=1;) \
	exit $$failed
