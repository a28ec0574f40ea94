#include <setjmp.h>

#include <png.h>

#include "reason.h"

typedef struct {
    const ss_bytes *bytes;
    ss_reason *reason;
    ss_status status;
} state;

static void fatal(png_structp png, png_const_charp text) {
    state *own = png_get_error_ptr(png);
    if (own->status == SS_OK) own->status = ss_fail(own->reason, SS_UNSUPPORTED, "%s", text);
    png_longjmp(png, 1);
}

static void quiet(png_structp png, png_const_charp text) {
    (void)png;
    (void)text;
}

static void take(png_structp png, png_bytep bytes, size_t count) {
    state *own = png_get_io_ptr(png);
    if (!own->bytes->write(own->bytes->context, bytes, count)) return;
    own->status = SS_STOPPED;
    png_error(png, "stopped");
}

static void flush(png_structp png) { (void)png; }

ss_status ss_png_encode(const ss_pixels *pixels, int level, const ss_bytes *bytes,
                        ss_reason *reason) {
    static const int color_types[] = {PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_GRAY_ALPHA,
                                      PNG_COLOR_TYPE_RGB, PNG_COLOR_TYPE_RGB_ALPHA};
    state own = {.bytes = bytes, .reason = reason, .status = SS_OK};
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &own, fatal, quiet);
    if (!png) return ss_fail(reason, SS_MEMORY, "no memory");
    png_infop info = png_create_info_struct(png);
    if (!info || setjmp(png_jmpbuf(png))) {
        png_destroy_write_struct(&png, &info);
        return own.status ? own.status : ss_fail(reason, SS_MEMORY, "no memory");
    }
    png_set_write_fn(png, &own, take, flush);
    png_set_compression_level(png, level);
    png_set_IHDR(png, info, pixels->width, pixels->height, 8, color_types[pixels->channels - 1],
                 PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png, info);
    size_t stride = (size_t)pixels->width * pixels->channels;
    for (uint32_t y = 0; y < pixels->height; y++)
        png_write_row(png, pixels->samples + y * stride);
    png_write_end(png, NULL);
    png_destroy_write_struct(&png, &info);
    return SS_OK;
}
