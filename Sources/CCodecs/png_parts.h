// What the fast path needs of a PNG file, taken out of its chunks.
#ifndef SS_PNG_PARTS_H
#define SS_PNG_PARTS_H

#include <stdbool.h>

#include "CCodecs.h"

enum { SS_PNG_GREY = 0, SS_PNG_RGB = 2, SS_PNG_PALETTE = 3, SS_PNG_GREY_ALPHA = 4,
       SS_PNG_RGBA = 6 };

typedef struct {
    uint8_t color_type;
    uint8_t palette[256][4];        // RGBA; what the file does not name is opaque black
    bool is_transparent;            // by tRNS
    uint8_t transparent[3];         // the grey or the colour that is, where there is no palette
    size_t row_bytes, line_bytes;   // without and with the filter byte
    const uint8_t *packed;          // what all IDAT chunks hold, in one piece
    size_t packed_bytes;
    uint8_t *owned;                 // to be freed, where `packed` had to be joined
} ss_png_parts;

// False where anything is out of the ordinary, be it damage or only a rare form: libpng then
// decides. All checksums that libpng would check have been checked when this is true.
bool ss_png_find_parts(const ss_source *, const ss_request *, ss_png_parts *);

#endif
