#include "CTransfer.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <zlib.h>

// libbrotlidec, loaded by the first body that needs it, which is rare. Its interface is that of
// brotli/decode.h, unchanged since 1.0.
typedef struct BrotliDecoderStateStruct brotli_state;
enum { brotli_error = 0, brotli_done = 1 };

static struct {
    brotli_state *(*create)(void *(*)(void *, size_t), void (*)(void *, void *), void *);
    int (*step)(
        brotli_state *, size_t *, const uint8_t **, size_t *, uint8_t **, size_t *);
    void (*destroy)(brotli_state *);
} brotli;

static pthread_once_t looked = PTHREAD_ONCE_INIT;
static int has_brotli;

static void look(void) {
#ifdef __APPLE__
    const char *const names[] = {
        "libbrotlidec.1.dylib", "/opt/homebrew/lib/libbrotlidec.1.dylib",
        "/usr/local/lib/libbrotlidec.1.dylib",
    };
#else
    const char *const names[] = {"libbrotlidec.so.1"};
#endif
    void *library = NULL;
    for (size_t index = 0; index < sizeof names / sizeof *names && library == NULL; index++) {
        library = dlopen(names[index], RTLD_NOW | RTLD_LOCAL);
    }
    if (library == NULL) return;
    // POSIX allows a function's address in an object pointer; C has no cast for it.
    *(void **)&brotli.create = dlsym(library, "BrotliDecoderCreateInstance");
    *(void **)&brotli.step = dlsym(library, "BrotliDecoderDecompressStream");
    *(void **)&brotli.destroy = dlsym(library, "BrotliDecoderDestroyInstance");
    has_brotli = brotli.create != NULL && brotli.step != NULL && brotli.destroy != NULL;
}

struct ct_decoder {
    ct_coding coding;
    z_stream zlib;
    brotli_state *brotli;
    // The first bytes of a `deflate` body, which distinguish its two forms.
    uint8_t start[2];
    size_t start_count;
    int is_begun, is_done;
};

ct_decoder *ct_decoder_make(ct_coding coding) {
    ct_decoder *decoder = calloc(1, sizeof *decoder);
    if (decoder == NULL) return NULL;
    decoder->coding = coding;
    int is_ready = 1;
    if (coding == ct_coding_br) {
        pthread_once(&looked, look);
        if (has_brotli) decoder->brotli = brotli.create(NULL, NULL, NULL);
        is_ready = decoder->brotli != NULL;
    } else if (coding == ct_coding_gzip) {
        is_ready = inflateInit2(&decoder->zlib, 15 + 16) == Z_OK;
        decoder->is_begun = 1;
    }
    if (is_ready) return decoder;
    free(decoder);
    return NULL;
}

void ct_decoder_free(ct_decoder *decoder) {
    if (decoder == NULL) return;
    if (decoder->brotli != NULL) brotli.destroy(decoder->brotli);
    if (decoder->is_begun) inflateEnd(&decoder->zlib);
    free(decoder);
}

int ct_decoder_is_done(const ct_decoder *decoder) { return decoder->is_done; }

static int step_zlib(
    ct_decoder *decoder, const uint8_t **bytes, size_t *count, uint8_t *out, size_t *out_count) {
    z_stream *zlib = &decoder->zlib;
    // zlib counts in unsigned int.
    uInt given = *count > 1u << 30 ? 1u << 30 : (uInt)*count;
    zlib->next_in = (Bytef *)*bytes;
    zlib->avail_in = given;
    zlib->next_out = out;
    zlib->avail_out = (uInt)*out_count;
    int status = inflate(zlib, Z_NO_FLUSH);
    *bytes += given - zlib->avail_in;
    *count -= given - zlib->avail_in;
    *out_count -= zlib->avail_out;
    if (status == Z_STREAM_END) decoder->is_done = 1;
    return status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR;
}

// HTTP's deflate has a zlib header (RFC 9110, 8.4.1.2); some servers omit it.
static int begin_deflate(
    ct_decoder *decoder, const uint8_t **bytes, size_t *count, uint8_t *out, size_t *out_count) {
    size_t room = *out_count;
    *out_count = 0;
    while (decoder->start_count < 2 && *count > 0) {
        decoder->start[decoder->start_count++] = **bytes;
        *bytes += 1;
        *count -= 1;
    }
    if (decoder->start_count < 2) return 1;
    const uint8_t *start = decoder->start;
    int has_header = (start[0] & 15) == 8 && ((start[0] << 8) | start[1]) % 31 == 0;
    if (inflateInit2(&decoder->zlib, has_header ? 15 : -15) != Z_OK) return 0;
    decoder->is_begun = 1;
    // The output of two bytes always fits.
    size_t held = 2;
    *out_count = room;
    return step_zlib(decoder, &start, &held, out, out_count);
}

static int step_brotli(
    ct_decoder *decoder, const uint8_t **bytes, size_t *count, uint8_t *out, size_t *out_count) {
    size_t room = *out_count;
    int status = brotli.step(decoder->brotli, count, bytes, &room, &out, NULL);
    *out_count -= room;
    if (status == brotli_done) decoder->is_done = 1;
    return status != brotli_error;
}

int ct_decode(
    ct_decoder *decoder, const uint8_t **bytes, size_t *count, uint8_t *out, size_t *out_count) {
    size_t room = *out_count;
    *out_count = 0;
    // A gzip body may have several members (RFC 1952, 2.2); anything else after the end is ignored.
    if (decoder->is_done) {
        if (decoder->coding != ct_coding_gzip || *count == 0 || **bytes != 0x1F) {
            *bytes += *count;
            *count = 0;
            return 1;
        }
        if (inflateReset(&decoder->zlib) != Z_OK) return 0;
        decoder->is_done = 0;
    }
    *out_count = room;
    if (decoder->coding == ct_coding_deflate && !decoder->is_begun) {
        return begin_deflate(decoder, bytes, count, out, out_count);
    }
    return decoder->coding == ct_coding_br
        ? step_brotli(decoder, bytes, count, out, out_count)
        : step_zlib(decoder, bytes, count, out, out_count);
}
