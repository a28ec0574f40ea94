// Undoes the filters of PNG, a few rows at a time.
#ifndef SS_PNG_UNFILTER_H
#define SS_PNG_UNFILTER_H

#include <stddef.h>
#include <stdint.h>

// The number of rows that is fastest to undo together.
enum { SS_PNG_BAND = 8 };

// Undoes the filters of up to SS_PNG_BAND lines, each a filter byte of 0 to 4 and `row_bytes` of
// samples. The finished row above is in the memory before `lines`, as a line of its own (zeros for
// the first). A pixel has 1 to 4 bytes.
void ss_png_unfilter(uint8_t *lines, size_t row_bytes, unsigned count, unsigned bytes_per_pixel);

#endif
