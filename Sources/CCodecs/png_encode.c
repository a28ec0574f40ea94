#include <setjmp.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <png.h>

#include "color_table.h"
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

// How samples are stored: unchanged, in fewer bits, or as indices into a palette.
typedef struct {
    int color_type, depth;
    const ss_color_table *table;  // or null
} form;

// The fewest bits that represent all greys exactly.
static int grey_depth(const ss_pixels *pixels) {
    size_t count = (size_t)pixels->width * pixels->height;
    int depth = 1;
    for (size_t i = 0; i < count && depth < 8; i++)
        while (depth < 8 && pixels->samples[i] % (255 / ((1 << depth) - 1))) depth *= 2;
    return depth;
}

static void pack(const ss_pixels *pixels, const form *form, const uint8_t *row, uint8_t *into) {
    unsigned per_byte = 8u / (unsigned)form->depth, step = 255u / ((1u << form->depth) - 1);
    memset(into, 0, (pixels->width + per_byte - 1) / per_byte);
    for (uint32_t x = 0; x < pixels->width; x++, row += pixels->channels) {
        unsigned value = form->table ? ss_color_table_index(form->table, row, pixels->channels)
                                     : row[0] / step;
        into[x / per_byte] |=
            (uint8_t)(value << ((per_byte - 1 - x % per_byte) * (unsigned)form->depth));
    }
}

static void set_palette(png_structp png, png_infop info, const ss_color_table *table) {
    png_color colors[SS_TABLE_COLORS];
    png_byte alphas[SS_TABLE_COLORS];
    int clear = 0;
    for (unsigned i = 0; i < table->count; i++) {
        uint32_t color = table->colors[i];
        colors[i] = (png_color){(png_byte)color, (png_byte)(color >> 8), (png_byte)(color >> 16)};
        alphas[i] = (png_byte)(color >> 24);
        if (alphas[i] != 255) clear = (int)i + 1;
    }
    png_set_PLTE(png, info, colors, (int)table->count);
    if (clear) png_set_tRNS(png, info, alphas, clear, NULL);
}

// Separate from its caller, which owns everything that must be freed after a longjmp.
static void write_all(png_structp png, png_infop info, const ss_pixels *pixels, const form *form,
                      int level, uint8_t *packed) {
    if (setjmp(png_jmpbuf(png))) return;
    png_set_compression_level(png, level);
    png_set_IHDR(png, info, pixels->width, pixels->height, form->depth, form->color_type,
                 PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    if (form->table) set_palette(png, info, form->table);
    png_write_info(png, info);
    size_t stride = (size_t)pixels->width * pixels->channels;
    for (uint32_t y = 0; y < pixels->height; y++) {
        const uint8_t *row = pixels->samples + y * stride;
        if (packed) pack(pixels, form, row, packed);
        png_write_row(png, packed ? packed : row);
    }
    png_write_end(png, NULL);
}

static ss_status encode(const ss_pixels *pixels, const form *form, int level,
                        const ss_bytes *bytes, ss_reason *reason) {
    state own = {.bytes = bytes, .reason = reason, .status = SS_OK};
    bool is_packed = form->table || form->depth < 8;
    uint8_t *packed = is_packed ? malloc(pixels->width) : NULL;
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &own, fatal, quiet);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    if (info && (packed || !is_packed)) {
        png_set_write_fn(png, &own, take, flush);
        write_all(png, info, pixels, form, level, packed);
    } else {
        own.status = ss_fail(reason, SS_MEMORY, "no memory");
    }
    if (png) png_destroy_write_struct(&png, &info);
    free(packed);
    return own.status;
}

static form plain_form(const ss_pixels *pixels) {
    static const int color_types[] = {PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_GRAY_ALPHA,
                                      PNG_COLOR_TYPE_RGB, PNG_COLOR_TYPE_RGB_ALPHA};
    return (form){.color_type = color_types[pixels->channels - 1], .depth = 8};
}

ss_status ss_png_encode(const ss_pixels *pixels, int level, const ss_bytes *bytes,
                        ss_reason *reason) {
    form form = plain_form(pixels);
    return encode(pixels, &form, level, bytes, reason);
}

ss_status ss_png_encode_compact(const ss_pixels *pixels, const ss_bytes *bytes,
                                ss_reason *reason) {
    ss_color_table table;
    form form = plain_form(pixels);
    if (pixels->channels == 1) {
        form.depth = grey_depth(pixels);
    } else if (ss_color_table_make(&table, pixels, SS_TABLE_COLORS)) {
        ss_color_table_see_through_first(&table);
        form.color_type = PNG_COLOR_TYPE_PALETTE;
        form.depth = table.count <= 2 ? 1 : table.count <= 4 ? 2 : table.count <= 16 ? 4 : 8;
        form.table = &table;
    }
    return encode(pixels, &form, 9, bytes, reason);
}
