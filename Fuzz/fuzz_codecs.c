// The C decoders without the header parsers before them. The size that the caller announces is
// the file's own or, by the last byte of the input, a lie; the limits are small.
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "CCodecs.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

enum { SIDE_LIMIT = 4096, MEMORY_LIMIT = 16 << 20 };

typedef struct {
    const uint8_t *bytes;
    size_t count;
    ss_shape shape;
    uint32_t begun, rows;
    uint32_t stop_after;
    uint64_t sum;
} run;

static ptrdiff_t read_some(void *context, uint64_t offset, uint8_t *into, size_t count) {
    const run *own = context;
    if (offset >= own->count) return 0;
    size_t left = own->count - (size_t)offset, piece = count < left ? count : left;
    if (piece > 777) piece = 777;
    memcpy(into, own->bytes + offset, piece);
    return (ptrdiff_t)piece;
}

static int32_t begin(void *context, const ss_shape *shape) {
    run *own = context;
    if (own->begun++ || !shape->width || !shape->height) abort();
    if (shape->channels < 1 || shape->channels > 4) abort();
    if (shape->depth != 8 && shape->depth != 16) abort();
    own->shape = *shape;
    return 0;
}

// Touches every sample, so that the sanitizer sees rows shorter than promised.
static int32_t take(void *context, const void *samples) {
    run *own = context;
    const uint8_t *row = samples;
    size_t count = (size_t)own->shape.width * own->shape.channels * (own->shape.depth / 8);
    for (size_t i = 0; i < count; i++) own->sum = own->sum * 31 + row[i];
    return ++own->rows >= own->stop_after;
}

static uint32_t integer(const uint8_t *at, int count, bool little) {
    uint32_t value = 0;
    for (int i = 0; i < count; i++) value = value << 8 | at[little ? count - 1 - i : i];
    return value;
}

// The width and height in a JPEG's first frame header, found without following segments.
static void jpeg_size(const uint8_t *bytes, size_t count, ss_request *request) {
    for (size_t i = 0; i + 9 < count; i++) {
        if (bytes[i] != 0xFF || bytes[i + 1] < 0xC0 || bytes[i + 1] > 0xC2) continue;
        request->height = integer(bytes + i + 5, 2, false);
        request->width = integer(bytes + i + 7, 2, false);
        return;
    }
}

static void webp_size(const uint8_t *bytes, ss_request *request) {
    if (bytes[15] == 'X') {
        request->width = integer(bytes + 24, 3, true) + 1;
        request->height = integer(bytes + 27, 3, true) + 1;
    } else if (bytes[15] == 'L') {
        uint32_t bits = integer(bytes + 21, 4, true);
        request->width = (bits & 0x3FFF) + 1;
        request->height = (bits >> 14 & 0x3FFF) + 1;
    } else {
        request->width = integer(bytes + 26, 2, true) & 0x3FFF;
        request->height = integer(bytes + 28, 2, true) & 0x3FFF;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
    if (count < 32) return 0;
    uint8_t choice = bytes[count - 1];
    ss_request request = {.memory_limit = MEMORY_LIMIT, .scan_limit = 20, .chunk_limit = 1 << 16,
                          .animation_limit = 8000000,
                          .fast_limit = MEMORY_LIMIT, .shrink = 1u << (choice & 3)};
    ss_status (*decode)(const ss_source *, const ss_request *, const ss_rows *, ss_reason *);
    if (bytes[0] == 0xFF) {
        decode = ss_jpeg_decode;
        jpeg_size(bytes, count, &request);
    } else if (bytes[0] == 0x89) {
        decode = ss_png_decode;
        request.width = integer(bytes + 16, 4, false);
        request.height = integer(bytes + 20, 4, false);
    } else if (bytes[0] == 'R') {
        decode = ss_webp_decode;
        webp_size(bytes, &request);
    } else {
        decode = ss_gif_decode;
        request.width = integer(bytes + 6, 2, true);
        request.height = integer(bytes + 8, 2, true);
    }
    if (choice >= 240) request.width += choice & 15;
    if (request.width > SIDE_LIMIT || request.height > SIDE_LIMIT) return 0;

    run fresh = {.bytes = bytes, .count = count, .stop_after = choice == 128 ? 3 : UINT32_MAX};
    run own = fresh;
    ss_source source = {.context = &own, .read = read_some, .size = count,
                        .bytes = choice & 4 ? bytes : NULL};
    ss_rows rows = {.context = &own, .begin = begin, .row = take};
    ss_reason reason = {{0}};
    ss_status status = decode(&source, &request, &rows, &reason);
    if (status == SS_OK && own.rows != own.shape.height) abort();
    if (status != SS_OK && status != SS_STOPPED && !reason.text[0]) abort();
    ss_reason frames = {{0}};
    ss_status status_of_frames = SS_OK;
    if (decode == ss_png_decode) status_of_frames = ss_png_check_frames(&source, &request, 3, &frames);
    if (decode == ss_webp_decode) status_of_frames = ss_webp_check_frames(&source, &request, &frames);
    if (decode == ss_gif_decode) status_of_frames = ss_gif_check_frames(&source, &frames);
    if (status_of_frames != SS_OK && !frames.text[0]) abort();
    bool has_fast_path = decode == ss_png_decode || (decode == ss_jpeg_decode && source.bytes);
    if (!has_fast_path) return 0;

    run again = fresh;
    source.context = rows.context = &again;
    request.fast_limit = 0;
    ss_reason judgement = {{0}};
    if (decode(&source, &request, &rows, &judgement) != status) abort();
    if (memcmp(&judgement, &reason, sizeof reason) || again.sum != own.sum) abort();
    return 0;
}
