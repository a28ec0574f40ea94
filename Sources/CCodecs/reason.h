// Shared by the codecs: formats a reason, and reads a whole source into memory.
#ifndef SS_REASON_H
#define SS_REASON_H

#include "CCodecs.h"

ss_status ss_fail(ss_reason *reason, ss_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

// The bytes of `source`, in memory already or read into a new block that the caller frees
// through `*owned`.
ss_status ss_whole(const ss_source *source, const uint8_t **bytes, uint8_t **owned,
                   ss_reason *reason);

#endif
