// The scan of a common JPEG: baseline, all components in one scan.
#ifndef SS_JPEG_SCAN_H
#define SS_JPEG_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "jpeg_lookup.h"
#include "jpeg_reduced.h"

enum { SS_BLOCK = 64, SS_PARTS = 3 };

// Where in a block a number belongs, and what it is multiplied by.
typedef struct {
    int32_t place, step;
} ss_cell;

// One component: how its samples are made and where they go.
typedef struct {
    const ss_lookup *dc, *ac;
    const ss_stride *strides;  // where only the mean of a block is wanted
    ss_cell cells[SS_BLOCK];   // in the order of the scan
    unsigned across, down;     // blocks of an MCU
    unsigned size;             // samples a side of what becomes of a block: 1, 2 or 4
    ss_idct transform;         // where that is more than one
    uint8_t *plane;            // with room for whole MCUs
    size_t stride;
    int previous;              // DC of the block before
} ss_part;

typedef struct {
    ss_part parts[SS_PARTS];
    unsigned count;
    unsigned columns, rows;    // of MCUs
    unsigned interval;         // MCUs between restart markers, or 0
} ss_scan;

// Fills the planes. False where anything is not plainly right: damage, bytes left over, another
// scan behind this one, numbers that no picture has.
bool ss_jpeg_read_scan(ss_scan *, const uint8_t *bytes, size_t count);

#endif
