// Fuzz target: any bytes as start-up configuration, read, checked and given to all parsers.
#include "engine/base/error.h"
#include "engine/graph/config.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	int status;

	if (!text)
		return 0;
	memcpy(text, data, size);
	text[size] = 0;
	status = config_read_text(text, "fuzz");
	if (!status)
		status = config_read_words(1, &text);
	if (!status)
		status = config_apply(true);
	if (!status)
		status = config_apply(false);
	// A refusal without a sentence would leave its reader helpless.
	if (status && !strcmp(error_text(0), error_words(0)))
		abort();
	config_free();
	error_clear();
	free(text);
	return 0;
}
