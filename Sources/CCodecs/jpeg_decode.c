#include <setjmp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>
#include <jerror.h>

#include "jpeg_fast.h"
#include "reason.h"

enum { BUFFER_BYTES = 64 * 1024 };

typedef struct {
    struct jpeg_error_mgr base;
    jmp_buf escape;
    ss_reason *reason;
    ss_status status;
} error_manager;

typedef struct {
    struct jpeg_source_mgr base;
    const ss_source *source;
    uint64_t offset;  // of the first byte that is not in the buffer
    uint8_t *buffer;
    bool ended;       // bytes were requested after the last
} source_manager;

typedef struct {
    struct jpeg_progress_mgr base;
    uint32_t scan_limit;
    uint32_t scanned;  // a bit for each component that was in a scan
} progress_manager;

static void leave(j_common_ptr codec, ss_status status) {
    error_manager *error = (error_manager *)codec->err;
    error->status = status;
    longjmp(error->escape, 1);
}

static bool has_ended(j_common_ptr codec) {
    const source_manager *manager = (source_manager *)((j_decompress_ptr)codec)->src;
    return manager && manager->ended;
}

// With libjpeg's message, whatever it reports after the last byte.
static void end_early(j_common_ptr codec) {
    error_manager *error = (error_manager *)codec->err;
    ss_fail(error->reason, SS_TRUNCATED, "%s", codec->err->jpeg_message_table[JWRN_JPEG_EOF]);
    leave(codec, SS_TRUNCATED);
}

static void fatal(j_common_ptr codec) {
    error_manager *error = (error_manager *)codec->err;
    char text[JMSG_LENGTH_MAX];
    codec->err->format_message(codec, text);
    ss_status status = SS_CORRUPT;
    if (has_ended(codec) && codec->err->msg_code != JERR_OUT_OF_MEMORY) end_early(codec);
    switch (codec->err->msg_code) {
    case JERR_OUT_OF_MEMORY: status = SS_MEMORY; break;
    case JERR_INPUT_EOF: status = SS_TRUNCATED; break;
    case JERR_SOF_UNSUPPORTED: case JERR_BAD_PRECISION: case JERR_ARITH_NOTIMPL:
    case JERR_CONVERSION_NOTIMPL: case JERR_CCIR601_NOTIMPL: case JERR_FRACT_SAMPLE_NOTIMPL:
        status = SS_UNSUPPORTED; break;
    }
    ss_fail(error->reason, status, "%s", text);
    leave(codec, status);
}

// libjpeg only warns about lost image data and fills in the rest. Those warnings are refusals here;
// warnings about unusual but complete data are not.
static void warn(j_common_ptr codec, int level) {
    if (level >= 0) return;
    switch (codec->err->msg_code) {
    case JWRN_EXTRANEOUS_DATA: case JWRN_ADOBE_XFORM: case JWRN_JFIF_MAJOR:
    case JWRN_TOO_MUCH_DATA: case JWRN_BOGUS_PROGRESSION: case JWRN_NOT_SEQUENTIAL:
        return;
    }
    if (has_ended(codec)) end_early(codec);
    error_manager *error = (error_manager *)codec->err;
    char text[JMSG_LENGTH_MAX];
    codec->err->format_message(codec, text);
    ss_fail(error->reason, SS_CORRUPT, "%s", text);
    leave(codec, SS_CORRUPT);
}

static void quiet(j_common_ptr codec) { (void)codec; }

static void no_op(j_decompress_ptr codec) { (void)codec; }

// Once a scan has begun, the end of the file counts as the end of the picture: Huffman decoders
// read ahead, and warn if a bit is missing. Arithmetic decoders read zeros instead and cannot tell.
static boolean fill(j_decompress_ptr codec) {
    static const JOCTET end[] = {0xFF, JPEG_EOI};
    source_manager *manager = (source_manager *)codec->src;
    ptrdiff_t count = 0;
    if (!manager->source->bytes && manager->offset < manager->source->size)
        count = manager->source->read(manager->source->context, manager->offset, manager->buffer,
                                      BUFFER_BYTES);
    if (count < 0) {
        ss_fail(((error_manager *)codec->err)->reason, SS_READ, "the file could not be read");
        leave((j_common_ptr)codec, SS_READ);
    }
    if (count == 0) {
        manager->ended = true;
        if (codec->input_scan_number == 0 || codec->arith_code) end_early((j_common_ptr)codec);
        manager->base.next_input_byte = end;
        manager->base.bytes_in_buffer = sizeof end;
        return TRUE;
    }
    manager->offset += (uint64_t)count;
    manager->base.next_input_byte = manager->buffer;
    manager->base.bytes_in_buffer = (size_t)count;
    return TRUE;
}

