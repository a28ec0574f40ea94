// Reads the bits of a JPEG scan, buffered in a register.
#ifndef SS_JPEG_BITS_H
#define SS_JPEG_BITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define INLINE static inline __attribute__((always_inline))

typedef struct {
    uint64_t bits;            // the next ones, from the highest bit down
    unsigned count;           // how many are valid
    unsigned invented;        // how many zeros were added after the end of the data
    const uint8_t *at, *end;  // what has not been consumed
} ss_bits;

enum { SS_FILLED_BITS = 56 };

// Leaves at least SS_FILLED_BITS. A scan ends at its first marker (FF and not 00); after it, zeros
// are read.
INLINE void ss_bits_fill(ss_bits *from) {
    const uint64_t ones = 0x0101010101010101, highs = 0x8080808080808080;
    if (from->end - from->at >= 8) {
        uint64_t next;
        memcpy(&next, from->at, sizeof next);
        // No byte is FF, as in 31 of 32 cases: no byte needs a check of its own.
        if (!((~next - ones) & next & highs)) {
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
            next = __builtin_bswap64(next);
#endif
            from->bits |= next >> from->count;
            unsigned bytes = (63 - from->count) >> 3;
            from->at += bytes;
            from->count += bytes * 8;
            return;
        }
    }
    while (from->count < SS_FILLED_BITS) {
        uint64_t byte = 0;
        if (from->at < from->end && *from->at != 0xFF) {
            byte = *from->at++;
        } else if (from->end - from->at >= 2 && from->at[1] == 0) {
            byte = 0xFF;
            from->at += 2;
        } else {
            from->invented += 8;
        }
        from->bits |= byte << (56 - from->count);
        from->count += 8;
    }
}

INLINE void ss_bits_drop(ss_bits *from, unsigned count) {
    from->bits <<= count;
    from->count -= count;
}

// Whether the data before a marker has been used up: only the padding of a byte is left, and the
// marker is next. Moves past it and starts again.
INLINE bool ss_bits_end(ss_bits *from, uint8_t marker) {
    // Unconsumed bits may be data: then they are more than the padding of a byte.
    ss_bits_fill(from);
    if (from->invented > from->count || from->count - from->invented > 7) return false;
    if (from->end - from->at < 2 || from->at[0] != 0xFF || from->at[1] != marker) return false;
    *from = (ss_bits){.at = from->at + 2, .end = from->end};
    return true;
}

#endif
