// What dispatch tells the rates of 'show runtime'.
#pragma once

#include "engine/graph/worker.h"

void rates_add_frame(struct worker *w, u32 n);
void rates_add_loop(struct worker *w);
