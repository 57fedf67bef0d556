// Which sub-interface of an interface a frame's VLAN tags belong to.
#pragma once

#include "engine/base/types.h"

enum {
	VLAN_MAX = 4094,  // ids 1 to this; 0 is no VLAN, 4095 is reserved (IEEE 802.1Q table 9-2)
	VLAN_ANY = 0xfff, // in a vlan_match: every id
};

// Which frames a sub-interface is for.
struct vlan_match {
	u8 n_tags;	 // 0: frames without tags, or with 'is_default'
	bool is_default; // tagged frames that nobody else is for
	bool dot1ad;	 // the outer tag is of type 0x88a8, not 0x8100
	bool exact;	 // no more tags than n_tags
	u16 outer, inner;
};

// The tags that a frame has.
struct vlan_tags {
	u8 n; // 0 to 3; 3 stands for more, too
	bool dot1ad;
	u16 outer, inner;
};

struct vlans; // of one interface

// Null is the empty table: the first vlan_add() makes it, the last vlan_remove() frees it. Main
// thread, at the barrier. ERR_EXISTS: the same frames are another's.
EXPORT int vlan_add(struct vlans **v, const struct vlan_match *m, u32 interface);
EXPORT void vlan_remove(struct vlans **v, const struct vlan_match *m);

// The sub-interface for these tags, INDEX_NONE if none is. In VPP's order: both ids, the outer and
// any inner one, one id; the same for any outer id; untagged; default. Any thread.
EXPORT u32 vlan_find(const struct vlans *v, const struct vlan_tags *tags);
EXPORT bool vlan_has_untagged(const struct vlans *v);
