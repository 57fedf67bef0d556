// The next indices that all input nodes of drivers have: .sibling_of = "device-input". They are
// numbered as VPP numbers them, since traces show them.
#pragma once

enum device_input_next {
	DEVICE_INPUT_NEXT_IP4_CHECKED, // header checksum known to be right: the same node here
	DEVICE_INPUT_NEXT_IP4,
	DEVICE_INPUT_NEXT_IP6,
	DEVICE_INPUT_NEXT_MPLS,
	DEVICE_INPUT_NEXT_ETHERNET,
	DEVICE_INPUT_NEXT_DROP,
};
