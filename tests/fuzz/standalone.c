// A main() for fuzz targets without a fuzzer: runs the target once over each file.
//
// Files are arguments; without any, those of the target's seeds in $srcdir/tests/fuzz/corpus/NAME,
// where the program is called fuzz_NAME.
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int run_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	uint8_t *data = NULL;
	long size = -1;

	if (f && !fseek(f, 0, SEEK_END))
		size = ftell(f);
	if (size < 0) {
		perror(path);
		exit(2);
	}
	rewind(f);
	// Exactly as large as the file, so that a sanitizer sees the first byte read past the end.
	data = malloc(size ? size : 1);
	if (!data || fread(data, 1, size, f) != (size_t)size) {
		perror(path);
		exit(2);
	}
	fclose(f);
	LLVMFuzzerTestOneInput(data, size);
	free(data);
	return 1;
}

static int run_folder(const char *folder)
{
	DIR *d = opendir(folder);
	struct dirent *entry;
	char path[4096 + sizeof(entry->d_name)];
	int n = 0;

	if (!d) {
		perror(folder);
		exit(2);
	}
	while ((entry = readdir(d))) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		n += run_file(path);
	}
	closedir(d);
	return n;
}

int main(int argc, char **argv)
{
	const char *name = strstr(argv[0], "fuzz_"), *srcdir = getenv("srcdir");
	char folder[4096];
	int n = 0;

	for (int i = 1; i < argc; i++)
		n += run_file(argv[i]);
	if (argc == 1 && name) {
		while (strstr(name + 1, "fuzz_"))
			name = strstr(name + 1, "fuzz_");
		snprintf(folder, sizeof(folder), "%s/tests/fuzz/corpus/%s", srcdir ? srcdir : ".",
			name + strlen("fuzz_"));
		n = run_folder(folder);
	}
	printf("%d inputs\n", n);
	return n ? 0 : 2;
}
