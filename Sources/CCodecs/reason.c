#include "reason.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

ss_status ss_fail(ss_reason *reason, ss_status status, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(reason->text, sizeof reason->text, format, arguments);
    va_end(arguments);
    return status;
}

ss_status ss_whole(const ss_source *source, const uint8_t **bytes, uint8_t **owned,
                   ss_reason *reason) {
    *owned = NULL;
    if (source->bytes) {
        *bytes = source->bytes;
        return SS_OK;
    }
    uint8_t *block = malloc(source->size ? source->size : 1);
    if (!block) return ss_fail(reason, SS_MEMORY, "no memory for %llu bytes of the file",
                               (unsigned long long)source->size);
    uint64_t filled = 0;
    while (filled < source->size) {
        ptrdiff_t count = source->read(source->context, filled, block + filled,
                                       (size_t)(source->size - filled));
        if (count <= 0) {
            free(block);
            return count < 0 ? ss_fail(reason, SS_READ, "the file could not be read")
                             : ss_fail(reason, SS_TRUNCATED, "the file became shorter");
        }
        filled += (uint64_t)count;
    }
    *bytes = *owned = block;
    return SS_OK;
}
