// Decodes common JPEGs at a half, a quarter or an eighth of their size without libjpeg, which has
// read everything before the scan.
//
// No row is delivered before the whole scan is known to be valid, so that libjpeg can take over: it
// decodes the rare forms and all damaged pictures. The result is bit-identical to libjpeg's.
#include "jpeg_fast.h"

#include <stdlib.h>

#include "jpeg_scan.h"

#if JPEG_LIB_VERSION >= 70
#define SCALED_SIZE(component) ((component)->DCT_h_scaled_size)
#else
#define SCALED_SIZE(component) ((component)->DCT_scaled_size)
#endif

enum { TABLES = NUM_HUFF_TBLS };

typedef struct {
    ss_scan scan;
    ss_lookup *dc[TABLES], *ac[TABLES];
    ss_stride *strides[TABLES];
    uint8_t *memory;  // a row of the result, then the planes
} picture;

// The positions of a block's coefficients (T.81, figure A.6).
static const uint8_t natural[DCTSIZE2] = {
    0,  1,  8,  16, 9,  2,  3,  10, 17, 24, 32, 25, 18, 11, 4,  5,  12, 19, 26, 33, 40, 48,
    41, 34, 27, 20, 13, 6,  7,  14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23,
    30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
};

// Colour spaces and subsampling that cameras and programs write: grey, or YCbCr with full-size
// chroma or half of it on either axis.
static bool is_common(j_decompress_ptr codec) {
    if (codec->progressive_mode || codec->arith_code || codec->data_precision != 8) return false;
    if (codec->comps_in_scan != codec->num_components || codec->do_fancy_upsampling) return false;
    if (codec->Ss != 0 || codec->Se != DCTSIZE2 - 1 || codec->Ah || codec->Al) return false;
    bool is_grey = codec->num_components == 1 && codec->out_color_space == JCS_GRAYSCALE &&
                   codec->jpeg_color_space == JCS_GRAYSCALE;
    bool is_color = codec->num_components == 3 && codec->out_color_space == JCS_RGB &&
                    codec->jpeg_color_space == JCS_YCbCr;
    if (!is_grey && !is_color) return false;
    for (int i = 0; i < codec->num_components; i++) {
        const jpeg_component_info *component = &codec->comp_info[i];
        if (codec->cur_comp_info[i] != component || SCALED_SIZE(component) > 4) return false;
        int most = i == 0 && is_color ? 2 : 1;
        if (component->h_samp_factor > most || component->v_samp_factor > most) return false;
    }
    return true;
}

static const ss_lookup *lookup(ss_lookup **made, JHUFF_TBL *const *tables, int number,
                               bool is_dc) {
    if (number < 0 || number >= TABLES || !tables[number]) return NULL;
    if (made[number]) return made[number];
    ss_lookup *table = malloc(sizeof *table);
    if (!table) return NULL;
    if (!ss_lookup_make(table, tables[number]->bits, tables[number]->huffval, is_dc)) {
        free(table);
        return NULL;
    }
    return made[number] = table;
}

static bool prepare_part(picture *picture, ss_part *part, j_decompress_ptr codec,
                         const jpeg_component_info *component) {
    int table = component->quant_tbl_no;
    const JQUANT_TBL *steps =
        table >= 0 && table < NUM_QUANT_TBLS ? codec->quant_tbl_ptrs[table] : NULL;
    if (!steps) return false;
    for (int i = 0; i < DCTSIZE2; i++)
        part->cells[i] = (ss_cell){.place = natural[i], .step = steps->quantval[natural[i]]};
    part->across = (unsigned)component->h_samp_factor;
    part->down = (unsigned)component->v_samp_factor;
    part->size = (unsigned)SCALED_SIZE(component);
    part->transform = ss_idct_to(part->size);
    int number = component->ac_tbl_no;
    part->dc = lookup(picture->dc, codec->dc_huff_tbl_ptrs, component->dc_tbl_no, true);
    part->ac = lookup(picture->ac, codec->ac_huff_tbl_ptrs, number, false);
    if (!part->dc || !part->ac) return false;
    if (part->size > 1) return true;
    if (!picture->strides[number]) {
        picture->strides[number] = malloc(sizeof(ss_stride) << SS_SKIP_BITS);
        if (!picture->strides[number]) return false;
        ss_strides_make(picture->strides[number], part->ac);
    }
    part->strides = picture->strides[number];
    return true;
}