static void skip(j_decompress_ptr codec, long count) {
    source_manager *manager = (source_manager *)codec->src;
    if (count <= 0) return;
    size_t held = manager->base.bytes_in_buffer;
    if ((size_t)count <= held) {
        manager->base.next_input_byte += count;
        manager->base.bytes_in_buffer -= (size_t)count;
        return;
    }
    manager->offset += (uint64_t)count - held;
    manager->base.bytes_in_buffer = 0;
    manager->base.next_input_byte = manager->buffer;
}

// Whether the picture is complete: each component had its scan, or all bits of all its coefficients
// were read.
static bool is_complete(j_decompress_ptr codec) {
    const progress_manager *progress = (progress_manager *)codec->progress;
    for (int i = 0; i < codec->num_components; i++) {
        if (!(progress->scanned >> i & 1)) return false;
        for (int k = 0; codec->coef_bits && k < DCTSIZE2; k++)
            if (codec->coef_bits[i][k] != 0) return false;
    }
    return true;
}

// Called between the pieces of a picture in several scans.
//
// A progressive picture of a few kilobytes can hold thousands of scans, each a pass over all
// blocks; real pictures have about ten.
static void watch(j_common_ptr codec) {
    progress_manager *progress = (progress_manager *)codec->progress;
    j_decompress_ptr decoder = (j_decompress_ptr)codec;
    uint32_t scans = (uint32_t)decoder->input_scan_number;
    if (scans > 0)
        for (int i = 0; i < decoder->comps_in_scan; i++)
            progress->scanned |= 1u << decoder->cur_comp_info[i]->component_index;
    // Nothing after the last scan is checked: cameras store all kinds of data there.
    bool scan_is_over = scans > 0 && decoder->input_iMCU_row == decoder->total_iMCU_rows;
    if (scan_is_over && !decoder->arith_code && is_complete(decoder))
        decoder->unread_marker = JPEG_EOI;
    if (scans <= progress->scan_limit) return;
    ss_fail(((error_manager *)codec->err)->reason, SS_SCANS, "more than %u scans",
            progress->scan_limit);
    leave(codec, SS_SCANS);
}

static uint64_t coefficient_bytes(j_decompress_ptr codec) {
    uint64_t total = 0;
    for (int i = 0; i < codec->num_components; i++) {
        jpeg_component_info *component = &codec->comp_info[i];
        total += (uint64_t)component->width_in_blocks * component->height_in_blocks *
                 DCTSIZE2 * sizeof(JCOEF);
    }
    return total;
}

static ss_status choose_output(j_decompress_ptr codec, const ss_request *request,
                               ss_reason *reason) {
    if (codec->image_width != request->width || codec->image_height != request->height)
        return ss_fail(reason, SS_CORRUPT, "the frame is %u x %u, the header said %u x %u",
                       codec->image_width, codec->image_height, request->width, request->height);
    if (jpeg_has_multiple_scans(codec) && coefficient_bytes(codec) > request->memory_limit)
        return ss_fail(reason, SS_LIMIT, "its coefficients need %llu bytes, the limit is %llu",
                       (unsigned long long)coefficient_bytes(codec),
                       (unsigned long long)request->memory_limit);
    switch (codec->num_components) {
    case 1: codec->out_color_space = JCS_GRAYSCALE; break;
    case 3: codec->out_color_space = JCS_RGB; break;
    case 4: codec->out_color_space = JCS_CMYK; break;
    default: return ss_fail(reason, SS_UNSUPPORTED, "JPEG with %d components",
                            codec->num_components);
    }
    codec->scale_num = 1;
    codec->scale_denom = request->shrink;
    codec->dct_method = JDCT_ISLOW;
    // Smooth chroma upsampling is worth its time at full size only; a shrunken picture is filtered
    // again anyway.
    codec->do_fancy_upsampling = request->shrink == 1;
    return SS_OK;
}

