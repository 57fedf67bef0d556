// Opening capture files: what one reads or writes another must not overwrite.
#pragma once

#include "engine/base/types.h"

// Descriptors, or negative. A FIFO without a peer is an error, not a wait that nothing ends.
int pcap_file_open_read(const char *path);
int pcap_file_open_write(const char *path); // creates the file, or empties it
void pcap_file_close(int fd);		    // forgets the file before its descriptor is closed

// Whether a regular file may be overwritten: 0 or ERR_BUSY.
int pcap_file_check(const char *path);
