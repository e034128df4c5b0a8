# SPDX-License-Identifier: GPL-2.0
#
# diskfault: a kernel module (kmod/) and a command (user/) around one core
# (kmod/core/). `make help` lists the targets.
#
# The core is compiled twice from the same files: by kbuild, into kmod/, for
# the module, and from here, into $(O), for the command and the tests. Nothing
# made here lands in kmod/, or the two builds would fight over core/line.o.

O		?= build
PREFIX		?= /usr/local
BINDIR		?= $(PREFIX)/bin
MANDIR		?= $(PREFIX)/share/man
DATADIR		?= $(PREFIX)/share
ZSHDIR		?= $(DATADIR)/zsh/site-functions
UNITDIR		?= $(PREFIX)/lib/systemd/system
SRCDIR		?= /usr/src
PKG_CONFIG	?= pkg-config
INSTALL		?= install
CFLAGS		?= -O2 -g

# What the command loads when it has to (user/late.h); here for the headers.  It is
# linked to none, since most of what it does needs none.  (bzip2 has no such file.)
PACKAGES	:= sqlite3 libudev smartcols json-c libpcre2-8 zlib liblzma libzstd liblz4 \
		   libarchive libsystemd

.SUFFIXES:
.DELETE_ON_ERROR:
.PHONY: all tool module demo install dkms-install deb clean help FORCE

## make            the command and the module
all: tool module

# ---------------------------------------------------------------------------
# How a C file becomes an object.

# V=1 shows the commands instead of what they are for.
say		= $(if $(filter 1,$(V)),,@printf '  %-7s %s\n' $(1) $(2);)

WARNINGS	:= -Wall -Wextra -Wvla -Wimplicit-fallthrough -Wstrict-prototypes \
		   -Wmissing-prototypes -Wpointer-arith -Wformat=2
# The core is kernel code as well: C89 in shape, on a small stack.
CORE_WARNINGS	:= -Wdeclaration-after-statement

ifeq ($(SAN),1)
SAN_FLAGS	:= -fsanitize=address,undefined -fno-sanitize-recover=all \
		   -fno-omit-frame-pointer
else
# (the sanitizers' red zones lie on the stack too)
CORE_WARNINGS	+= -Wframe-larger-than=512
endif

# pkg-config is asked when the first file needs it, and once: on a bare machine
# `make help` and `make check` have to work before it is installed.
pkg_cflags	= $(eval pkg_cflags := $$(shell $(PKG_CONFIG) --cflags $(PACKAGES)))$(pkg_cflags)

base_cflags	= -std=gnu11 -Iinclude $(WARNINGS) $(if $(DISKFAULT_WERROR),-Werror) -MMD -MP \
		  $(SAN_FLAGS)
core_cflags	= $(base_cflags) $(CORE_WARNINGS) $(CPPFLAGS) $(CFLAGS)
user_cflags	= $(base_cflags) -Iuser -D_GNU_SOURCE= -D_FILE_OFFSET_BITS=64 $(pkg_cflags) $(CPPFLAGS) $(CFLAGS)

core_src	:= $(sort $(wildcard kmod/core/*.c))
user_src	:= $(sort $(wildcard user/*.c user/*/*.c))
core_obj	:= $(core_src:%.c=$(O)/obj/%.o)
made_obj	:= $(O)/made/sieve_tables.o
user_obj	:= $(user_src:%.c=$(O)/obj/%.o) $(made_obj)

compile		= $(call say,CC,$@)mkdir -p $(@D) && $(CC) $(1) -c -o $@ $<
link		= $(call say,LD,$@)mkdir -p $(@D) && $(CC) $(SAN_FLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $(1)

$(core_obj): $(O)/obj/%.o: %.c $(O)/flags
	$(call compile,$(core_cflags))

$(user_src:%.c=$(O)/obj/%.o): $(O)/obj/%.o: %.c $(O)/flags | $(O)/packages
	$(call compile,$(user_cflags))

# What is made of the message table, by a program that runs here even if the command
# is for another machine.
BUILD_CC	?= cc
tables_src	:= user/source/tables/sieve.c kmod/core/formats.c kmod/core/text.c

$(O)/made/tables: $(tables_src) user/source/sieve_tables.h user/source/sieve.h \
		$(wildcard include/diskfault/*.h)
	$(call say,BUILD,$@)mkdir -p $(@D) && $(BUILD_CC) -std=gnu11 -Iinclude -Iuser \
		$(WARNINGS) -O1 -o $@ $(tables_src)

$(O)/made/sieve_tables.c: $(O)/made/tables
	$(call say,MAKE,$@)$< >$@

$(made_obj): %.o: %.c $(O)/flags
	$(call compile,$(user_cflags))

# Changes only when the flags do, and then everything is built anew.
flags_now	= $(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) $(SAN) $(DISKFAULT_WERROR) $(PACKAGES)
$(O)/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(flags_now)' | cmp -s - $@ || echo '$(flags_now)' >$@

$(O)/packages: $(O)/flags
	@command -v $(PKG_CONFIG) >/dev/null || { \
		echo "diskfault: $(PKG_CONFIG) is not installed: run scripts/setup" >&2; exit 1; }
	@$(PKG_CONFIG) --print-errors --exists $(PACKAGES) || { \
		echo "diskfault: a library to build with is missing: run scripts/setup" >&2; exit 1; }
	@touch $@

-include $(core_obj:.o=.d) $(user_obj:.o=.d)

# ---------------------------------------------------------------------------
# The command and the module.

## make tool       the command: build/diskfault
tool: $(O)/diskfault

$(O)/diskfault: $(user_obj) $(core_obj)
	$(call link,$^ $(LDLIBS))

# A dangling `build` link is no tree: look for the Makefile behind it.
kdir_running	= $(patsubst %/Makefile,%,$(wildcard /lib/modules/$(shell uname -r)/build/Makefile))
kdir_newest	= $(patsubst %/Makefile,%,$(lastword $(shell \
		  ls -d /lib/modules/*/build/Makefile 2>/dev/null | sort -V)))
