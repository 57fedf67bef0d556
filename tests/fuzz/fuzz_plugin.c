// Fuzz target: any bytes as a plugin's file, whose registration is read.
#include "engine/base/error.h"
#include "engine/graph/plugin.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void is_string(const char *s, size_t size)
{
	if (!memchr(s, '\0', size))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct plugin_registration r;
	char path[32];
	int fd = memfd_create("fuzz", 0);

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	error_clear();
	if (plugin_read(path, &r)) {
		// What is wrong is said in words of its own.
		if (!strcmp(error_text(0), error_words(0)))
			abort();
	} else {
		is_string(r.version, sizeof(r.version));
		is_string(r.version_required, sizeof(r.version_required));
		is_string(r.overrides, sizeof(r.overrides));
		is_string(r.early_init, sizeof(r.early_init));
		is_string(r.description, sizeof(r.description));
	}
	error_clear();
	close(fd);
	return 0;
}
