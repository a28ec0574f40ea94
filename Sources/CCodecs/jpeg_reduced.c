// Inverse DCTs with fewer samples, in integers: bit-identical to libjpeg's jpeg_idct_1x1,
// jpeg_idct_2x2 and jpeg_idct_4x4, so that it does not matter which code decodes a picture.
#include "jpeg_reduced.h"

#include <string.h>

#define INLINE static inline __attribute__((always_inline))

// Factors have 13 fractional bits, intermediate results 2.
enum { FACTOR_BITS = 13, BETWEEN_BITS = 2, CENTER = 128 };

typedef int32_t lanes __attribute__((vector_size(32)));
typedef int32_t quad __attribute__((vector_size(16)));
typedef int16_t shorts __attribute__((vector_size(16)));
#pragma clang diagnostic ignored "-Wpsabi"

INLINE lanes line(const int16_t *block, int index) {
    shorts narrow;
    memcpy(&narrow, block + index * 8, sizeof narrow);
    return __builtin_convertvector(narrow, lanes);
}

INLINE int rounded(int value, int bits) { return (value + (1 << (bits - 1))) >> bits; }

uint8_t ss_idct_1x1(int dc) {
    int value = rounded(dc, 3) + CENTER;
    return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
}

INLINE quad clamped(quad values) {
    values = __builtin_elementwise_max(values + CENTER, (quad){0});
    return __builtin_elementwise_min(values, (quad){0} + 255);
}

INLINE unsigned any(quad values) {
    values |= __builtin_shufflevector(values, values, 2, 3, 0, 1);
    return (unsigned)(values[0] | values[1]);
}

INLINE quad low(lanes values) { return __builtin_shufflevector(values, values, 0, 1, 2, 3); }
INLINE quad high(lanes values) { return __builtin_shufflevector(values, values, 4, 5, 6, 7); }

INLINE unsigned to_2x2(const int16_t block[64], uint8_t *into, size_t stride) {
    enum { FIRST = FACTOR_BITS - BETWEEN_BITS + 2, LAST = FACTOR_BITS + BETWEEN_BITS + 3 + 2 };
    lanes even = line(block, 0) * (1 << (FACTOR_BITS + 2)) + (1 << (FIRST - 1));
    lanes odd = line(block, 1) * 29692 + line(block, 3) * -10426 + line(block, 5) * 6967 +
                line(block, 7) * -5906;
    lanes upper = (even + odd) >> FIRST, lower = (even - odd) >> FIRST;
    // Both rows at once: the odd part of each is summed in halves.
    const lanes factors = {0, 29692, 0, -10426, 0, 6967, 0, -5906};
    lanes of_upper = upper * factors, of_lower = lower * factors;
    quad a = low(of_upper) + high(of_upper), b = low(of_lower) + high(of_lower);
    quad slope = __builtin_shufflevector(a, b, 1, 1, 5, 5);
    slope += __builtin_shufflevector(a, b, 3, 3, 7, 7);
    quad base = __builtin_shufflevector(low(upper), low(lower), 0, 0, 4, 4);
    base = base * (1 << (FACTOR_BITS + 2)) + (1 << (LAST - 1));
    quad samples = (base + slope * (quad){1, -1, 1, -1}) >> LAST;
    quad pixels = clamped(samples);
    into[0] = (uint8_t)pixels[0];
    into[1] = (uint8_t)pixels[1];
    into[stride] = (uint8_t)pixels[2];
    into[stride + 1] = (uint8_t)pixels[3];
    return any(samples + SS_SAMPLES);
}

// The 4-point transform of one line or column: x0, x2 and x6 are the even frequencies.
#define FOUR_POINTS(type, x0, x1, x2, x3, x5, x6, x7, bits, out) \
    do { \
        type base = (x0) * (1 << (FACTOR_BITS + 1)) + (1 << ((bits) - 1)); \
        type even = (x2) * 15137 + (x6) * -6270; \
        type outer = base + even, inner = base - even; \
        type slow = (x7) * -4176 + (x5) * -4926 + (x3) * 7373 + (x1) * 20995; \
        type fast = (x7) * -1730 + (x5) * 11893 + (x3) * -17799 + (x1) * 8697; \
        (out)[0] = (outer + slow) >> (bits); \
        (out)[1] = (inner + fast) >> (bits); \
        (out)[2] = (inner - fast) >> (bits); \
        (out)[3] = (outer - slow) >> (bits); \
    } while (0)

INLINE unsigned to_4x4(const int16_t block[64], uint8_t *into, size_t stride) {
    enum { FIRST = FACTOR_BITS - BETWEEN_BITS + 1, LAST = FACTOR_BITS + BETWEEN_BITS + 3 + 1 };
    lanes r[4];
    FOUR_POINTS(lanes, line(block, 0), line(block, 1), line(block, 2), line(block, 3),
                line(block, 5), line(block, 6), line(block, 7), FIRST, r);
    // Columns of the four rows: 0 and 4 share a vector, 1 and 5, and so on.
    lanes a = __builtin_shufflevector(r[0], r[1], 0, 8, 1, 9, 4, 12, 5, 13);
    lanes b = __builtin_shufflevector(r[0], r[1], 2, 10, 3, 11, 6, 14, 7, 15);
    lanes c = __builtin_shufflevector(r[2], r[3], 0, 8, 1, 9, 4, 12, 5, 13);
    lanes d = __builtin_shufflevector(r[2], r[3], 2, 10, 3, 11, 6, 14, 7, 15);
    lanes x04 = __builtin_shufflevector(a, c, 0, 1, 8, 9, 4, 5, 12, 13);
    lanes x15 = __builtin_shufflevector(a, c, 2, 3, 10, 11, 6, 7, 14, 15);
    lanes x26 = __builtin_shufflevector(b, d, 0, 1, 8, 9, 4, 5, 12, 13);
    lanes x37 = __builtin_shufflevector(b, d, 2, 3, 10, 11, 6, 7, 14, 15);
    quad columns[4];
    FOUR_POINTS(quad, low(x04), low(x15), low(x26), low(x37), high(x15), high(x26), high(x37),
                LAST, columns);
    // The four samples of a row in one number, the first in its lowest byte.
    quad rows = clamped(columns[0]) | clamped(columns[1]) << 8 | clamped(columns[2]) << 16 |
                clamped(columns[3]) << 24;
    for (int y = 0; y < 4; y++, into += stride) {
        uint32_t row = (uint32_t)rows[y];
        memcpy(into, &row, sizeof row);
    }
    return any((columns[0] + SS_SAMPLES) | (columns[1] + SS_SAMPLES) | (columns[2] + SS_SAMPLES) |
               (columns[3] + SS_SAMPLES));
}

static unsigned to_2x2_anywhere(const int16_t block[64], uint8_t *into, size_t stride) {
    return to_2x2(block, into, stride);
}

static unsigned to_4x4_anywhere(const int16_t block[64], uint8_t *into, size_t stride) {
    return to_4x4(block, into, stride);
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) static unsigned to_2x2_avx2(
    const int16_t block[64], uint8_t *into, size_t stride) {
    return to_2x2(block, into, stride);
}

__attribute__((target("avx2"))) static unsigned to_4x4_avx2(
    const int16_t block[64], uint8_t *into, size_t stride) {
    return to_4x4(block, into, stride);
}
#endif

ss_idct ss_idct_to(unsigned size) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2")) return size == 2 ? to_2x2_avx2 : to_4x4_avx2;
#endif
    return size == 2 ? to_2x2_anywhere : to_4x4_anywhere;
}
