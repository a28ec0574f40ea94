// Checks all frames of a GIF without decoding pixels: it is enough to know the length of each LZW
// code's string. Time is proportional to the bytes of the file, not to its pixels.
#include <stdbool.h>
#include <string.h>

#include "reason.h"
#include "window.h"

enum { CODES = 4096, CODE_BITS = 12, LITERAL_BITS = 8 };

typedef struct {
    ss_window window;
    uint64_t offset;  // of the next byte
    unsigned frame;   // counts from 1
    ss_reason *reason;
} walk;

static bool next_byte(walk *walk, uint8_t *byte) {
    return ss_window_read(&walk->window, walk->offset++, byte, 1);
}

static ss_status ends(walk *walk) {
    if (walk->window.failed) return ss_fail(walk->reason, SS_READ, "the file could not be read");
    return ss_fail(walk->reason, SS_TRUNCATED, "the file ends inside frame %u",
                   walk->frame ? walk->frame : 1);
}

// Reads the bytes of consecutive data sub-blocks.
typedef struct {
    unsigned left;  // in this block
    bool over;      // the empty block was read
} blocks;

// False at the end of the data or of the file.
static bool next_data(walk *walk, blocks *blocks, uint8_t *byte) {
    if (!blocks->left) {
        uint8_t count;
        if (blocks->over || !next_byte(walk, &count)) return false;
        blocks->left = count;
        if (!count) {
            blocks->over = true;
            return false;
        }
    }
    blocks->left--;
    return next_byte(walk, byte);
}

static ss_status skip_blocks(walk *walk, blocks *blocks) {
    while (!blocks->over) {
        walk->offset += blocks->left;
        uint8_t count;
        if (!next_byte(walk, &count)) return ends(walk);
        blocks->left = count;
        blocks->over = !count;
    }
    return SS_OK;
}

static ss_status check_pixels(walk *walk, uint64_t wanted) {
    uint8_t size;
    if (!next_byte(walk, &size)) return ends(walk);
    if (size > LITERAL_BITS)
        return ss_fail(walk->reason, SS_CORRUPT, "frame %u has an LZW code size of %u; 8 is the most",
                       walk->frame, size);
    uint16_t lengths[CODES];
    const unsigned clear = 1u << size, end = clear + 1;
    unsigned next = clear + 2, bits = size + 1u, held_bits = 0, previous = 0;
    uint32_t held = 0;
    uint64_t pixels = 0;
    blocks blocks = {0};
    while (pixels < wanted) {
        while (held_bits < bits) {
            uint8_t byte;
            if (!next_data(walk, &blocks, &byte)) {
                if (!blocks.over) return ends(walk);
                goto missing;
            }
            held |= (uint32_t)byte << held_bits;
            held_bits += 8;
        }
        unsigned code = held & ((1u << bits) - 1);
        held >>= bits;
        held_bits -= bits;
        if (code == clear) {
            next = clear + 2;
            bits = size + 1u;
            previous = 0;
            continue;
        }
        if (code == end) goto missing;
        bool is_known = code < clear || (code < next && previous);
        bool is_next = code == next && previous && next < CODES;
        if (!is_known && !is_next)
            return ss_fail(walk->reason, SS_CORRUPT, "frame %u has an LZW code that means nothing",
                           walk->frame);
        unsigned length = code < clear ? 1 : is_next ? previous + 1 : lengths[code];
        if (previous && next < CODES) {
            lengths[next++] = (uint16_t)(previous + 1);
            if (next == 1u << bits && bits < CODE_BITS) bits++;
        }
        previous = length;
        pixels += length;
    }
    return skip_blocks(walk, &blocks);
missing:
    return ss_fail(walk->reason, SS_CORRUPT, "frame %u lacks %llu of its %llu pixels", walk->frame,
                   (unsigned long long)(wanted - pixels), (unsigned long long)wanted);
}

static uint64_t table_bytes(uint8_t flags) { return flags & 0x80 ? 3u << ((flags & 7) + 1) : 0; }

ss_status ss_gif_check_frames(const ss_source *source, ss_reason *reason) {
    walk walk = {.window = {.source = source}, .reason = reason};
    uint8_t screen[13];
    if (!ss_window_read(&walk.window, 0, screen, sizeof screen)) return ends(&walk);
    walk.offset = sizeof screen + table_bytes(screen[10]);
    uint8_t kind;
    while (next_byte(&walk, &kind)) {
        ss_status status = SS_OK;
        if (kind == 0x21) {
            walk.offset++;  // its label
            status = skip_blocks(&walk, &(blocks){0});
        } else if (kind == 0x2C) {
            uint8_t place[9];
            walk.frame++;
            if (!ss_window_read(&walk.window, walk.offset, place, sizeof place)) return ends(&walk);
            walk.offset += sizeof place + table_bytes(place[8]);
            uint64_t width = place[4] | place[5] << 8, height = place[6] | place[7] << 8;
            status = check_pixels(&walk, width * height);
        } else if (kind != 0) {
            return SS_OK;  // the trailer; the header parser refuses anything else
        }
        if (status != SS_OK) return status;
    }
    return walk.window.failed ? ends(&walk) : SS_OK;
}
