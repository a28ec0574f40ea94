#include "durable_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    sqlite3_int64 offset, count;
} range;

struct durable_file {
    durable_file *next;
    char *path;
    char *bytes;
    sqlite3_int64 size;
    range *changed;
    size_t changes, room;
};

/// Memory that is not there ends the test.
static void *needed(void *memory) {
    if (!memory) abort();
    return memory;
}

static void resize(durable_file *file, sqlite3_int64 size) {
    file->bytes = needed(realloc(file->bytes, (size_t)size + 1));
    if (size > file->size) memset(file->bytes + file->size, 0, (size_t)(size - file->size));
    file->size = size;
}

void durable_file_opened(durable_file **list, const char *path) {
    if (durable_file_named(list, path)) return;
    durable_file *file = needed(calloc(1, sizeof *file));
    file->path = needed(strdup(path));
    FILE *stream = fopen(path, "rb");
    if (stream) {
        char buffer[1 << 16];
        size_t got;
        while ((got = fread(buffer, 1, sizeof buffer, stream)) > 0) {
            sqlite3_int64 end = file->size;
            resize(file, end + (sqlite3_int64)got);
            memcpy(file->bytes + end, buffer, got);
        }
        fclose(stream);
    }
    file->next = *list;
    *list = file;
}

durable_file *durable_file_named(durable_file **list, const char *path) {
    for (durable_file *file = *list; file; file = file->next)
        if (!strcmp(file->path, path)) return file;
    return NULL;
}

void durable_file_changed(durable_file *file, sqlite3_int64 offset, sqlite3_int64 count) {
    if (file->changes == file->room) {
        file->room = file->room ? file->room * 2 : 16;
        file->changed = needed(realloc(file->changed, file->room * sizeof *file->changed));
    }
    file->changed[file->changes++] = (range){offset, count};
}

void durable_file_synced(durable_file *file, sqlite3_file *open) {
    sqlite3_int64 size = 0;
    if (open->pMethods->xFileSize(open, &size) != SQLITE_OK) return;
    resize(file, size);
    for (size_t i = 0; i < file->changes; i++) {
        range one = file->changed[i];
        if (one.offset >= size) continue;
        if (one.offset + one.count > size) one.count = size - one.offset;
        open->pMethods->xRead(open, file->bytes + one.offset, (int)one.count, one.offset);
    }
    file->changes = 0;
}

void durable_file_forget_changes(durable_file *file) { file->changes = 0; }

static void free_one(durable_file *file) {
    free(file->path);
    free(file->bytes);
    free(file->changed);
    free(file);
}

void durable_file_removed(durable_file **list, const char *path) {
    for (durable_file **link = list; *link; link = &(*link)->next) {
        if (strcmp((*link)->path, path)) continue;
        durable_file *file = *link;
        *link = file->next;
        free_one(file);
        return;
    }
}

int durable_files_restore(durable_file *list) {
    int result = 0;
    for (durable_file *file = list; file; file = file->next) {
        FILE *stream = fopen(file->path, "wb");
        if (!stream) return -1;
        if (file->size && fwrite(file->bytes, (size_t)file->size, 1, stream) != 1) result = -1;
        if (fclose(stream)) result = -1;
    }
    return result;
}

void durable_files_free(durable_file *list) {
    while (list) {
        durable_file *next = list->next;
        free_one(list);
        list = next;
    }
}
