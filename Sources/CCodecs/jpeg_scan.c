// Most bytes of a photograph are Huffman codes, and at an eighth or a quarter of its size most
// coefficients are not needed: at an eighth all but one of a block are skipped, several codes at a
// time. Otherwise one lookup finds a code and its coefficient. Bits are refilled for several
// lookups at once, so that few branches depend on the picture.
#include "jpeg_scan.h"

#include <string.h>

#include "jpeg_bits.h"

// SS_LONGEST_STEP bits must be available.
INLINE ss_step next_step(ss_bits *from, const ss_lookup *table) {
    ss_step step = table->steps[from->bits >> (64 - SS_LOOKUP_BITS)];
    if (__builtin_expect(!ss_step_places(step), 0)) step = ss_long_step(table, step, from->bits);
    ss_bits_drop(from, ss_step_bits(step));
    return step;
}

// Skips all but the first coefficient of a block.
INLINE bool skip_block(ss_bits *from, const ss_part *part) {
    unsigned place = 1, next;
    for (;;) {
        ss_bits_fill(from);
        // As many as certainly have their bits.
#pragma clang loop unroll(full)
        for (int i = 0; i < SS_FILLED_BITS / SS_SKIP_BITS; i++) {
            ss_stride stride = part->strides[from->bits >> (64 - SS_SKIP_BITS)];
            next = place + (stride >> 6);
            if (__builtin_expect(next >= SS_BLOCK, 0)) goto end;
            ss_bits_drop(from, stride & 63);
            place = next;
        }
        continue;
    end:
        // The last stride, unless it leads out of the block: then only its first steps belong to
        // it.
        if (next == SS_BLOCK || (next > SS_BLOCK_END && next < SS_BLOCK_END + SS_BLOCK)) {
            ss_bits_drop(from, part->strides[from->bits >> (64 - SS_SKIP_BITS)] & 63);
            return true;
        }
        ss_bits_fill(from);
        unsigned places = ss_step_places(next_step(from, part->ac));
        place += places;
        if (place == SS_BLOCK || places == SS_BLOCK_END) return true;
        if (!places || place > SS_BLOCK) return false;
    }
}

// All coefficients of a block after the first, dequantized.
INLINE bool read_block(ss_bits *from, const ss_part *part, int16_t block[SS_BLOCK],
                       unsigned *outside, bool *is_flat) {
    unsigned place = 1;
    for (;;) {
        ss_bits_fill(from);
        for (int i = 0; i < SS_FILLED_BITS / SS_LOOKUP_BITS; i++) {
            ss_step step = part->ac->steps[from->bits >> (64 - SS_LOOKUP_BITS)];
            if (__builtin_expect(!ss_step_places(step), 0)) {
                ss_bits_fill(from);
                step = ss_long_step(part->ac, step, from->bits);
                if (!step) return false;
                ss_bits_drop(from, ss_step_bits(step));
                ss_bits_fill(from);
                step &= ~0xFFu;  // the bits are gone
            }
            ss_bits_drop(from, ss_step_bits(step));
            place += ss_step_places(step);
            if (place > SS_BLOCK) {
                *is_flat = place == 1 + SS_BLOCK_END;
                return ss_step_places(step) == SS_BLOCK_END;
            }
            ss_cell cell = part->cells[place - 1];
            int number = ss_step_number(step) * cell.step;
            *outside |= (unsigned)(number + SS_COEFFICIENTS);
            block[cell.place] = (int16_t)number;
            if (place == SS_BLOCK) return true;
        }
    }
}

static void fill_square(uint8_t *into, size_t stride, unsigned size, uint8_t sample) {
    for (unsigned y = 0; y < size; y++, into += stride) memset(into, sample, size);
}

static bool is_small(int number) {
    return (unsigned)(number + SS_COEFFICIENTS) < 2 * SS_COEFFICIENTS;
}

INLINE bool decode_block(ss_bits *from, ss_part *part, uint8_t *into) {
    ss_bits_fill(from);
    ss_step step = next_step(from, part->dc);
    if (!step) return false;
    part->previous += ss_step_number(step);
    if (!is_small(part->previous)) return false;
    int dc = (int)((unsigned)part->previous * (unsigned)part->cells[0].step);
    if (!is_small(dc)) return false;
    if (part->size == 1) {
        *into = ss_idct_1x1(dc);
        return skip_block(from, part);
    }
    int16_t block[SS_BLOCK] = {0};
    unsigned outside = 0;
    bool is_flat = false;
    if (!read_block(from, part, block, &outside, &is_flat)) return false;
    if (outside >= 2 * SS_COEFFICIENTS) return false;
    if (is_flat) {
        fill_square(into, part->stride, part->size, ss_idct_1x1(dc));
        return true;
    }
    block[0] = (int16_t)dc;
    return part->transform(block, into, part->stride) < 2 * SS_SAMPLES;
}

INLINE bool decode_all(ss_scan *scan, const uint8_t *bytes, size_t count) {
    ss_bits from = {.at = bytes, .end = bytes + count};
    unsigned left = scan->interval;
    uint8_t restart = 0xD0;
    for (unsigned y = 0; y < scan->rows; y++) {
        for (unsigned x = 0; x < scan->columns; x++) {
            if (scan->interval && left-- == 0) {
                if (!ss_bits_end(&from, restart)) return false;
                restart = restart == 0xD7 ? 0xD0 : restart + 1;
                left = scan->interval - 1;
                for (unsigned i = 0; i < scan->count; i++) scan->parts[i].previous = 0;
            }
            for (ss_part *part = scan->parts; part < scan->parts + scan->count; part++) {
                for (unsigned v = 0; v < part->down; v++) {
                    uint8_t *into = part->plane +
                        ((size_t)y * part->down + v) * part->size * part->stride +
                        (size_t)x * part->across * part->size;
                    for (unsigned h = 0; h < part->across; h++, into += part->size)
                        if (!decode_block(&from, part, into)) return false;
                }
            }
        }
        if (from.invented > from.count) return false;  // the data has ended before the picture
    }
    return ss_bits_end(&from, 0xD9);
}

#if defined(__x86_64__)
// Shifts by a count in any register.
__attribute__((target("bmi2"))) static bool decode_all_bmi2(
    ss_scan *scan, const uint8_t *bytes, size_t count) {
    return decode_all(scan, bytes, count);
}
#endif

bool ss_jpeg_read_scan(ss_scan *scan, const uint8_t *bytes, size_t count) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("bmi2")) return decode_all_bmi2(scan, bytes, count);
#endif
    return decode_all(scan, bytes, count);
}
