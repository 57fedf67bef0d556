// Which interfaces a show command is about.
#pragma once

#include "shell/args.h"

// The interfaces named by the repeated place IFACE, or all in order of name: a vec that the caller
// frees.
u32 *interface_list(const struct args *a);
