// The keys of the line editor that ask the grammar: Tab and '?'.
#pragma once

#include <histedit.h>
#include <stdbool.h>

// Binds them, and Ctrl-C, which gives the line up. Sets '*cancelled' when it was pressed.
void repl_keys_bind(EditLine *el, bool *cancelled);
