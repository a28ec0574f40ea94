#include "window.h"

#include <string.h>

static bool fill(ss_window *window, uint64_t offset) {
    const ss_source *source = window->source;
    uint64_t left = source->size - offset;
    size_t wanted = left < SS_WINDOW_BYTES ? (size_t)left : SS_WINDOW_BYTES;
    window->start = offset;
    window->held = 0;
    while (window->held < wanted) {
        ptrdiff_t got = source->read(source->context, offset + window->held,
                                     window->buffer + window->held, wanted - window->held);
        if (got < 0) window->failed = true;
        if (got <= 0) break;
        window->held += (size_t)got;
    }
    return window->held == wanted;
}

bool ss_window_read(ss_window *window, uint64_t offset, uint8_t *into, size_t count) {
    const ss_source *source = window->source;
    if (offset > source->size || count > source->size - offset) return false;
    if (source->bytes) {
        memcpy(into, source->bytes + offset, count);
        return true;
    }
    uint64_t end = window->start + window->held;
    bool is_held = offset >= window->start && offset + count <= end;
    if (!is_held && !fill(window, offset)) return false;
    memcpy(into, window->buffer + (offset - window->start), count);
    return true;
}
