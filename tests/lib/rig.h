// The rig: a real engine in the test's own process, packets in as hex, packets out as they arrive.
//
//         rig_start();
//         rig_run("ip4-input", {.hex = "45000014 00000000 40010000 0a000001 0a000002"});
//         rig_expect(0, "error-drop", "ip4-input: bad ip4 checksum", "4500*");
//
// The clock stands at 0. Nothing is replaced: a tap only keeps what arrives at a node instead of
// letting it run. One engine a process: Check's default of one process a test is right.
#pragma once

#include "engine/graph/buffer.h"
#include <check.h>

struct rig_packet {
	// Bytes from the current header on. Blanks do nothing; "00*40" is forty times 00.
	const char *hex;
	const void *bytes; // instead of hex: 'n' of them
	u32 n;
	u32 before; // so many of the bytes come before the current header (an Ethernet header, say)
	u32 rx;	    // sw_if_index received on; 0: local0
	u32 tx;	    // 0: INDEX_NONE
	u32 flags;  // enum buffer_flag, set as well
	u32 split;  // bytes in the first buffer; the rest is chained to it. 0: not split
	u32 copies; // the same packet so many times; 0: once
	bool trace; // leave a packet trace: rig_trace()
	void (*prepare)(struct buffer *b); // sets whatever else the node looks at
};

// What arrived at a tapped node.
struct rig_out {
	char node[64];	 // where
	char error[128]; // "ip4-input: bad ip4 checksum": what b->error says
	char *path;	 // "rig-input > ip4-input > error-drop"
	u8 *bytes;	 // of the whole packet, from the current header on
	u32 n;
	struct buffer b; // metadata as it arrived; data is in 'bytes'
};

void rig_start(void);
void rig_start_with(const char *config); // start-up configuration as in a file

// Sends packets to one node in one frame and keeps all that this node sends on, wherever to, after
// forgetting earlier ones. Other nodes do not run.
#define rig_run(node, ...) \
	rig_run_n((node), (const struct rig_packet[]){__VA_ARGS__}, \
		sizeof((const struct rig_packet[]){__VA_ARGS__}) / sizeof(struct rig_packet))
void rig_run_n(const char *node, const struct rig_packet *p, u32 n);

// Sends packets to a node and lets the whole graph run until nothing moves. Adds what arrives at
// tapped nodes to what was kept.
#define rig_inject(node, ...) \
	rig_inject_n((node), (const struct rig_packet[]){__VA_ARGS__}, \
		sizeof((const struct rig_packet[]){__VA_ARGS__}) / sizeof(struct rig_packet))
void rig_inject_n(const char *node, const struct rig_packet *p, u32 n);
void rig_tap(const char *node);
void rig_untap(const char *node);

// Lets the graph run until nothing moves; lives through 'ns' of the stopped clock.
void rig_settle(void);
void rig_advance(u64 ns);

// What was kept, in order of arrival.
u32 rig_n(void);
const struct rig_out *rig_out(u32 i); // fails the test when there are fewer
void rig_clear(void);

// Packet 'i' arrived at 'node', with this reason and these bytes; null: does not matter. In hex
// "??" is any byte and a last "*" any rest.
#define rig_expect(i, node, error, hex) \
	rig_expect_at(__FILE__, __LINE__, (i), (node), (error), (hex))
void rig_expect_at(
	const char *file, int line, u32 i, const char *node, const char *error, const char *hex);

// So many packets were kept.
#define rig_expect_n(n) rig_expect_n_at(__FILE__, __LINE__, (n))
void rig_expect_n_at(const char *file, int line, u32 n);

// The packet trace of traced packet 'i' since rig_clear(), as 'show trace' prints it. Valid until
// the next call.
const char *rig_trace(u32 i);

// Counter of a node's error: rig_count("ip4-input", "bad ip4 checksum").
u64 rig_count(const char *node, const char *error);

// Buffers that are neither free nor in a thread's cache. A test of a node ends with
// ck_assert_uint_eq(rig_buffers_used(), 0) unless it left packets somewhere on purpose.
u32 rig_buffers_used(void);

// Bytes of a hex string as in rig_packet. The caller frees.
u8 *rig_bytes(const char *hex, u32 *n);

// main() of a test program: runs the suite; returns the exit status.
int rig_main(Suite *suite);
