#include <setjmp.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <png.h>

#include "png_fast.h"
#include "reason.h"

typedef struct {
    const ss_source *source;
    uint64_t offset;
    ss_reason *reason;
    ss_status status;
    uint8_t *memory;  // rows, from read_rows
} state;

static void fatal(png_structp png, png_const_charp text) {
    state *own = png_get_error_ptr(png);
    if (own->status == SS_OK) own->status = ss_fail(own->reason, SS_CORRUPT, "%s", text);
    png_longjmp(png, 1);
}

// libpng's warnings are about chunks that it then ignores; lost pixels are errors.
static void quiet(png_structp png, png_const_charp text) {
    (void)png;
    (void)text;
}

static void supply(png_structp png, png_bytep into, size_t count) {
    state *own = png_get_io_ptr(png);
    const ss_source *source = own->source;
    if (source->bytes && count <= source->size && own->offset <= source->size - count) {
        memcpy(into, source->bytes + own->offset, count);
        own->offset += count;
        return;
    }
    while (count > 0 && !source->bytes) {
        ptrdiff_t got = source->read(source->context, own->offset, into, count);
        if (got < 0) {
            own->status = ss_fail(own->reason, SS_READ, "the file could not be read");
            png_error(png, "read");
        }
        if (got == 0) break;
        own->offset += (uint64_t)got;
        into += got;
        count -= (size_t)got;
    }
    if (count == 0) return;
    own->status = ss_fail(own->reason, SS_TRUNCATED, "Read Error: the file ends too early");
    png_error(png, "Read Error");
}

// Text, profiles and so on are read elsewhere if needed; skipped here.
static void ignore_ancillary(png_structp png) {
    static const png_byte kept[] = "tRNS";
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_AS_DEFAULT, kept, 1);
}

static ss_status read_rows(png_structp png, png_infop info, const ss_request *request,
                           const ss_rows *rows, uint8_t **memory, ss_reason *reason) {
    png_uint_32 width = png_get_image_width(png, info), height = png_get_image_height(png, info);
    if (width != request->width || height != request->height)
        return ss_fail(reason, SS_CORRUPT, "the header changed between two reads");
    png_set_expand(png);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    png_set_swap(png);
#endif
    bool interlaced = png_set_interlace_handling(png) > 1;
    png_read_update_info(png, info);
    size_t row_bytes = png_get_rowbytes(png, info);
    ss_shape shape = {.width = width, .height = height, .channels = png_get_channels(png, info),
                      .depth = png_get_bit_depth(png, info)};
    if (row_bytes != (size_t)width * shape.channels * (shape.depth / 8))
        return ss_fail(reason, SS_UNSUPPORTED, "rows of %zu bytes", row_bytes);

    uint64_t held = (uint64_t)row_bytes * (interlaced ? height : 1);
    if (held > request->memory_limit)
        return ss_fail(reason, SS_LIMIT, "its pixels need %llu bytes, the limit is %llu",
                       (unsigned long long)held, (unsigned long long)request->memory_limit);
    *memory = malloc((size_t)held);
    if (!*memory) return ss_fail(reason, SS_MEMORY, "no memory for %llu bytes of pixels",
                                 (unsigned long long)held);
    if (rows->begin(rows->context, &shape)) return SS_STOPPED;
    if (interlaced) {
        // Seven passes over one picture; libpng leaves pixels untouched that are not in a pass.
        for (int pass = 0; pass < 7; pass++)
            for (png_uint_32 y = 0; y < height; y++)
                png_read_row(png, *memory + y * row_bytes, NULL);
        for (png_uint_32 y = 0; y < height; y++)
            if (rows->row(rows->context, *memory + y * row_bytes)) return SS_STOPPED;
    } else {
        for (png_uint_32 y = 0; y < height; y++) {
            png_read_row(png, *memory, NULL);
            if (rows->row(rows->context, *memory)) return SS_STOPPED;
        }
    }
    png_read_end(png, NULL);
    return SS_OK;
}

// Separate from its caller, because a longjmp leaves the locals of the function that called setjmp
// indeterminate: the caller owns what must be freed afterwards.
static void decode(png_structp png, png_infop info, state *own, const ss_request *request,
                   const ss_rows *rows) {
    if (setjmp(png_jmpbuf(png))) return;
    png_set_user_limits(png, request->width, request->height);
    png_set_chunk_malloc_max(png, request->chunk_limit);
    ignore_ancillary(png);
    png_set_read_fn(png, own, supply);
    png_read_info(png, info);
    own->status = read_rows(png, info, request, rows, &own->memory, own->reason);
}

ss_status ss_png_decode(const ss_source *source, const ss_request *request, const ss_rows *rows,
                        ss_reason *reason) {
    ss_status status;
    bool is_done = ss_png_decode_fast(source, request, rows, &status);
    if (request->took_fast_path) *request->took_fast_path = is_done;
    if (is_done) return status;
    state own = {.source = source, .reason = reason, .status = SS_OK};
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &own, fatal, quiet);
    if (!png) return ss_fail(reason, SS_MEMORY, "no memory");
    png_infop info = png_create_info_struct(png);
    if (info)
        decode(png, info, &own, request, rows);
    else
        own.status = ss_fail(reason, SS_MEMORY, "no memory");
    png_destroy_read_struct(&png, &info, NULL);
    free(own.memory);
    return own.status;
}
