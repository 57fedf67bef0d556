// The keys of the line editor that ask the grammar: Tab and '?'.
#pragma once

#include "shell/editor.h"

// Binds them, and Ctrl-C, which gives the line up. Makes 'editor' the client data.
void repl_keys_bind(EditLine *el, struct editor *editor);
