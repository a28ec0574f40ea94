// Walks the chunks of a PNG for the fast path (W3C PNG, third edition, 5 and 11).
//
// Nothing is refused here: everything unusual is left to libpng, which decides and words all
// refusals.
#include "png_parts.h"

#include <stdlib.h>
#include <string.h>

#include <libdeflate.h>

typedef struct {
    uint64_t body;      // offset of its first byte
    uint32_t length;
    uint8_t name[4];
} chunk;

typedef struct {
    const ss_source *source;
    const ss_request *request;
    ss_png_parts *parts;
    uint64_t offset;    // of the next chunk
    uint32_t colors;    // of the palette; 0 before one
} walk;

static bool read_exactly(const ss_source *source, uint64_t offset, uint8_t *into, size_t count) {
    if (offset > source->size || count > source->size - offset) return false;
    if (source->bytes) {
        memcpy(into, source->bytes + offset, count);
        return true;
    }
    while (count > 0) {
        ptrdiff_t got = source->read(source->context, offset, into, count);
        if (got <= 0) return false;
        offset += (uint64_t)got;
        into += got;
        count -= (size_t)got;
    }
    return true;
}

static uint32_t big_endian(const uint8_t *at) {
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static bool is(const chunk *chunk, const char *name) {
    return !memcmp(chunk->name, name, 4);
}

static bool is_ancillary(const chunk *chunk) {
    return chunk->name[0] & 0x20;
}

static bool next_chunk(walk *walk, chunk *chunk) {
    uint8_t head[8];
    if (!read_exactly(walk->source, walk->offset, head, sizeof head)) return false;
    chunk->length = big_endian(head);
    chunk->body = walk->offset + sizeof head;
    memcpy(chunk->name, head + 4, 4);
    for (int i = 0; i < 4; i++) {
        uint8_t letter = chunk->name[i] & ~0x20;
        if (letter < 'A' || letter > 'Z') return false;
    }
    walk->offset = chunk->body + chunk->length + 4;
    return chunk->length <= walk->request->chunk_limit && walk->offset <= walk->source->size;
}

static bool is_sound(const walk *walk, const chunk *chunk, const uint8_t *body) {
    uint8_t sum[4];
    if (!read_exactly(walk->source, chunk->body + chunk->length, sum, sizeof sum)) return false;
    uint32_t crc = libdeflate_crc32(0, chunk->name, sizeof chunk->name);
    // libdeflate starts a new checksum if there is no buffer.
    if (chunk->length > 0) crc = libdeflate_crc32(crc, body, chunk->length);
    return crc == big_endian(sum);
}

static bool read_sound(const walk *walk, const chunk *chunk, uint8_t *into) {
    return read_exactly(walk->source, chunk->body, into, chunk->length)
           && is_sound(walk, chunk, into);
}

static bool read_header(walk *walk) {
    static const uint8_t signature[8] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    uint8_t start[8], body[13];
    chunk header;
    if (!read_exactly(walk->source, 0, start, sizeof start)) return false;
    if (memcmp(start, signature, sizeof signature)) return false;
    walk->offset = sizeof signature;
    if (!next_chunk(walk, &header) || !is(&header, "IHDR") || header.length != sizeof body)
        return false;
    if (!read_sound(walk, &header, body)) return false;
    if (big_endian(body) != walk->request->width) return false;
    if (big_endian(body + 4) != walk->request->height) return false;
    uint8_t depth = body[8], type = body[9];
    size_t channels = type == SS_PNG_GREY || type == SS_PNG_PALETTE ? 1
                      : type == SS_PNG_GREY_ALPHA                   ? 2
                      : type == SS_PNG_RGB                          ? 3
                      : type == SS_PNG_RGBA                         ? 4
                                                                    : 0;
    if (depth != 8 || !channels || body[10] || body[11] || body[12]) return false;
    walk->parts->color_type = type;
    walk->parts->row_bytes = channels * walk->request->width;
    walk->parts->line_bytes = walk->parts->row_bytes + 1;
    return true;
}

static bool read_palette(walk *walk, const chunk *chunk) {
    uint8_t type = walk->parts->color_type, body[768];
    if (walk->colors || walk->parts->is_transparent) return false;
    if (type == SS_PNG_GREY || type == SS_PNG_GREY_ALPHA) return false;
    if (!chunk->length || chunk->length > sizeof body || chunk->length % 3) return false;
    if (!read_sound(walk, chunk, body)) return false;
    for (uint32_t i = 0; i < chunk->length / 3; i++)
        memcpy(walk->parts->palette[i], body + (size_t)i * 3, 3);
    walk->colors = chunk->length / 3;
    return true;
}

static bool read_transparency(walk *walk, const chunk *chunk) {
    ss_png_parts *parts = walk->parts;
    uint8_t body[256];
    if (parts->is_transparent || !chunk->length || chunk->length > sizeof body) return false;
    if (!read_sound(walk, chunk, body)) return false;
    switch (parts->color_type) {
    case SS_PNG_PALETTE:
        if (chunk->length > walk->colors) return false;
        for (uint32_t i = 0; i < chunk->length; i++) parts->palette[i][3] = body[i];
        break;
    case SS_PNG_GREY:
        if (chunk->length != 2) return false;
        parts->transparent[0] = body[1];
        break;
    case SS_PNG_RGB:
        // Samples of two bytes; eight-bit pictures use the lower one.
        if (chunk->length != 6) return false;
        for (int i = 0; i < 3; i++) parts->transparent[i] = body[2 * i + 1];
        break;
    default: return false;
    }
    parts->is_transparent = true;
    return true;
}

// Everything before the first IDAT chunk.
static bool read_preamble(walk *walk, chunk *pixels) {
    for (int i = 0; i < 256; i++) walk->parts->palette[i][3] = 255;
    for (;;) {
        chunk chunk;
        if (!next_chunk(walk, &chunk)) return false;
        if (is(&chunk, "IDAT")) {
            *pixels = chunk;
            return walk->colors || walk->parts->color_type != SS_PNG_PALETTE;
        }
        if (is(&chunk, "PLTE")) {
            if (!read_palette(walk, &chunk)) return false;
        } else if (is(&chunk, "tRNS")) {
            if (!read_transparency(walk, &chunk)) return false;
        } else if (!is_ancillary(&chunk)) {
            return false;
        }
    }
}

// Joins the consecutive IDAT chunks, and stores the chunk after them in `last`. A single one in
// memory is used in place.
static bool read_pixels(walk *walk, const chunk *first, chunk *last) {
    ss_png_parts *parts = walk->parts;
    uint64_t total = 0, unpacked = (uint64_t)parts->line_bytes * walk->request->height;
    uint64_t room = walk->request->fast_limit;
    size_t count = 0;
    for (*last = *first; is(last, "IDAT"); count++) {
        total += last->length;
        if (total > room) return false;
        if (!next_chunk(walk, last)) return false;
    }
    parts->packed_bytes = (size_t)total;
    if (count == 1 && walk->source->bytes) {
        if (unpacked > room) return false;
        parts->packed = walk->source->bytes + first->body;
        return is_sound(walk, first, parts->packed);
    }
    if (unpacked > room - total) return false;
    parts->packed = parts->owned = malloc(total ? (size_t)total : 1);
    if (!parts->owned) return false;
    uint64_t after = walk->offset;
    walk->offset = first->body - 8;
    for (size_t filled = 0; count > 0; count--) {
        chunk piece;
        // Again, because the file may change between two reads.
        if (!next_chunk(walk, &piece) || piece.length > total - filled) return false;
        if (!read_sound(walk, &piece, parts->owned + filled)) return false;
        filled += piece.length;
        if (count == 1 && filled != total) return false;
    }
    walk->offset = after;
    return true;
}

// Everything after the pixels, where only ignored chunks are allowed.
static bool read_rest(walk *walk, chunk chunk) {
    while (is_ancillary(&chunk)) {
        if (is(&chunk, "tRNS") || !next_chunk(walk, &chunk)) return false;
    }
    return is(&chunk, "IEND") && chunk.length == 0 && is_sound(walk, &chunk, NULL);
}

bool ss_png_find_parts(const ss_source *source, const ss_request *request, ss_png_parts *parts) {
    walk walk = {.source = source, .request = request, .parts = parts};
    chunk pixels, last;
    return read_header(&walk) && read_preamble(&walk, &pixels)
           && read_pixels(&walk, &pixels, &last) && read_rest(&walk, last);
}
