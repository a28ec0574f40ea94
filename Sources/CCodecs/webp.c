#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <webp/decode.h>
#include <webp/demux.h>
#include <webp/encode.h>

#include "reason.h"

// libwebp returns numbers; these are its own names for them, in words.
static ss_status decode_failure(VP8StatusCode code, ss_reason *reason) {
    switch (code) {
    case VP8_STATUS_OUT_OF_MEMORY: return ss_fail(reason, SS_MEMORY, "libwebp: out of memory");
    case VP8_STATUS_UNSUPPORTED_FEATURE:
        return ss_fail(reason, SS_UNSUPPORTED, "libwebp: unsupported feature");
    case VP8_STATUS_NOT_ENOUGH_DATA:
    case VP8_STATUS_SUSPENDED:
        return ss_fail(reason, SS_TRUNCATED, "libwebp: not enough data");
    default: return ss_fail(reason, SS_CORRUPT, "libwebp: bitstream error");
    }
}

static ss_status decode_frame(const WebPIterator *frame, bool alpha, uint8_t *into,
                              size_t stride, size_t room, ss_reason *reason) {
    WebPDecoderConfig config;
    if (!WebPInitDecoderConfig(&config))
        return ss_fail(reason, SS_UNSUPPORTED, "libwebp: version mismatch");
    config.output.colorspace = alpha ? MODE_RGBA : MODE_RGB;
    config.output.is_external_memory = 1;
    config.output.u.RGBA.rgba = into;
    config.output.u.RGBA.stride = (int)stride;
    config.output.u.RGBA.size = room;
    VP8StatusCode code = WebPDecode(frame->fragment.bytes, frame->fragment.size, &config);
    WebPFreeDecBuffer(&config.output);
    return code == VP8_STATUS_OK ? SS_OK : decode_failure(code, reason);
}

// The first frame on a transparent canvas, as a viewer shows it before the animation starts.
static ss_status decode_canvas(WebPDemuxer *demuxer, const ss_request *request,
                               const ss_rows *rows, ss_reason *reason) {
    uint32_t width = WebPDemuxGetI(demuxer, WEBP_FF_CANVAS_WIDTH);
    uint32_t height = WebPDemuxGetI(demuxer, WEBP_FF_CANVAS_HEIGHT);
    if (width != request->width || height != request->height)
        return ss_fail(reason, SS_CORRUPT, "libwebp: the canvas is %u x %u, the header said %u x %u",
                       width, height, request->width, request->height);
    WebPIterator frame;
    if (!WebPDemuxGetFrame(demuxer, 1, &frame))
        return ss_fail(reason, SS_CORRUPT, "libwebp: no frame");

    ss_status status = SS_OK;
    bool covers = (uint32_t)frame.width == width && (uint32_t)frame.height == height;
    bool alpha = frame.has_alpha || !covers;
    size_t channels = alpha ? 4 : 3, stride = (size_t)width * channels;
    uint64_t held = (uint64_t)stride * height;
    uint8_t *pixels = NULL;
    if (held > request->memory_limit)
        status = ss_fail(reason, SS_LIMIT, "its pixels need %llu bytes, the limit is %llu",
                         (unsigned long long)held, (unsigned long long)request->memory_limit);
    else if (!(pixels = calloc(1, (size_t)held)))
        status = ss_fail(reason, SS_MEMORY, "no memory for %llu bytes of pixels",
                         (unsigned long long)held);
    if (status == SS_OK) {
        size_t start = (size_t)frame.y_offset * stride + (size_t)frame.x_offset * channels;
        status = decode_frame(&frame, alpha, pixels + start, stride, (size_t)held - start, reason);
    }
    if (status == SS_OK) {
        ss_shape shape = {.width = width, .height = height, .channels = (uint8_t)channels,
                          .depth = 8};
        if (rows->begin(rows->context, &shape)) status = SS_STOPPED;
        for (uint32_t y = 0; y < height && status == SS_OK; y++)
            if (rows->row(rows->context, pixels + y * stride)) status = SS_STOPPED;
    }
    free(pixels);
    WebPDemuxReleaseIterator(&frame);
    return status;
}

