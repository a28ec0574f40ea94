// Lines of text in any script, by Pango and the fonts of the system.
//
// Pango is loaded by the first line that is drawn, and need not be there: callers have another way.
// The caller owns all memory, and no type of the library appears here.
#ifndef CTEXT_H
#define CTEXT_H

#include <stddef.h>
#include <stdint.h>

// Loads Pango. Answers NULL, or why no text can be drawn, in words that stay. Not to be called by two
// threads at once.
const char *ct_load(void);

// Draws one line of UTF-8 in the middle of `width` x `height` pixels as coverage, 0 to 255, rows packed.
// Letters are `size` pixels high and stand on `baseline`, counted from the top; a line that is wider is
// cut in its middle with an ellipsis. ct_load must have answered NULL. False where memory ran out.
int ct_draw_line(const char *text, size_t length, int size, int baseline, int width, int height,
                 uint8_t *coverage);

#endif
