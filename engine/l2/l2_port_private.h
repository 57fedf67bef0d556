// What the files about ports share.
#pragma once

#include "engine/l2/bridge.h"

// Beside struct l2_port, what only the main thread needs.
struct l2_port_control {
	struct l2_tag_settings tags;
	u8 sequence;
};

// The port, or place for one, of an interface. Main thread; what is changed at the barrier.
struct l2_port *l2_port_place(u32 interface);
struct l2_port_control *l2_port_control(u32 interface);

// What follows from the rest.
void l2_port_derive(u32 interface);

// The tags that frames of a sub-interface have on the wire, if those are always the same.
void l2_port_own_tags(u32 interface, struct l2_own_tags *own);
