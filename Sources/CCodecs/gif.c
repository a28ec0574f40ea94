#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <gif_lib.h>

#include "reason.h"

typedef struct {
    const ss_source *source;
    uint64_t offset;
    bool failed, ended;
} reader;

static int supply(GifFileType *gif, GifByteType *into, int count) {
    reader *own = gif->UserData;
    const ss_source *source = own->source;
    if (own->offset >= source->size) {
        own->ended = true;
        return 0;
    }
    uint64_t left = source->size - own->offset;
    size_t wanted = (uint64_t)count < left ? (size_t)count : (size_t)left;
    if (source->bytes) {
        memcpy(into, source->bytes + own->offset, wanted);
    } else {
        size_t filled = 0;
        while (filled < wanted) {
            ptrdiff_t got = source->read(source->context, own->offset + filled, into + filled,
                                         wanted - filled);
            if (got < 0) own->failed = true;
            if (got <= 0) break;
            filled += (size_t)got;
        }
        wanted = filled;
    }
    if ((size_t)count > wanted) own->ended = true;
    own->offset += wanted;
    return (int)wanted;
}

static ss_status failure(const reader *own, int code, ss_reason *reason) {
    if (own->failed) return ss_fail(reason, SS_READ, "the file could not be read");
    const char *text = GifErrorString(code);
    return ss_fail(reason, own->ended ? SS_TRUNCATED : SS_CORRUPT, "giflib: %s",
                   text ? text : own->ended ? "the file ends too early" : "image is defective");
}

// Positions the file at the data of the first picture. `transparent` becomes its index, or -1.
static ss_status find_first_image(GifFileType *gif, const reader *own, int *transparent,
                                  ss_reason *reason) {
    *transparent = -1;
    for (;;) {
        GifRecordType record;
        if (DGifGetRecordType(gif, &record) == GIF_ERROR) return failure(own, gif->Error, reason);
        if (record == TERMINATE_RECORD_TYPE)
            return ss_fail(reason, SS_CORRUPT, "giflib: no image in the file");
        if (record == IMAGE_DESC_RECORD_TYPE) {
            if (DGifGetImageDesc(gif) == GIF_ERROR) return failure(own, gif->Error, reason);
            return SS_OK;
        }
        if (record != EXTENSION_RECORD_TYPE) continue;
        int code;
        GifByteType *data;
        if (DGifGetExtension(gif, &code, &data) == GIF_ERROR)
            return failure(own, gif->Error, reason);
        GraphicsControlBlock control;
        if (code == GRAPHICS_EXT_FUNC_CODE && data &&
            DGifExtensionToGCB(data[0], data + 1, &control) == GIF_OK)
            *transparent = control.TransparentColor;
        while (data)
            if (DGifGetExtensionNext(gif, &data) == GIF_ERROR)
                return failure(own, gif->Error, reason);
    }
}

// RGBA for each of the 256 indices. Without a colour map the indices are greys, as in Pillow; an
// index beyond the map is transparent, as in browsers.
static void palette(const ColorMapObject *map, int transparent, uint8_t colors[256][4]) {
    memset(colors, 0, 256 * 4);
    for (int i = 0; i < (map ? map->ColorCount : 256) && i < 256; i++) {
        GifColorType ramp = {(GifByteType)i, (GifByteType)i, (GifByteType)i};
        GifColorType color = map ? map->Colors[i] : ramp;
        colors[i][0] = color.Red;
        colors[i][1] = color.Green;
        colors[i][2] = color.Blue;
        colors[i][3] = i == transparent ? 0 : 255;
    }
}

static ss_status push_rows(GifFileType *gif, const reader *own, int transparent,
                           const ss_request *request, const ss_rows *rows, uint8_t *indices,
                           uint8_t *canvas, ss_reason *reason) {
    const GifImageDesc *frame = &gif->Image;
    size_t width = (size_t)frame->Width;
    uint8_t colors[256][4];
    palette(frame->ColorMap ? frame->ColorMap : gif->SColorMap, transparent, colors);

    static const int starts[] = {0, 4, 2, 1}, steps[] = {8, 8, 4, 2};
    if (frame->Interlace)
        for (int pass = 0; pass < 4; pass++)
            for (int y = starts[pass]; y < frame->Height; y += steps[pass])
                if (DGifGetLine(gif, indices + (size_t)y * width, frame->Width) == GIF_ERROR)
                    return failure(own, gif->Error, reason);

    ss_shape shape = {.width = request->width, .height = request->height, .channels = 4,
                      .depth = 8};
    if (rows->begin(rows->context, &shape)) return SS_STOPPED;
    for (uint32_t y = 0; y < request->height; y++) {
        memset(canvas, 0, (size_t)request->width * 4);
        int64_t line = (int64_t)y - frame->Top;
        if (line >= 0 && line < frame->Height) {
            uint8_t *row = indices + (frame->Interlace ? (size_t)line * width : 0);
            if (!frame->Interlace && DGifGetLine(gif, row, frame->Width) == GIF_ERROR)
                return failure(own, gif->Error, reason);
            for (size_t x = 0; x < width; x++)
                memcpy(canvas + ((size_t)frame->Left + x) * 4, colors[row[x]], 4);
        }
        if (rows->row(rows->context, canvas)) return SS_STOPPED;
    }
    return SS_OK;
}

static ss_status decode(GifFileType *gif, const reader *own, const ss_request *request,
                        const ss_rows *rows, ss_reason *reason) {
    int transparent;
    ss_status status = find_first_image(gif, own, &transparent, reason);
    if (status != SS_OK) return status;
    const GifImageDesc *frame = &gif->Image;
    if (frame->Width <= 0 || frame->Height <= 0 || frame->Left < 0 || frame->Top < 0 ||
        (uint32_t)frame->Left + (uint32_t)frame->Width > request->width ||
        (uint32_t)frame->Top + (uint32_t)frame->Height > request->height)
        return ss_fail(reason, SS_CORRUPT, "giflib: the first frame lies outside the canvas");
    uint64_t held = (uint64_t)frame->Width * (frame->Interlace ? (uint64_t)frame->Height : 1);
    if (held > request->memory_limit)
        return ss_fail(reason, SS_LIMIT, "its pixels need %llu bytes, the limit is %llu",
                       (unsigned long long)held, (unsigned long long)request->memory_limit);
    uint8_t *indices = malloc((size_t)held);
    uint8_t *canvas = malloc((size_t)request->width * 4);
    status = indices && canvas
                 ? push_rows(gif, own, transparent, request, rows, indices, canvas, reason)
                 : ss_fail(reason, SS_MEMORY, "no memory for the frame");
    free(indices);
    free(canvas);
    return status;
}

ss_status ss_gif_decode(const ss_source *source, const ss_request *request, const ss_rows *rows,
                        ss_reason *reason) {
    reader own = {.source = source};
    int code = 0;
    GifFileType *gif = DGifOpen(&own, supply, &code);
    if (!gif) return failure(&own, code, reason);
    ss_status status = decode(gif, &own, request, rows, reason);
    DGifCloseFile(gif, &code);
    return status;
}
