// What the fast path needs of a PNG file, taken out of its chunks.
#ifndef SS_PNG_PARTS_H
#define SS_PNG_PARTS_H

#include <stdbool.h>

#include "CCodecs.h"

enum { SS_PNG_GREY = 0, SS_PNG_RGB = 2, SS_PNG_PALETTE = 3, SS_PNG_GREY_ALPHA = 4,
       SS_PNG_RGBA = 6 };

typedef struct {
    uint8_t color_type;
    uint8_t palette[256][4];        // RGBA; missing entries are opaque black
    bool is_transparent;            // by tRNS
    uint8_t transparent[3];         // the transparent grey or colour, if there is no palette
    size_t row_bytes, line_bytes;   // without and with the filter byte
    const uint8_t *packed;          // the contents of all IDAT chunks, joined
    size_t packed_bytes;
    uint8_t *owned;                 // to be freed, if `packed` had to be joined
} ss_png_parts;

// False if anything is unusual, whether damage or a rare form: libpng then decides. If it is true,
// all checksums that libpng checks were checked.
bool ss_png_find_parts(const ss_source *, const ss_request *, ss_png_parts *);

#endif
