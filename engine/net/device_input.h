// The next indices that all input nodes of drivers have: .sibling_of = "device-input".
#pragma once

enum device_input_next {
	DEVICE_INPUT_NEXT_DROP,
	DEVICE_INPUT_NEXT_ETHERNET,
};
