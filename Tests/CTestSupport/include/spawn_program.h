// Starts a program in a directory, with nothing open but its three streams.

#ifndef SPAWN_PROGRAM_H
#define SPAWN_PROGRAM_H

#include <sys/types.h>

/// `words` and `settings` (its environment) end with NULL; `directory` may be NULL. No signal is
/// blocked in it or ignored. Returns 0 and its id, or the code of what failed.
int spawn_program(
    const char *program, char *const words[], char *const settings[], const char *directory,
    const int streams[3], pid_t *id);

#endif
