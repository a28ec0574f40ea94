// Pango and cairo, without their headers: the few functions that are used, whose interfaces have not
// changed since Pango 1.22 and cairo 1.10 (docs.gtk.org/Pango, cairographics.org/manual).
#ifndef CTEXT_PANGO_LIBRARY_H
#define CTEXT_PANGO_LIBRARY_H

#include <stdint.h>

typedef struct surface surface;
typedef struct canvas canvas;
typedef struct layout layout;
typedef struct font font;
typedef struct font_map font_map;

enum { FORMAT_A8 = 2, STATUS_SUCCESS = 0 };               // cairo_format_t, cairo_status_t
enum { SCALE = 1024, ALIGN_CENTER = 1, ELLIPSIZE_MIDDLE = 2 };  // PANGO_SCALE and enumerations

#define PANGO_FUNCTIONS(each) \
    each(surface *, cairo_image_surface_create, (int format, int width, int height)) \
    each(int, cairo_surface_status, (surface *)) \
    each(void, cairo_surface_flush, (surface *)) \
    each(unsigned char *, cairo_image_surface_get_data, (surface *)) \
    each(int, cairo_image_surface_get_stride, (surface *)) \
    each(void, cairo_surface_destroy, (surface *)) \
    each(canvas *, cairo_create, (surface *)) \
    each(void, cairo_move_to, (canvas *, double, double)) \
    each(void, cairo_set_source_rgba, (canvas *, double, double, double, double)) \
    each(void, cairo_destroy, (canvas *)) \
    each(layout *, pango_cairo_create_layout, (canvas *)) \
    each(void, pango_cairo_show_layout, (canvas *, layout *)) \
    each(font_map *, pango_cairo_font_map_get_default, (void)) \
    each(void, pango_font_map_list_families, (font_map *, void ***, int *)) \
    each(font *, pango_font_description_new, (void)) \
    each(void, pango_font_description_set_family, (font *, const char *)) \
    each(void, pango_font_description_set_absolute_size, (font *, double)) \
    each(void, pango_font_description_free, (font *)) \
    each(void, pango_layout_set_font_description, (layout *, const font *)) \
    each(void, pango_layout_set_text, (layout *, const char *, int)) \
    each(void, pango_layout_set_width, (layout *, int)) \
    each(void, pango_layout_set_alignment, (layout *, int)) \
    each(void, pango_layout_set_ellipsize, (layout *, int)) \
    each(void, pango_layout_set_single_paragraph_mode, (layout *, int)) \
    each(int, pango_layout_get_baseline, (layout *)) \
    each(void, g_object_unref, (void *)) \
    each(void, g_free, (void *))

typedef struct {
#define FUNCTION(result, name, arguments) result (*name) arguments;
    PANGO_FUNCTIONS(FUNCTION)
#undef FUNCTION
} pango_library;

#endif
