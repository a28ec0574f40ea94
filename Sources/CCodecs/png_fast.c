// Decodes the common forms of PNG (8 bits, not interlaced) without libpng: libdeflate inflates the
// whole picture in half the time of zlib, and filters are undone for several rows at once.
//
// No row is delivered before the whole file is known to be valid, so that libpng can take over from
// the start: it decodes the rare forms and all damaged pictures.
#include "png_fast.h"

#include <stdlib.h>
#include <string.h>

#include <libdeflate.h>

#include "png_parts.h"
#include "png_unfilter.h"

// Vectors are loaded and stored past the ends of rows.
enum { PADDING = 16 };

// A stream may declare a window smaller than its longest distance: zlib refuses it, libdeflate does
// not check. Writers declare a window as large as a small picture.
static bool window_is_ample(const ss_png_parts *parts, size_t unpacked) {
    if (parts->packed_bytes < 2) return false;
    unsigned exponent = 8 + (parts->packed[0] >> 4);
    return exponent == 15 || (exponent < 15 && (size_t)1 << exponent >= unpacked);
}

// Also false if the stream or the chunks have surplus bytes.
static bool inflate(const ss_png_parts *parts, uint8_t *lines, size_t unpacked) {
    struct libdeflate_decompressor *inflater = libdeflate_alloc_decompressor();
    if (!inflater) return false;
    size_t consumed = 0;
    enum libdeflate_result result = libdeflate_zlib_decompress_ex(
        inflater, parts->packed, parts->packed_bytes, lines, unpacked, &consumed, NULL);
    libdeflate_free_decompressor(inflater);
    return result == LIBDEFLATE_SUCCESS && consumed == parts->packed_bytes;
}

static bool filters_exist(const uint8_t *lines, size_t line_bytes, uint32_t height) {
    for (uint32_t y = 0; y < height; y++)
        if (lines[y * line_bytes] > 4) return false;
    return true;
}

static uint8_t channels(const ss_png_parts *parts) {
    uint8_t alpha = parts->is_transparent ? 1 : 0;
    switch (parts->color_type) {
    case SS_PNG_GREY: return 1 + alpha;
    case SS_PNG_GREY_ALPHA: return 2;
    case SS_PNG_RGBA: return 4;
    default: return 3 + alpha;
    }
}

static bool is_expanded(const ss_png_parts *parts) {
    return parts->is_transparent || parts->color_type == SS_PNG_PALETTE;
}

// Colours for indices, and alpha for the colour named by tRNS.
static void expand(const ss_png_parts *parts, const uint8_t *row, uint32_t width, uint8_t *into) {
    const uint8_t *clear = parts->transparent;
    if (parts->color_type == SS_PNG_PALETTE) {
        size_t size = channels(parts);
        for (uint32_t x = 0; x < width; x++, into += size)
            memcpy(into, parts->palette[row[x]], size);
    } else if (parts->color_type == SS_PNG_GREY) {
        for (uint32_t x = 0; x < width; x++, into += 2) {
            into[0] = row[x];
            into[1] = row[x] == clear[0] ? 0 : 255;
        }
    } else {
        for (uint32_t x = 0; x < width; x++, row += 3, into += 4) {
            memcpy(into, row, 3);
            into[3] = memcmp(row, clear, 3) ? 255 : 0;
        }
    }
}

// `lines` are all lines, with a line of zeros before them.
static ss_status deliver(const ss_png_parts *parts, uint8_t *lines, uint8_t *expanded,
                         const ss_request *request, const ss_rows *rows) {
    ss_shape shape = {.width = request->width, .height = request->height,
                      .channels = channels(parts), .depth = 8};
    if (rows->begin(rows->context, &shape)) return SS_STOPPED;
    unsigned pixel = (unsigned)(parts->row_bytes / request->width);
    for (uint32_t y = 0; y < request->height; y += SS_PNG_BAND) {
        uint32_t left = request->height - y, count = left < SS_PNG_BAND ? left : SS_PNG_BAND;
        ss_png_unfilter(lines, parts->row_bytes, count, pixel);
        for (uint32_t i = 0; i < count; i++, lines += parts->line_bytes) {
            const uint8_t *row = lines + 1;
            if (expanded) {
                expand(parts, row, request->width, expanded);
                row = expanded;
            }
            if (rows->row(rows->context, row)) return SS_STOPPED;
        }
    }
    return SS_OK;
}

bool ss_png_decode_fast(const ss_source *source, const ss_request *request, const ss_rows *rows,
                        ss_status *status) {
    if (!request->fast_limit) return false;
    ss_png_parts parts = {0};
    uint8_t *memory = NULL, *expanded = NULL;
    bool decoded = false;
    if (!ss_png_find_parts(source, request, &parts)) goto done;
    size_t unpacked = parts.line_bytes * request->height;
    if (!window_is_ample(&parts, unpacked)) goto done;
    memory = malloc(parts.line_bytes + unpacked + PADDING);
    if (!memory) goto done;
    if (is_expanded(&parts)) {
        expanded = malloc((size_t)request->width * 4);
        if (!expanded) goto done;
    }
    uint8_t *lines = memory + parts.line_bytes;
    memset(memory, 0, parts.line_bytes);
    memset(lines + unpacked, 0, PADDING);
    if (!inflate(&parts, lines, unpacked)) goto done;
    if (!filters_exist(lines, parts.line_bytes, request->height)) goto done;
    free(parts.owned);
    parts.owned = NULL;
    *status = deliver(&parts, lines, expanded, request, rows);
    decoded = true;
done:
    free(parts.owned);
    free(memory);
    free(expanded);
    return decoded;
}
