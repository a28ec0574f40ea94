// Colour profiles, as grey, RGB and CMYK; then gamma and primaries made of the same bytes.
#include <stdlib.h>
#include <string.h>

#include "CCodecs.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

enum { PIXELS = 64 };

static void convert(const ss_color *color, int channels) {
    uint16_t in[PIXELS * 4];
    uint8_t out[PIXELS * 3];
    for (int i = 0; i < PIXELS * 4; i++) in[i] = (uint16_t)(i * 40503u);
    ss_reason reason = {{0}};
    ss_color_transform *transform;
    ss_status status = ss_color_open(color, channels, &transform, &reason);
    if (status != SS_OK && !reason.text[0]) abort();
    if ((status == SS_OK) != (transform != NULL)) abort();
    if (!transform) return;
    ss_color_apply(transform, in, out, PIXELS);
    ss_color_close(transform);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
    static const int channels[] = {1, 3, 4};
    if (count < 1) return 0;
    ss_color profile = {.icc = bytes, .icc_size = count};
    for (int i = 0; i < 3; i++) convert(&profile, channels[i]);

    // The same bytes as gAMA and cHRM, within what the PNG header parser lets through.
    if (count < 18) return 0;
    ss_color chunks = {.gamma = 0.0101 + (bytes[0] << 8 | bytes[1]) / 656.0};
    for (int i = 0; i < 8; i++)
        chunks.xy[i] = (1 + (bytes[2 + i * 2] << 8 | bytes[3 + i * 2])) / 65536.0;
    convert(&chunks, 1);
    convert(&chunks, 3);

    // And as a curve, which need not rise.
    float lights[16];
    for (int i = 0; i < 16; i++) lights[i] = (float)bytes[i] / 255;
    chunks.lights = lights;
    chunks.light_count = 16;
    convert(&chunks, 1);
    convert(&chunks, 3);
    return 0;
}
