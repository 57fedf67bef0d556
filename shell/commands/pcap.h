// What the two pcap commands share.
#pragma once

#include "engine/base/types.h"

struct args;
struct out;

// The FILE of a capture: a path, "-" for standard output, or a bare name, which VPP's users expect
// in /tmp; 'otherwise' when none was given. ERR_INVALID_VALUE when it is too long for 'out'.
int pcap_path(const struct args *a, const char *otherwise, char *out, u32 size);

// "Write 6 packets to PATH, and stop capture...".
void pcap_written(struct out *o, u32 n, const char *path);
