// Reading a plugin's registration out of its file, before anything of the plugin runs.
//
// Files may be anything: libelf checks offsets against the file, and what the dynamic linker would
// map is checked here, as touching a page past the end of the file is a fault (mmap(2), SIGBUS).
#include "engine/graph/plugin.h"

#include "engine/base/error.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <gelf.h>
#include <sys/stat.h>
#include <unistd.h>

// ELF header of the library that this function is in: what can be loaded beside it.
static const Elf64_Ehdr *own_header(void)
{
	Dl_info info;

	if (!dladdr((void *)own_header, &info) || !info.dli_fbase)
		panic("no address of the own library");
	return info.dli_fbase;
}

static bool is_inside(u64 at, u64 n, u64 size)
{
	return at <= size && n <= size - at;
}

static int header_check(Elf *elf, GElf_Ehdr *h, u64 size)
{
	const Elf64_Ehdr *own = own_header();

	if (elf_kind(elf) != ELF_K_ELF || !gelf_getehdr(elf, h))
		return error(ERR_INVALID_VALUE, "not an ELF file, or cut off in its header");
	if (h->e_ident[EI_CLASS] != own->e_ident[EI_CLASS])
		return error(ERR_INVALID_VALUE, "not a 64-bit ELF file");
	if (h->e_ident[EI_DATA] != own->e_ident[EI_DATA] || h->e_machine != own->e_machine)
		return error(ERR_INVALID_VALUE, "for another machine (ELF number %u, not %u)",
			h->e_machine, own->e_machine);
	if (h->e_type != ET_DYN)
		return error(ERR_INVALID_VALUE, "not a shared object");
	if (!is_inside(h->e_shoff, (u64)h->e_shnum * h->e_shentsize, size))
		return error(ERR_INVALID_VALUE,
			"cut off: the file has %lu bytes, its section table is at %lu", size,
			(u64)h->e_shoff);
	return 0;
}

// Everything that will be mapped is in the file.
static int segments_check(Elf *elf, u64 size)
{
	size_t n;

	if (elf_getphdrnum(elf, &n))
		return error(ERR_INVALID_VALUE, "bad program headers: %s", elf_errmsg(-1));
	for (size_t i = 0; i < n; i++) {
		GElf_Phdr p;

		if (!gelf_getphdr(elf, (int)i, &p))
			return error(ERR_INVALID_VALUE, "bad program headers: %s", elf_errmsg(-1));
		if (p.p_type == PT_LOAD && !is_inside(p.p_offset, p.p_filesz, size))
			return error(ERR_INVALID_VALUE,
				"cut off: the file has %lu bytes, a segment of %lu is at %lu", size,
				(u64)p.p_filesz, (u64)p.p_offset);
	}
	return 0;
}

// The section by its name; null if there is none.
static Elf_Scn *section_find(Elf *elf, GElf_Shdr *header)
{
	Elf_Scn *section = NULL;
	size_t names;

	if (elf_getshdrstrndx(elf, &names))
		return NULL;
	while ((section = elf_nextscn(elf, section))) {
		const char *name = gelf_getshdr(section, header)
			? elf_strptr(elf, names, header->sh_name)
			: NULL;

		if (name && !strcmp(name, PLUGIN_SECTION))
			return section;
	}
	return NULL;
}

static int section_read(Elf *elf, struct plugin_registration *r)
{
	GElf_Shdr header;
	Elf_Scn *section = section_find(elf, &header);
	Elf_Data *data;

	if (!section)
		return error(ERR_INVALID_VALUE, "not a plugin: no section %s", PLUGIN_SECTION);
	if (header.sh_type != SHT_PROGBITS || header.sh_flags & SHF_COMPRESSED)
		return error(ERR_INVALID_VALUE, "section %s holds no plain bytes", PLUGIN_SECTION);
	if (header.sh_size != sizeof(*r))
		return error(ERR_INVALID_VALUE,
			"section %s has %lu bytes, not the %zu of one registration", PLUGIN_SECTION,
			(u64)header.sh_size, sizeof(*r));
	data = elf_rawdata(section, NULL);
	if (!data || !data->d_buf || data->d_size != sizeof(*r))
		return error(ERR_INVALID_VALUE, "section %s: %s", PLUGIN_SECTION, elf_errmsg(-1));
	memcpy(r, data->d_buf, sizeof(*r));
	return 0;
}

// The strings go to terminals, logs and dlsym().
static int string_check(const char *name, const char *s, u32 size)
{
	if (!memchr(s, '\0', size))
		return error(ERR_INVALID_VALUE, "registration: %s has no end", name);
	for (; *s; s++)
		if ((u8)*s < ' ' || *s == 0x7f)
			return error(ERR_INVALID_VALUE,
				"registration: %s has a control character (%#x)", name, *s);
	return 0;
}

static int registration_check(struct plugin_registration *r)
{
	const struct {
		const char *name, *s;
		u32 size;
	} strings[] = {
		{"version", r->version, sizeof(r->version)},
		{"version_required", r->version_required, sizeof(r->version_required)},
		{"overrides", r->overrides, sizeof(r->overrides)},
		{"early_init", r->early_init, sizeof(r->early_init)},
		{"description", r->description, sizeof(r->description)},
	};
	u8 flags[2];

	for (u32 i = 0; i < ARRAY_N(strings); i++) {
		int status = string_check(strings[i].name, strings[i].s, strings[i].size);

		if (status)
			return status;
	}
	memcpy(flags, &r->default_disabled, sizeof(flags)); // any byte is no bool
	r->default_disabled = flags[0] != 0;
	r->deep_bind = flags[1] != 0;
	return 0;
}

static int read_open(int fd, struct plugin_registration *r)
{
	struct stat st;
	GElf_Ehdr header;
	Elf *elf;
	int status;

	if (fstat(fd, &st))
		return error_errno("fstat");
	if (!S_ISREG(st.st_mode))
		return error(ERR_INVALID_VALUE, "not a regular file");
	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ, NULL);
	if (!elf)
		return error(ERR_INVALID_VALUE, "not an ELF file: %s", elf_errmsg(-1));
	status = header_check(elf, &header, (u64)st.st_size);
	if (!status)
		status = segments_check(elf, (u64)st.st_size);
	if (!status)
		status = section_read(elf, r);
	if (!status)
		status = registration_check(r);
	elf_end(elf);
	return status;
}

int plugin_read(const char *path, struct plugin_registration *registration)
{
	struct plugin_registration r;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); // a FIFO would wait for its writer
	int status;

	if (fd < 0)
		return error_errno("cannot be opened");
	status = read_open(fd, &r);
	close(fd);
	if (!status)
		*registration = r;
	return status;
}
