// What of a file has reached the disk for certain: what a power cut leaves of it.

#ifndef DURABLE_FILE_H
#define DURABLE_FILE_H

#include <sqlite3.h>

typedef struct durable_file durable_file;

/// The file as it is on the disk now is taken to be there for certain, unless it is known already.
void durable_file_opened(durable_file **list, const char *path);

/// NULL when it was not opened.
durable_file *durable_file_named(durable_file **list, const char *path);

/// Bytes were, or will be, written that no sync has covered yet.
void durable_file_changed(durable_file *file, sqlite3_int64 offset, sqlite3_int64 count);

/// The bytes changed, and the file's size, are now certain.
void durable_file_synced(durable_file *file, sqlite3_file *open);

/// The bytes changed will not be written by any later sync.
void durable_file_forget_changes(durable_file *file);

/// The file was removed.
void durable_file_removed(durable_file **list, const char *path);

/// Writes what is certain into the files. Returns 0, or -1 when one could not be written.
int durable_files_restore(durable_file *list);

void durable_files_free(durable_file *list);

#endif
