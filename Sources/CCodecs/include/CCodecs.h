// The picture libraries behind one header.
//
// The caller owns all memory that it passes in, only colour transforms outlive a call, and no
// library type appears here. A longjmp starts and lands inside one C function: callbacks into Swift
// return normally and report failure by their result.
#ifndef CCODECS_H
#define CCODECS_H

#include <stddef.h>
#include <stdint.h>

typedef enum {
    SS_OK = 0,
    SS_CORRUPT,      // the bytes break the format's rules
    SS_TRUNCATED,    // the bytes end too early
    SS_UNSUPPORTED,  // a valid file that the library cannot decode
    SS_LIMIT,        // more memory than the request allows
    SS_SCANS,        // more scans than the request allows
    SS_ANIMATION,    // more pixels in all frames than the request allows
    SS_MEMORY,       // malloc failed
    SS_READ,         // the source reported a failure
    SS_STOPPED       // a row or byte callback asked to stop
} ss_status;

// One sentence, always terminated; the decoder's own message if it has one.
typedef struct {
    char text[256];
} ss_reason;

// Where encoded bytes come from. `bytes` is set if all of them are in memory; otherwise `read`
// behaves like pread: the count read, 0 at the end, -1 on failure.
typedef struct {
    void *context;
    ptrdiff_t (*read)(void *context, uint64_t offset, uint8_t *into, size_t count);
    const uint8_t *bytes;
    uint64_t size;
} ss_source;

// 8-bit samples, or 16-bit ones in native byte order. Channels: 1 grey, 2 grey + alpha, 3 RGB,
// 4 RGB + alpha or, where `cmyk` is 1, four inks with 255 meaning no ink.
typedef struct {
    uint32_t width, height;
    uint8_t channels, depth, cmyk;
} ss_shape;

// Where decoded rows go, top to bottom, each once. `begin` is called first, once. A result other
// than 0 stops the decoder, which then returns SS_STOPPED.
typedef struct {
    void *context;
    int32_t (*begin)(void *context, const ss_shape *shape);
    int32_t (*row)(void *context, const void *samples);
} ss_rows;

typedef struct {
    uint32_t width, height;    // from the header: a decoder that finds other sizes refuses
    uint64_t memory_limit;     // bytes of pixels or coefficients the decoder may hold at once
    uint32_t shrink;           // JPEG: 1, 2, 4 or 8
    uint32_t scan_limit;       // JPEG: scans of a progressive picture
    size_t chunk_limit;        // PNG: bytes of one ancillary chunk
    uint64_t animation_limit;  // total pixels of all frames, if they are checked
    // PNG, JPEG: bytes that the fast path may hold; 0 leaves all to the library.
    uint64_t fast_limit;
    uint8_t *took_fast_path;   // may be null; set to 1 if the fast path was used
} ss_request;

ss_status ss_jpeg_decode(const ss_source *, const ss_request *, const ss_rows *, ss_reason *);
ss_status ss_png_decode(const ss_source *, const ss_request *, const ss_rows *, ss_reason *);
ss_status ss_webp_decode(const ss_source *, const ss_request *, const ss_rows *, ss_reason *);
ss_status ss_gif_decode(const ss_source *, const ss_request *, const ss_rows *, ss_reason *);

// Checks that all `frames` of an animation after the first exist and are undamaged; in a GIF also
// the first. Delivers no pixels.
ss_status ss_gif_check_frames(const ss_source *, ss_reason *);
ss_status ss_png_check_frames(const ss_source *, const ss_request *, uint32_t frames, ss_reason *);
ss_status ss_webp_check_frames(const ss_source *, const ss_request *, ss_reason *);

// Receives encoded bytes, in order. A result other than 0 stops the encoder.
typedef struct {
    void *context;
    int32_t (*write)(void *context, const uint8_t *bytes, size_t count);
} ss_bytes;

// 8-bit samples, rows packed. JPEG takes 1 or 3 channels, PNG 1 to 4, WebP 3 or 4.
typedef struct {
    const uint8_t *samples;
    uint32_t width, height;
    uint8_t channels;
} ss_pixels;

// Chroma at half the width and height, unless `full_chroma` is 1.
ss_status ss_jpeg_encode(const ss_pixels *, int quality, int full_chroma, const ss_bytes *,
                         ss_reason *);
ss_status ss_png_encode(const ss_pixels *, int level, const ss_bytes *, ss_reason *);
// As small as possible: with a palette, or fewer bits for greys, if that is lossless.
ss_status ss_png_encode_compact(const ss_pixels *, const ss_bytes *, ss_reason *);
// quality 0…100; 101 means lossless.
ss_status ss_webp_encode(const ss_pixels *, int quality, const ss_bytes *, ss_reason *);

// Whether there are at most `most` colours, up to 256. Stops as soon as there are more.
uint32_t ss_has_few_colors(const ss_pixels *, uint32_t most);

// The colour space of a picture: an ICC profile, or primaries (CIE xy) and a curve.
typedef struct {
    const uint8_t *icc;
    size_t icc_size;
    // Linear light, 0 to 1, at evenly spaced samples; if there are none, a power:
    const float *lights;
    size_t light_count;
    double gamma;          // of the encoding, as in the PNG gAMA chunk: 0.45455 for sRGB
    double xy[8];          // white, red, green, blue
} ss_color;

// From 16-bit samples of 1 (grey), 3 (RGB) or 4 (CMYK, 65535 meaning no ink) channels to 8-bit
// sRGB, three channels. Making a transform costs as much as a thumbnail, so callers cache it; many
// threads may use it at once. SS_UNSUPPORTED: the profile is unusable or for another number of
// channels. The caller closes what it opens.
typedef struct ss_color_transform ss_color_transform;
ss_status ss_color_open(const ss_color *, int channels, ss_color_transform **, ss_reason *);
void ss_color_apply(const ss_color_transform *, const uint16_t *in, uint8_t *out, size_t pixels);
void ss_color_close(ss_color_transform *);

// Adds SS_ROWS rows, each multiplied by its weight, to each of `outputs` sums; `weights` has
// SS_ROWS for each sum. Eight-bit samples are multiplied by 257. Rows and sums are readable, and
// sums writable, up to the next multiple of eight.
enum { SS_ROWS = 4 };
void ss_add_rows_8(const uint8_t *const *rows, size_t count, const float *weights,
                   float *const *sums, size_t outputs);
void ss_add_rows_float(const float *const *rows, size_t count, const float *weights,
                       float *const *sums, size_t outputs);

// Converts RGBA to 0…65,535 with premultiplied alpha. `into` is writable up to the next multiple of
// eight.
void ss_widen_rgba_8(const uint8_t *row, size_t pixels, float *into);

// The checksum of PNG chunks.
uint32_t ss_crc32(const uint8_t *bytes, size_t count);

// Inflates one zlib stream into `out`. SS_LIMIT if it does not fit.
ss_status ss_zlib_inflate(const uint8_t *in, size_t count, uint8_t *out, size_t capacity,
                          size_t *written);

#endif
