// The colours of a picture with few colours: for palettes, and to tell drawings from photographs.
#include "color_table.h"

#include <string.h>

enum { SLOTS = 1024, MULTIPLIER = 0x9E3779B1u };

static uint32_t packed(const uint8_t *pixel, unsigned channels) {
    switch (channels) {
    case 1: return 0xFF000000u | pixel[0] * 0x010101u;
    case 2: return (uint32_t)pixel[1] << 24 | pixel[0] * 0x010101u;
    default: break;
    }
    uint32_t alpha = channels == 4 ? pixel[3] : 255;
    return alpha << 24 | (uint32_t)pixel[2] << 16 | (uint32_t)pixel[1] << 8 | pixel[0];
}

static unsigned slot_of(const ss_color_table *table, uint32_t color) {
    unsigned slot = (color * MULTIPLIER) >> 22;
    while (table->slots[slot] && table->colors[table->slots[slot] - 1] != color)
        slot = (slot + 1) % SLOTS;
    return slot;
}

bool ss_color_table_make(ss_color_table *table, const ss_pixels *pixels, unsigned most) {
    memset(table, 0, sizeof *table);
    size_t count = (size_t)pixels->width * pixels->height;
    const uint8_t *pixel = pixels->samples;
    uint32_t last = 0;
    for (size_t i = 0; i < count; i++, pixel += pixels->channels) {
        uint32_t color = packed(pixel, pixels->channels);
        if (i > 0 && color == last) continue;
        last = color;
        unsigned slot = slot_of(table, color);
        if (table->slots[slot]) continue;
        if (table->count == most) return false;
        table->colors[table->count++] = color;
        table->slots[slot] = (uint16_t)table->count;
    }
    return true;
}

uint8_t ss_color_table_index(const ss_color_table *table, const uint8_t *pixel, unsigned channels) {
    return (uint8_t)(table->slots[slot_of(table, packed(pixel, channels))] - 1);
}

void ss_color_table_see_through_first(ss_color_table *table) {
    uint32_t sorted[SS_TABLE_COLORS];
    unsigned count = 0;
    for (int opaque = 0; opaque < 2; opaque++)
        for (unsigned i = 0; i < table->count; i++)
            if ((table->colors[i] >> 24 == 255) == opaque) sorted[count++] = table->colors[i];
    memcpy(table->colors, sorted, count * sizeof *sorted);
    memset(table->slots, 0, sizeof table->slots);
    for (unsigned i = 0; i < count; i++)
        table->slots[slot_of(table, sorted[i])] = (uint16_t)(i + 1);
}

uint32_t ss_has_few_colors(const ss_pixels *pixels, uint32_t most) {
    ss_color_table table;
    return ss_color_table_make(&table, pixels, most < SS_TABLE_COLORS ? most : SS_TABLE_COLORS);
}