// All frames are decoded into the same block, without the canvas.
static ss_status decode_others(WebPDemuxer *demuxer, const ss_request *request, ss_reason *reason) {
    uint64_t pixels = 0;
    uint8_t *block = NULL;
    size_t room = 0;
    ss_status status = SS_OK;
    WebPIterator frame;
    bool is_there = WebPDemuxGetFrame(demuxer, 1, &frame);
    if (is_there) pixels = (uint64_t)frame.width * (uint64_t)frame.height;
    while (is_there && status == SS_OK && WebPDemuxNextFrame(&frame)) {
        size_t stride = (size_t)frame.width * 4, wanted = stride * (size_t)frame.height;
        pixels += (uint64_t)frame.width * (uint64_t)frame.height;
        if (pixels > request->animation_limit)
            status = ss_fail(reason, SS_ANIMATION, "its frames have more than %llu pixels",
                             (unsigned long long)request->animation_limit);
        else if (wanted > request->memory_limit)
            status = ss_fail(reason, SS_LIMIT, "its pixels need %llu bytes, the limit is %llu",
                             (unsigned long long)wanted,
                             (unsigned long long)request->memory_limit);
        else if (wanted > room) {
            free(block);
            room = wanted;
            block = malloc(wanted);
            if (!block) status = ss_fail(reason, SS_MEMORY, "no memory for %llu bytes of pixels",
                                         (unsigned long long)wanted);
        }
        if (status != SS_OK) break;
        status = decode_frame(&frame, true, block, stride, wanted, reason);
        if (status == SS_OK) continue;
        char words[sizeof reason->text];
        memcpy(words, reason->text, sizeof words);
        ss_fail(reason, status, "frame %d: %.200s", frame.frame_num, words);
    }
    free(block);
    if (is_there) WebPDemuxReleaseIterator(&frame);
    return status;
}

static ss_status with_demuxer(const ss_source *source, const ss_request *request,
                              const ss_rows *rows, ss_reason *reason) {
    const uint8_t *bytes;
    uint8_t *owned;
    ss_status status = ss_whole(source, &bytes, &owned, reason);
    if (status != SS_OK) return status;
    WebPData data = {.bytes = bytes, .size = (size_t)source->size};
    WebPDemuxState progress;
    WebPDemuxer *demuxer = WebPDemuxPartial(&data, &progress);
    if (!demuxer || progress == WEBP_DEMUX_PARSE_ERROR)
        status = ss_fail(reason, SS_CORRUPT, "libwebp: the container cannot be parsed");
    else if (progress != WEBP_DEMUX_DONE)
        status = ss_fail(reason, SS_TRUNCATED, "libwebp: not enough data");
    else
        status = rows ? decode_canvas(demuxer, request, rows, reason)
                      : decode_others(demuxer, request, reason);
    WebPDemuxDelete(demuxer);
    free(owned);
    return status;
}

ss_status ss_webp_decode(const ss_source *source, const ss_request *request, const ss_rows *rows,
                         ss_reason *reason) {
    return with_demuxer(source, request, rows, reason);
}

ss_status ss_webp_check_frames(const ss_source *source, const ss_request *request,
                               ss_reason *reason) {
    return with_demuxer(source, request, NULL, reason);
}

static int take(const uint8_t *bytes, size_t count, const WebPPicture *picture) {
    const ss_bytes *sink = picture->custom_ptr;
    return sink->write(sink->context, bytes, count) == 0;
}

ss_status ss_webp_encode(const ss_pixels *pixels, int quality, const ss_bytes *bytes,
                         ss_reason *reason) {
    WebPConfig config;
    WebPPicture picture;
    if (!WebPConfigInit(&config) || !WebPPictureInit(&picture))
        return ss_fail(reason, SS_UNSUPPORTED, "libwebp: version mismatch");
    config.thread_level = 0;
    if (quality > 100) {
        config.lossless = 1;
        config.quality = 75;
    } else {
        config.quality = (float)quality;
    }
    picture.use_argb = config.lossless;
    picture.width = (int)pixels->width;
    picture.height = (int)pixels->height;
    picture.writer = take;
    picture.custom_ptr = (void *)bytes;
    int stride = (int)pixels->width * pixels->channels;
    int imported = pixels->channels == 4 ? WebPPictureImportRGBA(&picture, pixels->samples, stride)
                                         : WebPPictureImportRGB(&picture, pixels->samples, stride);
    int encoded = imported && WebPEncode(&config, &picture);
    int code = picture.error_code;
    WebPPictureFree(&picture);
    if (encoded) return SS_OK;
    if (code == VP8_ENC_ERROR_BAD_WRITE) return SS_STOPPED;
    if (code == VP8_ENC_ERROR_OUT_OF_MEMORY || !imported)
        return ss_fail(reason, SS_MEMORY, "libwebp: out of memory");
    return ss_fail(reason, SS_UNSUPPORTED, "libwebp: encoding failed with code %d", code);
}
