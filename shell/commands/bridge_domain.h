// What the commands about bridge domains share.
#pragma once

#include "shell/args.h"

struct bridge;

// The domain that place BD names. ERR_NO_SUCH_ENTRY.
int bridge_domain_find(const struct args *a, struct bridge **b);
