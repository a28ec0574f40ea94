// The Huffman tables of a JPEG as lookup tables.
#ifndef SS_JPEG_LOOKUP_H
#define SS_JPEG_LOOKUP_H

#include <stdbool.h>
#include <stdint.h>

enum {
    SS_LOOKUP_BITS = 11,
    SS_SKIP_BITS = 12,
    SS_LONGEST_STEP = 27,  // 16 bits of code, 11 of a coefficient
    // Added to the steps of an end of block: more than any run within a block.
    SS_BLOCK_END = 128
};

// The meaning of the next bits: a code and the coefficient after it. From the lowest byte: the bits
// of both, how many positions to advance, the coefficient (16 bits, signed). If the advance is 0,
// more bits are needed than the index has: the lowest byte is the length of the code, the
// coefficient its symbol, and both are 0 if the code is longer than the index.
typedef uint32_t ss_step;

// Several steps at once, if coefficients are not needed: how many bits (6), how many positions
// (10). If not even one step is known: no bits, and more positions than a block has.
typedef uint16_t ss_stride;

typedef struct {
    ss_step steps[1 << SS_LOOKUP_BITS];
    uint32_t limits[17];   // for codes of each length, as 16 bits: the first longer code
    int32_t offsets[17];   // what to add to a code of each length for its index into `symbols`
    uint8_t symbols[256];
    bool is_dc;
} ss_lookup;

// `counts` and `symbols` as in DHT. False if libjpeg refuses the table, or might.
bool ss_lookup_make(ss_lookup *, const uint8_t counts[17], const uint8_t symbols[256], bool is_dc);

void ss_strides_make(ss_stride strides[1 << SS_SKIP_BITS], const ss_lookup *ac);

// A step that needs more bits than the index: SS_LONGEST_STEP of them must be available. 0 if there
// is no such code.
ss_step ss_long_step(const ss_lookup *, ss_step known, uint64_t bits);

static inline unsigned ss_step_bits(ss_step step) { return step & 0xFF; }
static inline unsigned ss_step_places(ss_step step) { return step >> 8 & 0xFF; }

static inline int ss_step_number(ss_step step) { return (int32_t)step >> 16; }

#endif
