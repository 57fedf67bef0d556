// Sets of buckets, shared by all load-balances that lead the same ways with the same weights.
#pragma once

#include "engine/fib/load_balance.h"

int balance_sets_open(struct balance_tables *t); // once, at start

// The set for these, with a reference for the caller; 'weights' (1..255, same n) are spread over
// the buckets. Main thread, as the next.
u32 balance_set_get(const struct forward *forwards, const u8 *weights, u32 n);
// Workers may still read it: with the last reference it is retired.
void balance_set_put(u32 set);
