// The vertical half of shrinking: rows at full width, widened, weighted and added to sums.
//
// Every row of a picture belongs to about six rows of the result, so this touches each sample six
// times. Rows are added four at a time: four samples are widened and kept in registers for all
// sums, and each sum is loaded and stored once instead of four times.
//
// On every machine, sums are added in the order of the rows and products are rounded separately, so
// that all give the same bytes.
#include "CCodecs.h"

#include <string.h>

#pragma STDC FP_CONTRACT OFF
// How vectors wider than the machine's are handed to functions differs between compilers; all
// that take them here are inlined.
#pragma clang diagnostic ignored "-Wpsabi"

#define INLINE static inline __attribute__((always_inline))

enum { ROWS = SS_ROWS, LANES = 8 };

typedef float lanes __attribute__((vector_size(4 * LANES)));
typedef uint16_t shorts __attribute__((vector_size(2 * LANES)));
typedef uint8_t bytes __attribute__((vector_size(LANES)));

INLINE lanes widened(const uint8_t *from) {
    bytes narrow;
    memcpy(&narrow, from, sizeof narrow);
    return __builtin_convertvector(__builtin_convertvector(narrow, shorts) * 257, lanes);
}

INLINE lanes load(const float *from) {
    lanes values;
    memcpy(&values, from, sizeof values);
    return values;
}

void ss_widen_rgba_8(const uint8_t *row, size_t pixels, float *into) {
    const float to_unit = 257.0f / 65535.0f;
    size_t count = pixels * 4;
    for (size_t at = 0; at < count; at += LANES) {
        bytes narrow = {0};
        // The last pixel of an odd row is converted alone: nothing may be read past it.
        memcpy(&narrow, row + at, count - at < LANES ? 4 : LANES);
        lanes values = __builtin_convertvector(__builtin_convertvector(narrow, shorts), lanes);
        lanes alpha = __builtin_shufflevector(values, values, 3, 3, 3, 3, 7, 7, 7, 7);
        lanes color = values * (alpha * to_unit * 257.0f), opacity = values * 257.0f;
        lanes result = __builtin_shufflevector(color, opacity, 0, 1, 2, 11, 4, 5, 6, 15);
        memcpy(into + at, &result, sizeof result);
    }
}

INLINE void add(const lanes values[ROWS], const float *weights, float *const *sums, size_t outputs,
                size_t at) {
    for (size_t i = 0; i < outputs; i++, weights += ROWS) {
        lanes sum = load(sums[i] + at);
        for (int row = 0; row < ROWS; row++) sum += values[row] * weights[row];
        memcpy(sums[i] + at, &sum, sizeof sum);
    }
}

INLINE void add_bytes(const uint8_t *const *rows, size_t count, const float *weights,
                      float *const *sums, size_t outputs) {
    for (size_t at = 0; at < count; at += LANES) {
        lanes values[ROWS];
        for (int row = 0; row < ROWS; row++) values[row] = widened(rows[row] + at);
        add(values, weights, sums, outputs, at);
    }
}

INLINE void add_floats(const float *const *rows, size_t count, const float *weights,
                       float *const *sums, size_t outputs) {
    for (size_t at = 0; at < count; at += LANES) {
        lanes values[ROWS];
        for (int row = 0; row < ROWS; row++) values[row] = load(rows[row] + at);
        add(values, weights, sums, outputs, at);
    }
}

#if defined(__x86_64__)
// Twice as wide as the baseline of such processors.
__attribute__((target("avx2"))) static void add_bytes_avx2(
    const uint8_t *const *rows, size_t count, const float *weights, float *const *sums,
    size_t outputs) {
    add_bytes(rows, count, weights, sums, outputs);
}

__attribute__((target("avx2"))) static void add_floats_avx2(
    const float *const *rows, size_t count, const float *weights, float *const *sums,
    size_t outputs) {
    add_floats(rows, count, weights, sums, outputs);
}
#endif

void ss_add_rows_8(const uint8_t *const *rows, size_t count, const float *weights,
                   float *const *sums, size_t outputs) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2")) {
        add_bytes_avx2(rows, count, weights, sums, outputs);
        return;
    }
#endif
    add_bytes(rows, count, weights, sums, outputs);
}

void ss_add_rows_float(const float *const *rows, size_t count, const float *weights,
                       float *const *sums, size_t outputs) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2")) {
        add_floats_avx2(rows, count, weights, sums, outputs);
        return;
    }
#endif
    add_floats(rows, count, weights, sums, outputs);
}