// Checks a picture in several scans, read to its end, for completeness. If the file has an end
// marker, a progressive picture may lack its last refinements, which some writers omit.
static void check_scans(j_decompress_ptr codec) {
    if (!jpeg_has_multiple_scans(codec)) return;
    error_manager *error = (error_manager *)codec->err;
    const progress_manager *progress = (progress_manager *)codec->progress;
    if (((source_manager *)codec->src)->ended && !is_complete(codec))
        end_early((j_common_ptr)codec);
    for (int i = 0; i < codec->num_components; i++) {
        if (progress->scanned >> i & 1) continue;
        ss_fail(error->reason, SS_CORRUPT, "no scan has component %d of %d", i + 1,
                codec->num_components);
        leave((j_common_ptr)codec, SS_CORRUPT);
    }
}

static void invert(uint8_t *row, size_t count) {
    for (size_t i = 0; i < count; i++) row[i] = (uint8_t)(255 - row[i]);
}

ss_status ss_jpeg_decode(const ss_source *source, const ss_request *request, const ss_rows *rows,
                         ss_reason *reason) {
    struct jpeg_decompress_struct codec = {0};
    error_manager error = {.reason = reason, .status = SS_OK};
    source_manager manager = {.source = source};
    progress_manager progress = {.scan_limit = request->scan_limit};
    uint8_t *volatile memory = NULL;

    codec.err = jpeg_std_error(&error.base);
    error.base.error_exit = fatal;
    error.base.emit_message = warn;
    error.base.output_message = quiet;
    if (setjmp(error.escape)) {
        jpeg_destroy_decompress(&codec);
        free(memory);
        return error.status;
    }
    jpeg_create_decompress(&codec);

    manager.base.init_source = no_op;
    manager.base.term_source = no_op;
    manager.base.fill_input_buffer = fill;
    manager.base.skip_input_data = skip;
    manager.base.resync_to_restart = jpeg_resync_to_restart;
    if (source->bytes) {
        manager.base.next_input_byte = source->bytes;
        manager.base.bytes_in_buffer = (size_t)source->size;
        manager.offset = source->size;
    } else {
        memory = manager.buffer = malloc(BUFFER_BYTES);
        if (!memory) {
            jpeg_destroy_decompress(&codec);
            return ss_fail(reason, SS_MEMORY, "no memory");
        }
    }
    codec.src = &manager.base;
    progress.base.progress_monitor = watch;
    codec.progress = &progress.base;

    jpeg_read_header(&codec, TRUE);
    ss_status status = choose_output(&codec, request, reason);
    bool is_done = false;
    // Files that are not in memory are large, and rarely decoded.
    if (status == SS_OK && source->bytes) {
        jpeg_calc_output_dimensions(&codec);
        is_done = ss_jpeg_decode_fast(&codec, codec.src->next_input_byte,
                                      codec.src->bytes_in_buffer, request->fast_limit, rows,
                                      &status);
        if (request->took_fast_path) *request->took_fast_path = is_done;
    }
    if (status == SS_OK && !is_done) {
        bool upright_ink = codec.out_color_space == JCS_CMYK && !codec.saw_Adobe_marker;
        jpeg_start_decompress(&codec);
        check_scans(&codec);
        ss_shape shape = {.width = codec.output_width, .height = codec.output_height,
                          .channels = (uint8_t)codec.output_components, .depth = 8,
                          .cmyk = codec.out_color_space == JCS_CMYK};
        size_t row_bytes = (size_t)shape.width * shape.channels;
        JSAMPARRAY lines = codec.mem->alloc_sarray((j_common_ptr)&codec, JPOOL_IMAGE,
                                                   (JDIMENSION)row_bytes, 8);
        if (rows->begin(rows->context, &shape)) status = SS_STOPPED;
        while (status == SS_OK && codec.output_scanline < codec.output_height) {
            JDIMENSION count = jpeg_read_scanlines(&codec, lines, 8);
            for (JDIMENSION i = 0; i < count && status == SS_OK; i++) {
                if (upright_ink) invert(lines[i], row_bytes);
                if (rows->row(rows->context, lines[i])) status = SS_STOPPED;
            }
        }
        // Nothing after the only scan of a picture is checked either.
        if (status == SS_OK && codec.arith_code) jpeg_finish_decompress(&codec);
    }
    jpeg_destroy_decompress(&codec);
    free(memory);
    return status;
}
