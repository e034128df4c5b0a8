/* SPDX-License-Identifier: GPL-2.0 */
/* json-c, which is loaded when it is needed.  See late.h. */
#ifndef LATE_JSON_H
#define LATE_JSON_H

#include <json-c/json.h>

#include "late.h"

#define JSON_FUNCTIONS(F) \
	F(json_object_array_add) F(json_object_array_get_idx) F(json_object_array_length) \
	F(json_object_from_file) F(json_object_get_double) F(json_object_get_int) \
	F(json_object_get_object) F(json_object_get_string) F(json_object_get_string_len) \
	F(json_object_get_uint64) F(json_object_is_type) F(json_object_new_array) \
	F(json_object_new_boolean) F(json_object_new_int) F(json_object_new_object) \
	F(json_object_new_string) F(json_object_new_uint64) F(json_object_object_add) \
	F(json_object_object_add_ex) F(json_object_object_get) F(json_object_object_get_ex) \
	F(json_object_put) F(json_object_to_json_string_ext) F(json_tokener_free) \
	F(json_tokener_new_ex) F(json_tokener_parse_ex) F(json_tokener_reset)

extern struct late_json {
	JSON_FUNCTIONS(LATE_POINTER)
} jsonc;

/* Before anything is called by @jsonc; what is there already is not loaded again. */
void late_json_need(void);

#endif
