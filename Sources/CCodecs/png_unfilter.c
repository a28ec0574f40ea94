// Undoing the filters of PNG (W3C PNG, third edition, 9.2), in place.
//
// Paeth's filter, the usual one of photographs and of what generators write, predicts a pixel from
// its left neighbour among others, so each pixel must wait for the previous one, about ten
// operations. Eight rows are therefore undone at once, each two pixels behind the row above it:
// their eight current pixels are independent, fill one or two vectors, and together take little
// longer than one.
//
// The vectors are the compiler's own: SSE2, NEON, or plain registers where there are none.
#include "png_unfilter.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { NONE, SUB, UP, AVERAGE, PAETH };
enum { BAND = SS_PNG_BAND };

// How vectors wider than the machine's are handed to functions differs between compilers; all
// that take them here are inlined.
#pragma clang diagnostic ignored "-Wpsabi"
#define INLINE static inline __attribute__((always_inline))

typedef uint32_t pixels __attribute__((vector_size(4 * BAND)));  // one of each row
typedef uint8_t bytes __attribute__((vector_size(4 * BAND)));    // their channels

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

// Rows in progress; bytes 4j to 4j + 3 belong to row j.
typedef struct {
    bytes result, earlier;  // of the last step and the one before
    bytes above;            // the pixels above the last ones
    bytes uses_left, uses_above, uses_corner, averages;  // masks, by the rows' filters
} wave;

INLINE void choose(wave *wave, unsigned row, uint8_t filter) {
    bool left = filter == SUB || filter == AVERAGE || filter == PAETH;
    bool above = filter == UP || filter == AVERAGE || filter == PAETH;
    for (unsigned byte = 4 * row; byte < 4 * row + 4; byte++) {
        wave->uses_left[byte] = left ? 255 : 0;
        wave->uses_above[byte] = above ? 255 : 0;
        wave->uses_corner[byte] = filter == PAETH ? 255 : 0;
        wave->averages[byte] = filter == AVERAGE ? 255 : 0;
    }
}

INLINE bytes at_most(bytes left, bytes right) {
    return (bytes)(__builtin_elementwise_sub_sat(left, right) == 0);
}

// Of a and b, the one nearer to a + b - c, or c if that is nearer. Computed in eight bits without
// distances: c is `over` above the smaller and `under` below the larger of the two (zero if on the
// other side), and a third of the way decides.
INLINE bytes paeth(bytes a, bytes b, bytes c) {
    bytes low = __builtin_elementwise_min(a, b), high = __builtin_elementwise_max(a, b);
    bytes over = __builtin_elementwise_sub_sat(c, low);
    bytes under = __builtin_elementwise_sub_sat(high, c);
    bytes takes_high = at_most(__builtin_elementwise_add_sat(over, over), under);
    bytes takes_low = at_most(__builtin_elementwise_add_sat(under, under), over);
    // If both hold, all three are equal.
    return (takes_high & high) | (takes_low & low) | (~(takes_high | takes_low) & c);
}

// The next pixel of each row. Except Average, the other filters are Paeth's with inputs set to
// zero: it then predicts the left pixel, the upper one, or zero.
INLINE bytes advance(wave *wave, bytes raw, bytes top, bool averages) {
    bytes above = __builtin_shufflevector(top, wave->earlier, 0, 1, 2, 3, 32, 33, 34, 35, 36, 37,
                                          38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51,
                                          52, 53, 54, 55, 56, 57, 58, 59);
    bytes a = wave->result & wave->uses_left, b = above & wave->uses_above;
    bytes predicted = paeth(a, b, wave->above & wave->uses_corner);
    if (averages) {
        bytes average = (a & b) + (((a ^ b) >> 1) & 127);
        predicted = (wave->averages & average) | (~wave->averages & predicted);
    }
    wave->above = above;
    wave->earlier = wave->result;
    return wave->result = raw + predicted;
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

// How many pixels a row is behind the one above it. With one, a pixel would have to wait for the
// pixel above it, as for the one to its left.
enum { LAG = 2, LAST_LAG = (BAND - 1) * LAG };

// Pixel `step - LAG * j` of each row j, zero outside the row.
static void gather_inside(pixels *inside, const uint8_t *rows, size_t stride, size_t step,
                          size_t width, size_t bpp) {
    for (size_t j = 0, lag = 0; j < BAND; j++, lag += LAG) {
        bool is_inside = step >= lag && step - lag < width;
        (*inside)[j] = is_inside ? load_some(rows + j * stride + (step - lag) * bpp, bpp) : 0;
    }
}

static void scatter_inside(const pixels *done, uint8_t *rows, size_t stride, size_t step,
                           size_t width, size_t bpp) {
    for (size_t j = 0, lag = 0; j < BAND; j++, lag += LAG) {
        uint32_t pixel = (*done)[j];
        if (step >= lag && step - lag < width)
            memcpy(rows + j * stride + (step - lag) * bpp, &pixel, bpp);
    }
}

// Pixels of three bytes are stored as four. The fourth overwrites the next byte, so the next pixels
// are loaded before these are stored, and the last pixel of a row is stored separately.
INLINE void undo_band(uint8_t *rows, size_t stride, size_t width, size_t bpp, wave wave,
                      bool averages) {
    const uint8_t *above = rows - stride;
    size_t down = stride - LAG * bpp;  // from a row's pixel to that of the next row
    pixels next;
    gather_inside(&next, rows, stride, 0, width, bpp);
    size_t step = 0;
    while (step < width + LAST_LAG) {
        for (; step >= LAST_LAG && step + 1 < width; step++) {
            bytes raw = (bytes)next;
            const uint8_t *from = rows + (step + 1) * bpp;
            for (size_t j = 0; j < BAND; j++) next[j] = load(from + j * down);
            bytes top = (bytes)(pixels){load(above + step * bpp)};
            pixels done = (pixels)advance(&wave, raw, top, averages);
            uint8_t *to = rows + step * bpp;
            for (size_t j = 0; j < BAND; j++) {
                uint32_t pixel = done[j];
                memcpy(to + j * down, &pixel, 4);
            }
        }
        bytes raw = (bytes)next;
        gather_inside(&next, rows, stride, step + 1, width, bpp);
        uint32_t top = step < width ? load_some(above + step * bpp, bpp) : 0;
        pixels done = (pixels)advance(&wave, raw, (bytes)(pixels){top}, averages);
        scatter_inside(&done, rows, stride, step, width, bpp);
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
        for (unsigned j = 0; j < BAND; j++) choose(&wave, j, lines[j * stride]);
        size_t width = row_bytes / bpp;
        if (averages)
            undo_band(lines + 1, stride, width, bpp, wave, true);
        else
            undo_band(lines + 1, stride, width, bpp, wave, false);
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
