// Checks all frames of an APNG after its picture (W3C PNG, third edition, 11.3.3): each exists, in
// order, and inflates to the right number of pixels. Pixels are discarded.
#include <stdbool.h>
#include <string.h>

#include <libdeflate.h>
#include <zlib.h>

#include "reason.h"
#include "window.h"

enum { INFLATED_BYTES = 32 * 1024 };

// The position of the inflated bytes in the rows of a frame.
typedef struct {
    uint32_t width, height;
    unsigned bits;         // of a pixel
    int pass;              // Adam7; -1 if not interlaced
    uint64_t rows;         // of this pass that are still to come
    uint64_t row_bytes;    // of this pass
    uint64_t left;         // of this row
    bool is_full, is_bad;  // complete; a filter byte is invalid
} ss_raster;

typedef struct {
    ss_window window;
    const ss_request *request;
    ss_reason *reason;
    uint8_t header[13];     // IHDR
    uint32_t sequence;      // of the next fcTL or fdAT
    uint32_t frames;        // that have begun
    uint64_t pixels;        // of all that have begun
    bool saw_pixels;        // IDAT
    bool is_in_frame;       // one whose data comes in fdAT
    bool is_inflating;
    ss_raster raster;
    z_stream inflater;
} walk;

static uint32_t big_endian(const uint8_t *at) {
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static ss_status unreadable(walk *walk) {
    if (walk->window.failed) return ss_fail(walk->reason, SS_READ, "the file could not be read");
    return ss_fail(walk->reason, SS_TRUNCATED, "the file ends inside its animation");
}

static void next_pass(ss_raster *raster) {
    static const uint8_t left[] = {0, 4, 0, 2, 0, 1, 0}, top[] = {0, 0, 4, 0, 2, 0, 1};
    static const uint8_t across[] = {8, 8, 4, 4, 2, 2, 1}, down[] = {8, 8, 8, 4, 4, 2, 2};
    uint64_t columns = raster->width;
    raster->rows = raster->height;
    if (raster->pass >= 0) {
        for (;; raster->pass++) {
            if (raster->pass == 7) {
                raster->is_full = true;
                return;
            }
            int pass = raster->pass;
            columns = ((uint64_t)raster->width + across[pass] - 1 - left[pass]) / across[pass];
            raster->rows = ((uint64_t)raster->height + down[pass] - 1 - top[pass]) / down[pass];
            if (columns && raster->rows) break;
        }
        raster->pass++;
    }
    raster->row_bytes = (columns * raster->bits + 7) / 8;
}

static void follow(ss_raster *raster, const uint8_t *bytes, size_t count) {
    while (count > 0 && !raster->is_full) {
        if (raster->left == 0) {
            if (raster->rows == 0) {
                if (raster->pass < 0) raster->is_full = true;
                else next_pass(raster);
                if (raster->is_full) return;
            }
            if (*bytes > 4) raster->is_bad = true;
            raster->rows--;
            raster->left = raster->row_bytes;
            bytes++;
            count--;
        }
        size_t taken = raster->left < count ? (size_t)raster->left : count;
        raster->left -= taken;
        bytes += taken;
        count -= taken;
    }
}

// The frame is complete.
static bool is_over(const ss_raster *raster) {
    if (raster->is_full) return true;
    if (raster->left || raster->rows) return false;
    if (raster->pass < 0) return true;
    ss_raster rest = *raster;
    next_pass(&rest);
    return rest.is_full;
}

static void end_inflating(walk *walk) {
    if (walk->is_inflating) inflateEnd(&walk->inflater);
    walk->is_inflating = false;
}

static ss_status end_frame(walk *walk) {
    if (!walk->is_in_frame) return SS_OK;
    walk->is_in_frame = false;
    end_inflating(walk);
    if (walk->raster.is_bad)
        return ss_fail(walk->reason, SS_CORRUPT, "frame %u has a row of a filter that does not exist",
                       walk->frames);
    if (is_over(&walk->raster)) return SS_OK;
    return ss_fail(walk->reason, SS_CORRUPT, "frame %u lacks some of its pixels", walk->frames);
}

static ss_status begin_frame(walk *walk, const uint8_t control[26]) {
    ss_status status = end_frame(walk);
    if (status != SS_OK) return status;
    walk->frames++;
    uint64_t width = big_endian(control + 4), height = big_endian(control + 8);
    uint64_t left = big_endian(control + 12), top = big_endian(control + 16);
    if (!width || !height || left + width > walk->request->width ||
        top + height > walk->request->height)
        return ss_fail(walk->reason, SS_CORRUPT, "frame %u lies outside the picture", walk->frames);
    walk->pixels += width * height;
    if (walk->pixels > walk->request->animation_limit)
        return ss_fail(walk->reason, SS_ANIMATION, "its frames have more than %llu pixels",
                       (unsigned long long)walk->request->animation_limit);
    if (!walk->saw_pixels) return SS_OK;  // its pixels are the picture's own
    uint8_t depth = walk->header[8], type = walk->header[9];
    unsigned channels = type == 2 ? 3 : type == 4 ? 2 : type == 6 ? 4 : 1;
    walk->raster = (ss_raster){.width = (uint32_t)width, .height = (uint32_t)height,
                            .bits = depth * channels, .pass = walk->header[12] ? 0 : -1};
    next_pass(&walk->raster);
    memset(&walk->inflater, 0, sizeof walk->inflater);
    if (inflateInit(&walk->inflater) != Z_OK)
        return ss_fail(walk->reason, SS_MEMORY, "no memory");
    walk->is_in_frame = walk->is_inflating = true;
    return SS_OK;
}

static ss_status take_data(walk *walk, const uint8_t *bytes, size_t count) {
    uint8_t rows[INFLATED_BYTES];
    walk->inflater.next_in = (uint8_t *)bytes;
    walk->inflater.avail_in = (uInt)count;
    while (walk->is_inflating && !walk->raster.is_full) {
        walk->inflater.next_out = rows;
        walk->inflater.avail_out = sizeof rows;
        int result = inflate(&walk->inflater, Z_NO_FLUSH);
        follow(&walk->raster, rows, sizeof rows - walk->inflater.avail_out);
        if (result == Z_STREAM_END) end_inflating(walk);
        else if (result == Z_BUF_ERROR) break;  // all of these bytes have been consumed
        else if (result != Z_OK)
            return ss_fail(walk->reason, result == Z_MEM_ERROR ? SS_MEMORY : SS_CORRUPT,
                           "frame %u: %s", walk->frames,
                           walk->inflater.msg ? walk->inflater.msg : "its pixels do not inflate");
    }
    return SS_OK;
}

// The sequence number, then pixels, then the chunk's checksum.
static ss_status read_data(walk *walk, uint64_t body, uint32_t length) {
    uint8_t piece[SS_WINDOW_BYTES], sum[4];
    uint32_t crc = libdeflate_crc32(0, "fdAT", 4), number = 0;
    for (uint32_t at = 0; at < length;) {
        size_t count = at == 0 ? 4 : length - at;
        if (count > sizeof piece) count = sizeof piece;
        if (!ss_window_read(&walk->window, body + at, piece, count)) return unreadable(walk);
        crc = libdeflate_crc32(crc, piece, count);
        if (at == 0) {
            number = big_endian(piece);
        } else {
            ss_status status = take_data(walk, piece, count);
            if (status != SS_OK) return status;
        }
        at += (uint32_t)count;
    }
    if (!ss_window_read(&walk->window, body + length, sum, sizeof sum)) return unreadable(walk);
    if (crc != big_endian(sum)) return ss_fail(walk->reason, SS_CORRUPT, "fdAT: CRC error");
    if (number != walk->sequence++)
        return ss_fail(walk->reason, SS_CORRUPT, "fdAT: out of sequence");
    return SS_OK;
}

static ss_status read_control(walk *walk, uint64_t body, uint32_t length) {
    uint8_t control[26 + 4];
    if (length != 26) return ss_fail(walk->reason, SS_CORRUPT, "fcTL: %u bytes", length);
    if (!ss_window_read(&walk->window, body, control, sizeof control)) return unreadable(walk);
    uint32_t crc = libdeflate_crc32(libdeflate_crc32(0, "fcTL", 4), control, 26);
    if (crc != big_endian(control + 26))
        return ss_fail(walk->reason, SS_CORRUPT, "fcTL: CRC error");
    if (big_endian(control) != walk->sequence++)
        return ss_fail(walk->reason, SS_CORRUPT, "fcTL: out of sequence");
    return begin_frame(walk, control);
}

static ss_status check(walk *walk, uint32_t announced) {
    uint64_t offset = 33;
    if (!ss_window_read(&walk->window, 16, walk->header, sizeof walk->header))
        return unreadable(walk);
    while (walk->frames < announced || walk->is_in_frame) {
        uint8_t head[8];
        if (!ss_window_read(&walk->window, offset, head, sizeof head)) return unreadable(walk);
        uint64_t body = offset + sizeof head;
        uint32_t length = big_endian(head);
        ss_status status = SS_OK;
        if (!memcmp(head + 4, "IEND", 4)) break;
        if (!memcmp(head + 4, "IDAT", 4)) walk->saw_pixels = true;
        else if (!memcmp(head + 4, "fcTL", 4)) {
            // Frames beyond the announced number are not part of the animation.
            if (walk->frames == announced) break;
            status = read_control(walk, body, length);
        } else if (!memcmp(head + 4, "fdAT", 4)) {
            if (!walk->is_in_frame || length < 4)
                return ss_fail(walk->reason, SS_CORRUPT, "fdAT: out of place");
            status = read_data(walk, body, length);
        }
        if (status != SS_OK) return status;
        offset = body + length + 4;
    }
    ss_status status = end_frame(walk);
    if (status != SS_OK) return status;
    if (walk->frames == announced) return SS_OK;
    return ss_fail(walk->reason, SS_TRUNCATED, "%u of its %u frames are there", walk->frames,
                   announced);
}

ss_status ss_png_check_frames(const ss_source *source, const ss_request *request, uint32_t frames,
                              ss_reason *reason) {
    walk walk = {.window = {.source = source}, .request = request, .reason = reason};
    ss_status status = check(&walk, frames);
    end_inflating(&walk);
    return status;
}
