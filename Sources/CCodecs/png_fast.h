// The fast path of PNG.
#ifndef SS_PNG_FAST_H
#define SS_PNG_FAST_H

#include <stdbool.h>

#include "CCodecs.h"

// False if the picture is left to libpng: no row was delivered then. Otherwise `status` is SS_OK or
// SS_STOPPED.
bool ss_png_decode_fast(const ss_source *, const ss_request *, const ss_rows *, ss_status *status);

#endif