static bool prepare(picture *picture, j_decompress_ptr codec, uint64_t limit) {
    ss_scan *scan = &picture->scan;
    scan->count = (unsigned)codec->num_components;
    scan->interval = codec->restart_interval;
    unsigned widest = (unsigned)codec->comp_info[0].h_samp_factor;
    unsigned tallest = (unsigned)codec->comp_info[0].v_samp_factor;
    scan->columns = (codec->image_width + widest * DCTSIZE - 1) / (widest * DCTSIZE);
    scan->rows = (codec->image_height + tallest * DCTSIZE - 1) / (tallest * DCTSIZE);
    size_t total = 0, line = (size_t)codec->output_width * 3 + SS_COLOR_SLACK;
    for (unsigned i = 0; i < scan->count; i++) {
        ss_part *part = &scan->parts[i];
        if (!prepare_part(picture, part, codec, &codec->comp_info[i])) return false;
        part->stride = (size_t)scan->columns * part->across * part->size;
        total += part->stride * scan->rows * part->down * part->size + SS_COLOR_SLACK;
    }
    if (total + line > limit) return false;
    uint8_t *next = picture->memory = malloc(total + line);
    if (!next) return false;
    next += line;
    for (unsigned i = 0; i < scan->count; i++) {
        ss_part *part = &scan->parts[i];
        part->plane = next;
        next += part->stride * scan->rows * part->down * part->size + SS_COLOR_SLACK;
    }
    return true;
}

static ss_status deliver(const picture *picture, j_decompress_ptr codec, const ss_rows *rows) {
    const ss_scan *scan = &picture->scan;
    ss_shape shape = {.width = codec->output_width, .height = codec->output_height,
                      .channels = (uint8_t)scan->count, .depth = 8};
    if (rows->begin(rows->context, &shape)) return SS_STOPPED;
    const ss_part *luminance = &scan->parts[0], *blue = luminance + 1, *red = luminance + 2;
    bool is_grey = scan->count == 1;
    // Chroma may have half the columns or half the rows: each sample is then used twice.
    unsigned columns = is_grey ? 0 : luminance->across * luminance->size > blue->size;
    unsigned lines = is_grey ? 0 : luminance->down * luminance->size > blue->size;
    for (uint32_t y = 0; y < shape.height; y++) {
        const uint8_t *row = luminance->plane + y * luminance->stride;
        if (!is_grey) {
            size_t at = (y >> lines) * blue->stride;
            ss_ycc_to_rgb(row, blue->plane + at, red->plane + at, columns, shape.width,
                          picture->memory);
            row = picture->memory;
        }
        if (rows->row(rows->context, row)) return SS_STOPPED;
    }
    return SS_OK;
}

bool ss_jpeg_decode_fast(j_decompress_ptr codec, const uint8_t *scan, size_t count, uint64_t limit,
                         const ss_rows *rows, ss_status *status) {
    if (!limit || !is_common(codec)) return false;
    picture picture = {0};
    bool decoded = prepare(&picture, codec, limit) && ss_jpeg_read_scan(&picture.scan, scan, count);
    if (decoded) *status = deliver(&picture, codec, rows);
    for (int i = 0; i < TABLES; i++) {
        free(picture.dc[i]);
        free(picture.ac[i]);
        free(picture.strides[i]);
    }
    free(picture.memory);
    return decoded;
}
