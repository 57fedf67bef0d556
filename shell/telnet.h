// The few telnet sequences that CLI sockets speak (RFC 854, 1091 terminal type, 1073 window size),
// as VPP's server and vppctl use them.
#pragma once

#include "engine/base/text.h"

enum {
	TELNET_SE = 240,
	TELNET_AYT = 246,
	TELNET_SB = 250,
	TELNET_WILL = 251,
	TELNET_WONT = 252,
	TELNET_DO = 253,
	TELNET_DONT = 254,
	TELNET_IAC = 255,
	TELNET_OPTION_ECHO = 1,
	TELNET_OPTION_SUPPRESS_GO_AHEAD = 3,
	TELNET_OPTION_TERMINAL_TYPE = 24,
	TELNET_OPTION_NAWS = 31,
	TELNET_OPTION_LINEMODE = 34,
	TELNET_GREETING_SIZE = 36,
	TELNET_SB_MAX = 32, // bytes of a subnegotiation that are kept
};

// A parser over a stream; sequences may be cut anywhere.
struct telnet {
	void (*data)(void *arg, const u8 *bytes, u32 n);
	void (*option)(void *arg, u8 option, const u8 *bytes, u32 n); // a whole IAC SB ... IAC SE
	void (*command)(void *arg, u8 command);			      // AYT and the like
	void *arg;
	u8 state;
	u8 sb[TELNET_SB_MAX];
	u32 sb_n;
};

void telnet_feed(struct telnet *t, const u8 *bytes, u32 n);

// What a server sends at accept: TELNET_GREETING_SIZE bytes, to be written in one piece.
const u8 *telnet_greeting(void);
