/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the core needs of the world it is compiled in, and nothing else: fixed
 * types, bool, errno numbers, mem*().  This is the only header that knows
 * whether it is being built for the kernel; the core must not be able to tell.
 */
#ifndef DISKFAULT_PLATFORM_H
#define DISKFAULT_PLATFORM_H

#ifdef __KERNEL__

#include <linux/errno.h>
#include <linux/stddef.h>
#include <linux/string.h>
#include <linux/types.h>

#else

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int32_t s32;
typedef int64_t s64;

#endif /* __KERNEL__ */

/* A size that kernel and user space spell differently. */
#define DF_COUNT(array)	(sizeof(array) / sizeof((array)[0]))

#endif
