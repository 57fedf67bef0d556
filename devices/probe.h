// Static probes of drivers: what perf, bpftrace and SystemTap can stop at, or count, without a
// symbol or a debug build. Provider "quiver"; each has the interface's name (a string), its
// sw_if_index, the queue's number, and the packets and bytes of one turn:
//
//         bpftrace -e 'usdt:/usr/lib/quiver/libquiver.so:quiver:rx { @[str(arg0)] = sum(arg3); }'
//
// One not looked at is a single nop. Built without sys/sdt.h there are none.
#pragma once

#include "config.h"
#include "engine/net/interface.h"

#ifdef HAVE_SYS_SDT_H
#include <sys/sdt.h>
#define PROBE(probe, interface, queue, n, bytes) \
	DTRACE_PROBE5(quiver, probe, (interface)->name, (interface)->index, (u32)(queue), \
		(u32)(n), (u64)(bytes))
#else
#define PROBE(probe, interface, queue, n, bytes) ((void)0)
#endif

// After a queue gave packets, or took them.
static inline void probe_rx(const struct interface *i, u32 queue, u32 n, u64 bytes)
{
	PROBE(rx, i, queue, n, bytes);
}

static inline void probe_tx(const struct interface *i, u32 queue, u32 n, u64 bytes)
{
	PROBE(tx, i, queue, n, bytes);
}
