// SPDX-License-Identifier: GPL-2.0
/* A fuzzer without the fuzzing: what it was given once, it is given again. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MOST	(1024 * 1024)

int main(int argc, char *argv[])
{
	uint8_t *bytes = malloc(MOST);
	int i;

	for (i = 1; bytes && i < argc; i++) {
		FILE *f = fopen(argv[i], "rb");
		size_t n;

		if (!f) {
			perror(argv[i]);
			return 1;
		}
		n = fread(bytes, 1, MOST, f);
		fclose(f);
		fprintf(stderr, "replay %s\n", argv[i]);
		LLVMFuzzerTestOneInput(bytes, n);
	}
	free(bytes);
	/* A crash never gets here.  stdout may be the fuzzer's own by now. */
	fprintf(stderr, "%d passed, 0 failed, 0 skipped\n", argc - 1);
	return 0;
}
