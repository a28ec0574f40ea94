// The fast path of JPEG.
#ifndef SS_JPEG_FAST_H
#define SS_JPEG_FAST_H

#include <stdbool.h>
#include <stdio.h>

#include <jpeglib.h>

#include "CCodecs.h"

// Decodes the scan that begins at `scan`, where libjpeg has read all before it and its output is
// chosen. False where the picture is left to libjpeg: no row has been handed on then. Otherwise
// `status` is SS_OK or SS_STOPPED.
bool ss_jpeg_decode_fast(j_decompress_ptr, const uint8_t *scan, size_t count, uint64_t limit,
                         const ss_rows *, ss_status *status);

#endif
