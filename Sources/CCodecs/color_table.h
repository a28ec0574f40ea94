// The colours of a picture with few colours.
#ifndef SS_COLOR_TABLE_H
#define SS_COLOR_TABLE_H

#include <stdbool.h>

#include "CCodecs.h"

enum { SS_TABLE_COLORS = 256 };

typedef struct {
    uint32_t colors[SS_TABLE_COLORS];  // red in the lowest byte, alpha in the highest
    unsigned count;
    uint16_t slots[1024];              // of a hash table: indices into `colors` plus 1; 0 is free
} ss_color_table;

// In the order of their first pixels. False if there are more than `most`, which is at most 256.
bool ss_color_table_make(ss_color_table *, const ss_pixels *, unsigned most);

// The index of a colour, which must exist.
uint8_t ss_color_table_index(const ss_color_table *, const uint8_t *pixel, unsigned channels);

// Moves colours that are not opaque before all others, the order of tRNS.
void ss_color_table_see_through_first(ss_color_table *);

#endif
