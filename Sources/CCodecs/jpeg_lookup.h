// Huffman tables of a JPEG as tables to look things up in.
#ifndef SS_JPEG_LOOKUP_H
#define SS_JPEG_LOOKUP_H

#include <stdbool.h>
#include <stdint.h>

enum {
    SS_LOOKUP_BITS = 11,
    SS_SKIP_BITS = 12,
    SS_LONGEST_STEP = 27,  // 16 bits of code, 11 of a number
    // Added to the steps of what ends a block: more than any run of steps within one.
    SS_BLOCK_END = 128
};

// What the next bits mean: a code together with the number behind it. From the lowest byte: how
// many bits both take, how many places they go on, the number (16 bits, signed). Where they go on
// no place, more bits are needed than were looked at: the lowest byte is the length of the code,
// the number its symbol, and both are 0 where not even the code is known.
typedef uint32_t ss_step;

// Several steps at once, for those who want no numbers: how many bits (6), how many places (10).
// Where not even one is known, no bits and more places than there are.
typedef uint16_t ss_stride;

typedef struct {
    ss_step steps[1 << SS_LOOKUP_BITS];
    uint32_t limits[17];   // of codes of each length, as 16 bits: the first that is longer
    int32_t offsets[17];   // what to add to a code of each length for its place in `symbols`
    uint8_t symbols[256];
    bool is_dc;
} ss_lookup;

// `counts` and `symbols` as DHT has them. False where libjpeg would refuse the table, or might.
bool ss_lookup_make(ss_lookup *, const uint8_t counts[17], const uint8_t symbols[256], bool is_dc);

void ss_strides_make(ss_stride strides[1 << SS_SKIP_BITS], const ss_lookup *ac);

// The whole of a step that needs more bits: SS_LONGEST_STEP of them must be there. 0 where there is
// no such code.
ss_step ss_long_step(const ss_lookup *, ss_step known, uint64_t bits);

static inline unsigned ss_step_bits(ss_step step) { return step & 0xFF; }
static inline unsigned ss_step_places(ss_step step) { return step >> 8 & 0xFF; }

static inline int ss_step_number(ss_step step) { return (int32_t)step >> 16; }

#endif
