// Rewriting the VLAN tags of a frame: some outermost ones go, others come.
#pragma once

#include "engine/graph/buffer.h"
#include "engine/net/ethernet.h"

enum { L2_REWRITE_TAGS = 2 };

struct l2_rewrite {
	u8 pop, push; // tags; both 0: nothing to do
	u8 pushed[2 *
		VLAN_TAG_SIZE]; // as they stand on the wire: type and control, outermost first
};

// The tags of a sub-interface, which its frames have on the wire.
struct l2_own_tags {
	u8 n;
	u8 bytes[2 * VLAN_TAG_SIZE]; // as they stand there, outermost first
};

static inline bool l2_rewrite_is_set(const struct l2_rewrite *r)
{
	return r->pop | r->push;
}

// Tags that a frame at its link header has in front, at most two; cut off ones do not count.
u32 l2_tags(struct buffer *b);

// Whether a frame has exactly these tags: by VLAN id.
bool l2_tags_match(struct buffer *b, const struct l2_own_tags *own);

// False, and the frame as it was, when it lacks the tags or there is no room for more. l2_at and
// l3_at are right after it.
bool l2_rewrite(struct buffer *b, const struct l2_rewrite *r);

// What users say, VPP's names: "pop-1", "translate-1-2".
enum l2_tag_rewrite {
	L2_TAGS_DISABLED,
	L2_TAGS_PUSH_1,
	L2_TAGS_PUSH_2,
	L2_TAGS_POP_1,
	L2_TAGS_POP_2,
	L2_TAGS_TRANSLATE_1_1,
	L2_TAGS_TRANSLATE_1_2,
	L2_TAGS_TRANSLATE_2_1,
	L2_TAGS_TRANSLATE_2_2,
	L2_TAGS_OPERATIONS,
};

struct l2_tag_settings {
	u8 operation; // enum l2_tag_rewrite
	bool dot1ad;  // of the outermost tag pushed; the one inside is 802.1Q
	u16 tag[2];   // VLAN ids pushed
};

// How many go and come of frames that enter.
EXPORT u32 l2_tags_popped(enum l2_tag_rewrite operation);
EXPORT u32 l2_tags_pushed(enum l2_tag_rewrite operation);

// "pop-1", "push-2 dot1ad 100 200", "none".
EXPORT void l2_tags_text(struct text *t, const struct l2_tag_settings *s);
