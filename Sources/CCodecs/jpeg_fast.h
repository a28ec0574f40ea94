// The fast path of JPEG.
#ifndef SS_JPEG_FAST_H
#define SS_JPEG_FAST_H

#include <stdbool.h>
#include <stdio.h>

#include <jpeglib.h>

#include "CCodecs.h"

// Decodes the scan that begins at `scan`, after libjpeg has read everything before it and its
// output parameters are set. False if the picture is left to libjpeg: no row was delivered then.
// Otherwise `status` is SS_OK or SS_STOPPED.
bool ss_jpeg_decode_fast(j_decompress_ptr, const uint8_t *scan, size_t count, uint64_t limit,
                         const ss_rows *, ss_status *status);

#endif
