/* SPDX-License-Identifier: GPL-2.0 */
/* The one place where the version stands: module, command, packages read it here. */
#ifndef DISKFAULT_VERSION_H
#define DISKFAULT_VERSION_H

#define DISKFAULT_VERSION	"0.1.0"

#endif