KDIR		?= $(or $(kdir_running),$(kdir_newest))

## make module     kmod/diskfault.ko, for the running kernel or KDIR=DIR
module:
ifeq ($(KDIR),)
	@echo "diskfault: there are no kernel headers here: run scripts/setup, or name a tree with KDIR=DIR" >&2
	@exit 1
else
ifeq ($(origin KDIR)$(kdir_running),file)
	@echo "diskfault: no headers of the running kernel $$(uname -r): building for the newest there are, $(KDIR)"
endif
	+$(MAKE) -C $(KDIR) M=$(CURDIR)/kmod modules
endif

## make demo       show it: a stock kernel, a disk broken under XFS, its serial
demo:
	@scripts/setup
	+@$(MAKE) --no-print-directory all
	@scripts/demo

include tests/check.mk

# ---------------------------------------------------------------------------
# Out of the tree.

version		= $(shell sed -n 's/^.define DISKFAULT_VERSION[[:space:]]*"\(.*\)"/\1/p' \
		  include/diskfault/version.h)

## make install    the command and its pages, under DESTDIR and PREFIX
install: tool
	$(INSTALL) -D -m 0755 $(O)/diskfault $(DESTDIR)$(BINDIR)/diskfault
	$(if $(wildcard user/diskfault.8),$(INSTALL) -D -m 0644 user/diskfault.8 \
		$(DESTDIR)$(MANDIR)/man8/diskfault.8)
	$(if $(wildcard user/diskfault.conf.5),$(INSTALL) -D -m 0644 user/diskfault.conf.5 \
		$(DESTDIR)$(MANDIR)/man5/diskfault.conf.5)
	$(INSTALL) -D -m 0644 user/completion/diskfault \
		$(DESTDIR)$(DATADIR)/bash-completion/completions/diskfault
	$(INSTALL) -D -m 0644 user/completion/_diskfault \
		$(DESTDIR)$(ZSHDIR)/_diskfault
	$(INSTALL) -D -m 0644 user/completion/diskfault.fish \
		$(DESTDIR)$(DATADIR)/fish/vendor_completions.d/diskfault.fish
	$(INSTALL) -d $(DESTDIR)$(UNITDIR)
	sed 's,@BINDIR@,$(BINDIR),' user/diskfault-record.service.in \
		>$(DESTDIR)$(UNITDIR)/diskfault-record.service

dkms_tree	= $(SRCDIR)/diskfault-$(version)
dkms_files	= LICENSE kmod/Kbuild $(filter-out %.mod.c,$(wildcard \
		  kmod/*.[ch] kmod/core/*.[ch] include/diskfault/*.h))

## make dkms-install the module's sources under DESTDIR; without one, into dkms
dkms-install:
	@command -v dkms >/dev/null || test -n "$(DESTDIR)" || { \
		echo "diskfault: dkms is not installed: apt-get install dkms" >&2; exit 1; }
	rm -rf $(DESTDIR)$(dkms_tree)
	for f in $(dkms_files); do $(INSTALL) -D -m 0644 $$f $(DESTDIR)$(dkms_tree)/$$f || exit 1; done
	sed 's/#MODULE_VERSION#/$(version)/' kmod/dkms.conf >$(DESTDIR)$(dkms_tree)/dkms.conf
ifeq ($(DESTDIR),)
	dkms remove diskfault/$(version) --all >/dev/null 2>&1 || :
	dkms add diskfault/$(version)
	dkms install diskfault/$(version) $(if $(KERNEL),-k $(KERNEL))
endif

## make deb        packages for Debian, of the command and for DKMS, in build/
deb: tool
	+O=$(O) VERSION=$(version) scripts/deb

## make clean      remove what was built
clean:
	rm -rf $(O)
	find kmod \( -name '*.o' -o -name '*.ko' -o -name '*.mod' -o -name '*.mod.c' -o \
		-name '.*.cmd' -o -name '.*.d' -o -name '*.a' -o -name 'modules.order' -o \
		-name 'Module.symvers' -o -name '.tmp_*' \) -delete

## make help       this list
help:
	@sed -n 's/^## //p' $(MAKEFILE_LIST)
