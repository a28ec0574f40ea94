// Small reads at any offset of a source, through a buffer if it is not in memory.
#ifndef SS_WINDOW_H
#define SS_WINDOW_H

#include <stdbool.h>

#include "CCodecs.h"

enum { SS_WINDOW_BYTES = 16 * 1024 };

// All fields but `source` start as zero.
typedef struct {
    const ss_source *source;
    uint64_t start;  // of what is in the buffer
    size_t held;
    bool failed;     // the source reported a failure, and not only its end
    uint8_t buffer[SS_WINDOW_BYTES];
} ss_window;

// `count` is at most SS_WINDOW_BYTES. False if the file ends before, or cannot be read.
bool ss_window_read(ss_window *, uint64_t offset, uint8_t *into, size_t count);

#endif
