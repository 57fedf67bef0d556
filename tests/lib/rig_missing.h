// While rooms are being filled; goes when they are.
#pragma once

void rig_add_missing(void);
