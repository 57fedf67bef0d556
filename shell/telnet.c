// The few telnet sequences that CLI sockets speak.
#include "shell/telnet.h"

enum { STATE_DATA, STATE_IAC, STATE_NEGOTIATE, STATE_SB, STATE_SB_IAC };

const u8 *telnet_greeting(void)
{
	// clang-format off
	static const u8 bytes[TELNET_GREETING_SIZE] = {
		TELNET_IAC, TELNET_WONT, TELNET_OPTION_LINEMODE,
		TELNET_IAC, TELNET_DONT, TELNET_OPTION_LINEMODE,
		TELNET_IAC, TELNET_WILL, TELNET_OPTION_SUPPRESS_GO_AHEAD,
		TELNET_IAC, TELNET_DO, TELNET_OPTION_SUPPRESS_GO_AHEAD,
		TELNET_IAC, TELNET_WILL, TELNET_OPTION_ECHO,
		TELNET_IAC, TELNET_DONT, TELNET_OPTION_ECHO,
		TELNET_IAC, TELNET_DO, TELNET_OPTION_TERMINAL_TYPE,
		TELNET_IAC, TELNET_SB, TELNET_OPTION_TERMINAL_TYPE, 1, TELNET_IAC, TELNET_SE,
		TELNET_IAC, TELNET_DO, TELNET_OPTION_NAWS,
		TELNET_IAC, TELNET_SB, TELNET_OPTION_NAWS, 1, TELNET_IAC, TELNET_SE,
	};
	// clang-format on
	return bytes;
}

static void in_data(struct telnet *t, u8 c)
{
	if (c == TELNET_IAC)
		t->state = STATE_IAC;
	else
		t->data(t->arg, &c, 1);
}

static void after_iac(struct telnet *t, u8 c)
{
	t->state = STATE_DATA;
	if (c == TELNET_IAC) {
		t->data(t->arg, &c, 1);
	} else if (c == TELNET_SB) {
		t->sb_n = 0;
		t->state = STATE_SB;
	} else if (c >= TELNET_WILL) {
		t->state = STATE_NEGOTIATE;
	} else if (t->command) {
		t->command(t->arg, c);
	}
}

static void in_option(struct telnet *t, u8 c)
{
	if (c == TELNET_IAC && t->state == STATE_SB) {
		t->state = STATE_SB_IAC;
		return;
	}
	if (t->state == STATE_SB_IAC && c == TELNET_SE) {
		if (t->sb_n)
			t->option(t->arg, t->sb[0], t->sb + 1, t->sb_n - 1);
		t->state = STATE_DATA;
		return;
	}
	if (t->sb_n < TELNET_SB_MAX)
		t->sb[t->sb_n++] = c;
	t->state = STATE_SB;
}

void telnet_feed(struct telnet *t, const u8 *bytes, u32 n)
{
	for (u32 i = 0; i < n; i++) {
		switch (t->state) {
		case STATE_DATA: {
			const u8 *iac = memchr(bytes + i, TELNET_IAC, n - i);
			u32 length = iac ? (u32)(iac - (bytes + i)) : n - i;

			if (length > 1) {
				t->data(t->arg, bytes + i, length);
				i += length - 1;
			} else {
				in_data(t, bytes[i]);
			}
			break;
		}
		case STATE_IAC:
			after_iac(t, bytes[i]);
			break;
		case STATE_NEGOTIATE: // WILL, WONT, DO, DONT and their option: nothing to answer
			t->state = STATE_DATA;
			break;
		default:
			in_option(t, bytes[i]);
		}
	}
}
