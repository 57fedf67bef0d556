// What the parts of the start-up configuration share.
#pragma once

#include "engine/graph/config.h"

// Everything that was read: vec. Blocks belong to the word in front of them.
struct config_word *config_words(void);
