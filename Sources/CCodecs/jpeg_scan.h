// The scan of a common JPEG: baseline, all components in one scan.
#ifndef SS_JPEG_SCAN_H
#define SS_JPEG_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "jpeg_lookup.h"
#include "jpeg_reduced.h"

enum { SS_BLOCK = 64, SS_PARTS = 3 };

// The position of a coefficient in a block, and its quantization step.
typedef struct {
    int32_t place, step;
} ss_cell;

// One component: how its samples are made and where they go.
typedef struct {
    const ss_lookup *dc, *ac;
    const ss_stride *strides;  // if only the mean of a block is needed
    ss_cell cells[SS_BLOCK];   // in the order of the scan
    unsigned across, down;     // blocks of an MCU
    unsigned size;             // samples a side of a decoded block: 1, 2 or 4
    ss_idct transform;         // if that is more than one
    uint8_t *plane;            // with room for whole MCUs
    size_t stride;
    int previous;              // DC of the previous block
} ss_part;

typedef struct {
    ss_part parts[SS_PARTS];
    unsigned count;
    unsigned columns, rows;    // of MCUs
    unsigned interval;         // MCUs between restart markers, or 0
} ss_scan;

// Fills the planes. False if anything is unusual: damage, surplus bytes, another scan after this
// one, coefficients that no real picture has.
bool ss_jpeg_read_scan(ss_scan *, const uint8_t *bytes, size_t count);

#endif
