// Undoing the filters of PNG (W3C PNG, third edition, 9.2), in place.
//
// Paeth's filter, the usual one of photographs and of what generators write, predicts a pixel from
// its left neighbour among others, so that a pixel can begin only when that is finished, about ten
// cycles later. Four rows are therefore undone at once, each one pixel behind the row above it:
// their four current pixels need nothing of each other, fill one vector, and together take little
// longer than one did.
//
// The vectors are the compiler's own: SSE2, NEON, or plain registers where there are none.
#include "png_unfilter.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { NONE, SUB, UP, AVERAGE, PAETH };
enum { BAND = SS_PNG_BAND };

#define INLINE static inline __attribute__((always_inline))
// How vectors wider than the machine's are handed to functions differs between compilers; all
// that take them here are inlined.
#pragma clang diagnostic ignored "-Wpsabi"

typedef uint32_t words __attribute__((vector_size(16)));  // a pixel of each row
typedef uint8_t bytes __attribute__((vector_size(16)));   // its channels
typedef int16_t lanes __attribute__((vector_size(32)));   // its channels, with room to add

INLINE int predict(int left, int above, int corner) {
    int estimate = left + above - corner;
    int to_left = abs(estimate - left), to_above = abs(estimate - above);
    int to_corner = abs(estimate - corner);
    if (to_left <= to_above && to_left <= to_corner) return left;
    return to_above <= to_corner ? above : corner;
}

// One row alone. `bpp`, the bytes of a pixel, is a constant wherever this is inlined.
INLINE void undo_row(uint8_t filter, uint8_t *row, const uint8_t *above, size_t count, size_t bpp) {
    uint8_t left[4] = {0}, corner[4] = {0};
    switch (filter) {
    case SUB:
        for (size_t i = 0; i < count; i += bpp)
            for (size_t c = 0; c < bpp; c++) row[i + c] = left[c] = (uint8_t)(left[c] + row[i + c]);
        break;
    case UP:
        for (size_t i = 0; i < count; i++) row[i] = (uint8_t)(row[i] + above[i]);
        break;
    case AVERAGE:
        for (size_t i = 0; i < count; i += bpp)
            for (size_t c = 0; c < bpp; c++)
                row[i + c] = left[c] = (uint8_t)(row[i + c] + (left[c] + above[i + c]) / 2);
        break;
    case PAETH:
        for (size_t i = 0; i < count; i += bpp)
            for (size_t c = 0; c < bpp; c++) {
                int predicted = predict(left[c], above[i + c], corner[c]);
                corner[c] = above[i + c];
                row[i + c] = left[c] = (uint8_t)(row[i + c] + predicted);
            }
        break;
    default: break;
    }
}

// Four rows on their way; lanes 4j to 4j + 3 belong to row j.
typedef struct {
    lanes result, left, above;               // of the pixels before
    lanes uses_left, uses_above, uses_corner, averages;  // masks, by the rows' filters
} wave;

INLINE void choose(wave *wave, int row, uint8_t filter) {
    bool left = filter == SUB || filter == AVERAGE || filter == PAETH;
    bool above = filter == UP || filter == AVERAGE || filter == PAETH;
    for (int lane = 4 * row; lane < 4 * row + 4; lane++) {
        wave->uses_left[lane] = left ? 255 : 0;
        wave->uses_above[lane] = above ? -1 : 0;
        wave->uses_corner[lane] = filter == PAETH ? -1 : 0;
        wave->averages[lane] = filter == AVERAGE ? -1 : 0;
    }
}

// The other filters but Average are Paeth's with inputs left out: its answer is `left` where the
// other two are zero, `above` where they are, and zero for three zeros.
//
// Paeth's choice without distances: 3 * corner - left - above, held against the smaller and the
// larger of left and above, decides between the larger, the corner and the smaller. The three
// terms exclude each other and are added one by one, the earliest known first: what lies between
// one result and the next is what this costs.
INLINE lanes advance(wave *wave, lanes raw, lanes top, bool averages) {
    lanes above = __builtin_shufflevector(top, wave->result, 0, 1, 2, 3, 16, 17, 18, 19, 20, 21,
                                          22, 23, 24, 25, 26, 27);
    lanes a = wave->left, b = above & wave->uses_above, c = wave->above & wave->uses_corner;
    lanes measure = c + c + c - b - a;
    lanes low = __builtin_elementwise_min(a, b), high = __builtin_elementwise_max(a, b);
    lanes below_high = high > measure, over_low = measure > low;
    lanes paeth_high = ~over_low & high, paeth_corner = over_low & below_high & c;
    lanes paeth_low = over_low & ~below_high & low;
    lanes sum;
    if (averages) {
        lanes paeth = (paeth_high | paeth_corner | paeth_low) & ~wave->averages;
        sum = raw + (((a + b) >> 1 & wave->averages) | paeth);
    } else {
        sum = raw + paeth_high + paeth_corner + paeth_low;
    }
    wave->above = above;
    wave->left = sum & wave->uses_left;
    wave->result = sum & 255;
    return wave->result;
}

