// The colours of a picture that has few.
#ifndef SS_COLOR_TABLE_H
#define SS_COLOR_TABLE_H

#include <stdbool.h>

#include "CCodecs.h"

enum { SS_TABLE_COLORS = 256 };

typedef struct {
    uint32_t colors[SS_TABLE_COLORS];  // red in the lowest byte, alpha in the highest
    unsigned count;
    uint16_t slots[1024];              // of a hash table: places in `colors`, from 1; 0 is free
} ss_color_table;

// In the order of their first pixels. False where there are more than `most`, at most 256.
bool ss_color_table_make(ss_color_table *, const ss_pixels *, unsigned most);

// The place of a colour that is there.
uint8_t ss_color_table_index(const ss_color_table *, const uint8_t *pixel, unsigned channels);

// Puts colours that let something through before all others, as tRNS has them.
void ss_color_table_see_through_first(ss_color_table *);

#endif
