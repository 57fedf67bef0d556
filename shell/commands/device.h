// 'create' and 'delete' of device classes, for lists of commands made without starting.
#pragma once

// Adds both commands of each registered class; once, before they are looked for. Main thread.
int device_commands_add(void);
