#include "CText.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "pango_library.h"

static pango_library pango;
static bool is_loaded;
static char reason[256];

static const char *refuse(const char *words) {
    snprintf(reason, sizeof reason, "%s", words ? words : "no such library");
    return reason;
}

const char *ct_load(void) {
    static const char *const names[] = {
#ifdef __APPLE__
        "libpangocairo-1.0.0.dylib",
        "/opt/homebrew/lib/libpangocairo-1.0.0.dylib",
        "/usr/local/lib/libpangocairo-1.0.0.dylib",
#else
        "libpangocairo-1.0.so.0",
#endif
    };
    if (is_loaded) return NULL;
    void *library = NULL;
    const char *first = NULL;
    for (size_t index = 0; index < sizeof names / sizeof *names && !library; index++) {
        library = dlopen(names[index], RTLD_NOW | RTLD_LOCAL);
        if (!library && !first) first = refuse(dlerror());
    }
    if (!library) return first;
    // Functions of the libraries it depends on are found through it too.
#define FIND(result, name, arguments) \
    *(void **)&pango.name = dlsym(library, #name); \
    if (!pango.name) return refuse(dlerror());
    PANGO_FUNCTIONS(FIND)
#undef FIND
    // Without any font Pango writes to standard error and draws nothing.
    void **families = NULL;
    int count = 0;
    pango.pango_font_map_list_families(pango.pango_cairo_font_map_get_default(), &families, &count);
    pango.g_free(families);
    if (!count) return refuse("there is no font");
    is_loaded = true;
    return NULL;
}

static void draw(canvas *canvas, const char *text, int length, int size, int baseline, int width) {
    layout *layout = pango.pango_cairo_create_layout(canvas);
    font *font = pango.pango_font_description_new();
    pango.pango_font_description_set_family(font, "Sans");
    pango.pango_font_description_set_absolute_size(font, (double)size * SCALE);
    pango.pango_layout_set_font_description(layout, font);
    pango.pango_font_description_free(font);
    // A name may contain line and paragraph separators.
    pango.pango_layout_set_single_paragraph_mode(layout, 1);
    pango.pango_layout_set_width(layout, width * SCALE);
    pango.pango_layout_set_alignment(layout, ALIGN_CENTER);
    pango.pango_layout_set_ellipsize(layout, ELLIPSIZE_MIDDLE);
    pango.pango_layout_set_text(layout, text, length);
    pango.cairo_set_source_rgba(canvas, 0, 0, 0, 1);
    pango.cairo_move_to(canvas, 0,
                        baseline - (double)pango.pango_layout_get_baseline(layout) / SCALE);
    pango.pango_cairo_show_layout(canvas, layout);
    pango.g_object_unref(layout);
}

int ct_draw_line(const char *text, size_t length, int size, int baseline, int width, int height,
                 uint8_t *coverage) {
    if (length > INT_MAX || width <= 0 || height <= 0 || width > INT_MAX / SCALE) return 0;
    surface *surface = pango.cairo_image_surface_create(FORMAT_A8, width, height);
    bool is_there = pango.cairo_surface_status(surface) == STATUS_SUCCESS;
    if (is_there) {
        canvas *canvas = pango.cairo_create(surface);
        draw(canvas, text, (int)length, size, baseline, width);
        pango.cairo_destroy(canvas);
        pango.cairo_surface_flush(surface);
        const unsigned char *rows = pango.cairo_image_surface_get_data(surface);
        int stride = pango.cairo_image_surface_get_stride(surface);
        for (int y = 0; y < height; y++)
            memcpy(coverage + (size_t)y * (size_t)width, rows + (ptrdiff_t)y * stride,
                   (size_t)width);
    }
    pango.cairo_surface_destroy(surface);
    return is_there;
}
