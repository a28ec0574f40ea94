#include "jpeg_lookup.h"

#include <string.h>

static const ss_stride UNKNOWN = 1023 << 6;

// The step of the code of `length` bits at the start of `bits`.
static ss_step step(const ss_lookup *table, unsigned length, uint8_t symbol, uint64_t bits) {
    unsigned size = symbol & 15;
    unsigned places = table->is_dc ? 1 : symbol ? (symbol >> 4) + 1 : SS_BLOCK_END;
    uint64_t own = bits << length;
    int number = (int)(own >> 1 >> (63 - size));
    // Numbers whose first bit is 0 are negative (T.81, F.2.2.1).
    if (!(own >> 63)) number -= (1 << size) - 1;
    return (length + size) | places << 8 | (uint32_t)number << 16;
}

ss_step ss_long_step(const ss_lookup *table, ss_step known, uint64_t bits) {
    unsigned length = ss_step_bits(known);
    if (length) return step(table, length, (uint8_t)ss_step_number(known), bits);
    unsigned code = (unsigned)(bits >> 48);
    for (length = SS_LOOKUP_BITS + 1; length <= 16 && code >= table->limits[length];) length++;
    if (length > 16) return 0;
    int32_t at = (int32_t)(code >> (16 - length)) + table->offsets[length];
    return step(table, length, table->symbols[at], bits);
}

// Fills all entries that begin with one code, if it is not longer than the index.
static void fill(ss_lookup *table, unsigned code, unsigned length, uint8_t symbol) {
    unsigned rest = SS_LOOKUP_BITS - length, size = symbol & 15;
    for (unsigned next = code << rest; next < (code + 1) << rest; next++)
        table->steps[next] = size > rest
            ? length | (uint32_t)symbol << 16
            : step(table, length, symbol, (uint64_t)next << (64 - SS_LOOKUP_BITS));
}

bool ss_lookup_make(ss_lookup *table, const uint8_t counts[17], const uint8_t symbols[256],
                    bool is_dc) {
    memset(table, 0, sizeof *table);
    table->is_dc = is_dc;
    memcpy(table->symbols, symbols, sizeof table->symbols);
    unsigned code = 0, at = 0;
    for (unsigned length = 1; length <= 16; length++, code <<= 1) {
        // The code of all ones is reserved.
        if (at + counts[length] > 256 || code + counts[length] >= 1u << length) return false;
        table->offsets[length] = (int32_t)at - (int32_t)code;
        for (unsigned i = 0; i < counts[length]; i++, code++, at++) {
            // Coefficients of more bits belong to deeper samples.
            if ((symbols[at] & 15) > (is_dc ? 11 : 10) || (is_dc && symbols[at] > 15)) return false;
            // A run without a coefficient is either sixteen zeros or the rest of the block.
            if (!is_dc && !(symbols[at] & 15) && symbols[at] && symbols[at] != 0xF0) return false;
            if (length <= SS_LOOKUP_BITS) fill(table, code, length, symbols[at]);
        }
        table->limits[length] = code << (16 - length);
    }
    return true;
}

void ss_strides_make(ss_stride strides[1 << SS_SKIP_BITS], const ss_lookup *ac) {
    for (unsigned bits = 0; bits < 1u << SS_SKIP_BITS; bits++) {
        unsigned used = 0, gone = 0;
        while (gone < SS_BLOCK_END) {
            // The bits shifted in are unknown: a step that needs them is not used.
            unsigned next = bits << used & ((1u << SS_SKIP_BITS) - 1);
            ss_step step = ac->steps[next >> (SS_SKIP_BITS - SS_LOOKUP_BITS)];
            unsigned more = ss_step_bits(step), places = ss_step_places(step);
            if (!places || used + more > SS_SKIP_BITS || gone + (places & 127) > 63) break;
            used += more;
            gone += places;
        }
        strides[bits] = gone ? (ss_stride)(used | gone << 6) : UNKNOWN;
    }
}
