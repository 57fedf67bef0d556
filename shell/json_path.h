// Values in JSON documents, named by paths:  interfaces[name=pg0].counters.rx_packets
//   key.key      members; a key with odd characters as ["key"]
//   [3] [-1]     elements, from 0 or from the end
//   [key=value]  the first record of a list whose member has that value
//   [#]          how many elements a list or record has
#pragma once

#include <jansson.h>

// A new reference, null with error() when there is nothing at 'path' (ERR_NO_SUCH_ENTRY) or the
// path is wrong (ERR_SYNTAX).
json_t *json_path_get(json_t *document, const char *path);
