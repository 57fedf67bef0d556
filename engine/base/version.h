// The version, as 'show version' and --version print it, and as plugins are built for it: the same
// in two runs on two machines. configure.ac reads it here.
#pragma once

#define QUIVER_VERSION "0.1.0"
#define QUIVER_SPEAKS "26.06" // the release of VPP whose commands and layouts it follows
#define QUIVER_VERSION_LINE "quiver v" QUIVER_VERSION " (speaks VPP " QUIVER_SPEAKS ")"
