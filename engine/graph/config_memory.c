// Configuration of memory: memory { }, and heapsize SIZE, its older form.
#include "engine/base/error.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"
#include "engine/graph/config.h"

enum { HEAP_MIN = 1 << 20, DEFAULT_HUGEPAGE = 2 << 20 }; // bytes

// The place of a value that was just taken.
static const struct config_word *value_of(const struct config *c)
{
	return &c->words[c->at - 1];
}

static int heap_size_parse(struct config *c, const struct config_word *)
{
	u64 size;
	int status = config_size(c, &size);

	if (status)
		return status;
	if (size < HEAP_MIN)
		return config_error(value_of(c), "the main heap needs at least 1M");
	memory_settings()->heap_size = size;
	return 0;
}

// 4k, 2M, 1G are what processors have; '*size' 0 stands for "default".
static int page_size_parse(struct config *c, u64 *size)
{
	const char *text;
	int status = config_string(c, &text);

	if (status)
		return status;
	*size = 0;
	if (!strcmp(text, "default"))
		return 0;
	if (!strcmp(text, "default-hugepage")) {
		*size = memory_settings()->hugepage_size;
		if (!*size)
			*size = DEFAULT_HUGEPAGE;
		return 0;
	}
	if (parse_size(text, size) || (*size != 4 << 10 && *size != 2 << 20 && *size != 1 << 30))
		return config_error(value_of(c),
			"'%s' is not a page size: 4k, 2M, 1G, default or default-hugepage", text);
	return 0;
}

static int heap_page_size_parse(struct config *c, const struct config_word *)
{
	return page_size_parse(c, &memory_settings()->heap_page_size);
}

static int hugepage_size_parse(struct config *c, const struct config_word *)
{
	return page_size_parse(c, &memory_settings()->hugepage_size);
}

static int memory_parse(struct config *c)
{
	static const struct config_key keys[] = {
		{"main-heap-size", heap_size_parse},
		{"main-heap-page-size", heap_page_size_parse},
		{"default-hugepage-size", hugepage_size_parse},
		{0},
	};
	return config_each(c, keys);
}

static struct config_section memory_section = {
	.name = "memory",
	.words = "main-heap-size <size>          such as 512M or 1G\n"
		 "main-heap-page-size <size>     4k, 2M, 1G, default or default-hugepage\n"
		 "default-hugepage-size <size>   2M or 1G",
	.early = true,
	.parse = memory_parse,
};
CONFIG_REGISTER(memory_section);

static int heapsize_parse(struct config *c)
{
	return heap_size_parse(c, c->head);
}

static struct config_section heapsize_section = {
	.name = "heapsize",
	.words = "<size>   as memory { main-heap-size <size> }",
	.early = true,
	.parse = heapsize_parse,
};
CONFIG_REGISTER(heapsize_section);
