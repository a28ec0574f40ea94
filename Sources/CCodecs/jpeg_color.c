// YCbCr to RGB (ITU-T T.871), in libjpeg's fixed point: 16 fractional bits, red and blue rounded
// separately, green once.
#include "jpeg_reduced.h"

#include <string.h>

#define INLINE static inline __attribute__((always_inline))

enum { LANES = 8, HALF = 1 << 15 };

typedef int32_t lanes __attribute__((vector_size(4 * LANES)));
typedef uint8_t bytes __attribute__((vector_size(LANES)));
typedef uint8_t half __attribute__((vector_size(LANES / 2)));
#pragma clang diagnostic ignored "-Wpsabi"

INLINE lanes load(const uint8_t *from, unsigned halving) {
    bytes narrow;
    if (halving) {
        half few;
        memcpy(&few, from, sizeof few);
        narrow = __builtin_shufflevector(few, few, 0, 0, 1, 1, 2, 2, 3, 3);
    } else {
        memcpy(&narrow, from, sizeof narrow);
    }
    return __builtin_convertvector(narrow, lanes);
}

INLINE bytes clamped(lanes values) {
    values = __builtin_elementwise_max(values, (lanes){0});
    values = __builtin_elementwise_min(values, (lanes){0} + 255);
    return __builtin_convertvector(values, bytes);
}

INLINE void convert(const uint8_t *luminance, const uint8_t *blue, const uint8_t *red,
                    unsigned halving, size_t width, uint8_t *rgb) {
    for (size_t x = 0; x < width; x += LANES, rgb += 3 * LANES) {
        lanes y = load(luminance + x, 0);
        lanes cb = load(blue + (x >> halving), halving) - 128;
        lanes cr = load(red + (x >> halving), halving) - 128;
        bytes r = clamped(y + ((cr * 91881 + HALF) >> 16));
        bytes g = clamped(y + ((cb * -22554 + cr * -46802 + HALF) >> 16));
        bytes b = clamped(y + ((cb * 116130 + HALF) >> 16));
        typedef uint8_t pairs __attribute__((vector_size(2 * LANES)));
        typedef uint8_t triples __attribute__((vector_size(4 * LANES)));
        pairs rg = __builtin_shufflevector(r, g, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14,
                                           15);
        pairs b0 = __builtin_shufflevector(b, b, 0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7);
        triples all = __builtin_shufflevector(
            rg, b0, 0, 8, 16, 1, 9, 17, 2, 10, 18, 3, 11, 19, 4, 12, 20, 5, 13, 21, 6, 14, 22, 7,
            15, 23, 0, 0, 0, 0, 0, 0, 0, 0);
        memcpy(rgb, &all, sizeof all);
    }
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) static void convert_avx2(
    const uint8_t *luminance, const uint8_t *blue, const uint8_t *red, unsigned halving,
    size_t width, uint8_t *rgb) {
    if (halving) convert(luminance, blue, red, 1, width, rgb);
    else convert(luminance, blue, red, 0, width, rgb);
}
#endif

void ss_ycc_to_rgb(const uint8_t *luminance, const uint8_t *blue, const uint8_t *red,
                   unsigned halving, size_t width, uint8_t *rgb) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2")) {
        convert_avx2(luminance, blue, red, halving, width, rgb);
        return;
    }
#endif
    convert(luminance, blue, red, halving, width, rgb);
}