INLINE lanes widened(words pixels) {
    return __builtin_convertvector((bytes)pixels, lanes);
}

INLINE words narrowed(lanes pixels) {
    return (words) __builtin_convertvector(pixels, bytes);
}

INLINE uint32_t load(const uint8_t *from) {
    uint32_t pixel;
    memcpy(&pixel, from, 4);
    return pixel;
}

INLINE uint32_t load_some(const uint8_t *from, size_t count) {
    uint32_t pixel = 0;
    memcpy(&pixel, from, count);
    return pixel;
}

// Pixel `step - j` of each row j, zero outside the row.
static words gather_inside(uint8_t *const rows[BAND], size_t step, size_t width, size_t bpp) {
    words pixels = {0};
    for (size_t j = 0; j < BAND; j++)
        if (step >= j && step - j < width)
            pixels[j] = load_some(rows[j] + (step - j) * bpp, bpp);
    return pixels;
}

static void scatter_inside(words pixels, uint8_t *const rows[BAND], size_t step, size_t width,
                           size_t bpp) {
    for (size_t j = 0; j < BAND; j++) {
        uint32_t pixel = pixels[j];
        if (step >= j && step - j < width) memcpy(rows[j] + (step - j) * bpp, &pixel, bpp);
    }
}

// Pixels of three bytes are stored as four: the fourth spoils the byte behind, which is why the
// next pixels are fetched before these are stored, and the last of a row is stored with care.
INLINE void undo_band(uint8_t *const rows[BAND], const uint8_t *above, size_t width, size_t bpp,
                      wave wave, bool averages) {
    words next = gather_inside(rows, 0, width, bpp);
    size_t step = 0;
    while (step < width + BAND - 1) {
        for (; step >= BAND - 1 && step + 1 < width; step++) {
            lanes raw = widened(next);
            for (size_t j = 0; j < BAND; j++) next[j] = load(rows[j] + (step + 1 - j) * bpp);
            lanes top = widened((words){load(above + step * bpp), 0, 0, 0});
            words done = narrowed(advance(&wave, raw, top, averages));
            for (size_t j = 0; j < BAND; j++) {
                uint32_t pixel = done[j];
                memcpy(rows[j] + (step - j) * bpp, &pixel, 4);
            }
        }
        lanes raw = widened(next);
        next = gather_inside(rows, step + 1, width, bpp);
        uint32_t top = step < width ? load_some(above + step * bpp, bpp) : 0;
        lanes result = advance(&wave, raw, widened((words){top, 0, 0, 0}), averages);
        scatter_inside(narrowed(result), rows, step, width, bpp);
        step++;
    }
}

INLINE void undo(uint8_t *lines, size_t row_bytes, unsigned count, size_t bpp) {
    size_t stride = row_bytes + 1;
    bool slow = false, averages = false;
    for (unsigned j = 0; j < count; j++) {
        slow |= lines[j * stride] >= AVERAGE;
        averages |= lines[j * stride] == AVERAGE;
    }
    if (bpp >= 3 && count == BAND && slow) {
        wave wave = {0};
        uint8_t *rows[BAND];
        for (int j = 0; j < BAND; j++) {
            choose(&wave, j, lines[(size_t)j * stride]);
            rows[j] = lines + (size_t)j * stride + 1;
        }
        if (averages)
            undo_band(rows, lines + 1 - stride, row_bytes / bpp, bpp, wave, true);
        else
            undo_band(rows, lines + 1 - stride, row_bytes / bpp, bpp, wave, false);
        return;
    }
    for (unsigned j = 0; j < count; j++) {
        uint8_t *line = lines + j * stride;
        undo_row(*line, line + 1, line + 1 - stride, row_bytes, bpp);
    }
}

void ss_png_unfilter(uint8_t *lines, size_t row_bytes, unsigned count, unsigned bytes_per_pixel) {
    switch (bytes_per_pixel) {
    case 1: undo(lines, row_bytes, count, 1); break;
    case 2: undo(lines, row_bytes, count, 2); break;
    case 3: undo(lines, row_bytes, count, 3); break;
    default: undo(lines, row_bytes, count, 4); break;
    }
}
