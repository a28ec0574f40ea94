// Lines of text in any script, by Pango and the fonts of the system.
//
// Pango is loaded when the first line is drawn, and may be missing: callers have a fallback. The
// caller owns all memory, and no type of the library appears here.
#ifndef CTEXT_H
#define CTEXT_H

#include <stddef.h>
#include <stdint.h>

// Loads Pango. Returns NULL, or the reason why no text can be drawn, a string that stays valid. Not
// thread-safe.
const char *ct_load(void);

// Draws one line of UTF-8 in the middle of `width` x `height` pixels as coverage, 0 to 255, rows
// packed. Letters are `size` pixels high and stand on `baseline`, counted from the top; a wider
// line has an ellipsis in its middle. ct_load must have returned NULL. False if memory ran out.
int ct_draw_line(const char *text, size_t length, int size, int baseline, int width, int height,
                 uint8_t *coverage);

#endif
