// How a trie reads in 'show ip fib mtrie': every slot that belongs to more than the default route.
#include "engine/ip4/fib_trie.h"

static void slot_text(struct text *t, u32 slot, u32 address, u8 end, u32 indent);

// 'base': bits looked at before this ply.
static void ply_text(struct text *t, u32 slot, u32 address, u8 base, u32 indent)
{
	const struct trie_ply *ply = trie_ply_at(fib_trie_plies(), slot);

	text_add(t, "%*sply index %u, %u non-empty leaves\n", (int)indent, "", slot >> 1,
		trie_n_specific(slot));
	for (u32 i = 0; i < TRIE_PLY_SLOTS; i++) {
		if (trie_leads_on(ply->slot[i]) || trie_length(ply->slot[i]) > base)
			slot_text(
				t, ply->slot[i], address | i << (24 - base), base + 8, indent + 4);
	}
}

static void slot_text(struct text *t, u32 slot, u32 address, u8 end, u32 indent)
{
	char prefix[TEXT_IP4];

	text_add(t, "%*s%s/%u ", (int)indent, "", text_ip4(prefix, be32_of(address)),
		trie_leads_on(slot) ? end : trie_length(slot));
	if (trie_leads_on(slot)) {
		text_add(t, "next ply %u\n", slot >> 1);
		ply_text(t, slot, address, end, indent + 4);
	} else {
		text_add(t, "lb-index %u\n", trie_balance(slot));
	}
}

// As VPP prints memory: 327.88k.
static void size_text(struct text *t, size_t size)
{
	static const char units[] = "kmgt";
	double value = size;
	int unit = -1;

	while (value >= 1024 && unit < 3) {
		value /= 1024;
		unit++;
	}
	if (unit < 0)
		text_add(t, "%zu", size);
	else
		text_add(t, "%.2f%c", value, units[unit]);
}

void fib_trie_text(struct text *t, const struct fib_trie *trie)
{
	text_add(
		t, "%s: %u plies, memory usage ", trie->row ? "24-8" : "16-8-8", trie->n_plies + 1);
	size_text(t, fib_trie_size(trie));
	text_add(t, "\nroot-ply\n");
	for (u32 i = 0; i < TRIE_ROOT_SLOTS; i++) {
		u32 slot = fib_trie_root_slot(trie, i);

		if (slot != TRIE_DEFAULT)
			slot_text(t, slot, i << 16, 16, 4);
	}
}
