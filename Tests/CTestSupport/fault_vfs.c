#include "fault_vfs.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "durable_file.h"

enum { watches = 256, path_bytes = 4096 };

typedef struct {
    char directory[path_bytes];
    fault_vfs_hook hook;
    void *context;
    durable_file *files;
} watch;

// One lock for everything: the calls of a test are few.
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static watch watched[watches];
static sqlite3_vfs layer;
static sqlite3_vfs *below;

/// An open file: this part, then what the layer below keeps.
typedef struct {
    sqlite3_file base;
    char path[path_bytes];
    int number;
} open_file;

static sqlite3_file *inner(sqlite3_file *file) { return (sqlite3_file *)((open_file *)file + 1); }

static int number_of(const char *path) {
    if (!path) return -1;
    int found = -1;
    pthread_mutex_lock(&lock);
    for (int i = 0; i < watches && found < 0; i++) {
        size_t length = strlen(watched[i].directory);
        if (length && !strncmp(path, watched[i].directory, length) && path[length] == '/') found = i;
    }
    pthread_mutex_unlock(&lock);
    return found;
}

static fault_vfs_answer ask(int number, fault_vfs_call call, const char *path) {
    if (number < 0) return FAULT_VFS_PASS;
    pthread_mutex_lock(&lock);
    fault_vfs_hook hook = watched[number].hook;
    void *context = watched[number].context;
    pthread_mutex_unlock(&lock);
    return hook ? hook(context, call, path) : FAULT_VFS_PASS;
}

static fault_vfs_answer ask_file(sqlite3_file *file, fault_vfs_call call) {
    open_file *opened = (open_file *)file;
    return ask(opened->number, call, opened->path);
}

/// What is known to be on the disk of an open file; NULL where nobody watches.
static durable_file *durable(sqlite3_file *file) {
    open_file *opened = (open_file *)file;
    return opened->number < 0 ? NULL
                              : durable_file_named(&watched[opened->number].files, opened->path);
}

static int refused(fault_vfs_answer answer, int code) {
    return answer == FAULT_VFS_FULL ? SQLITE_FULL : code;
}

// MARK: Calls of a file

static int file_close(sqlite3_file *file) { return inner(file)->pMethods->xClose(inner(file)); }

static int file_read(sqlite3_file *file, void *buffer, int count, sqlite3_int64 offset) {
    fault_vfs_answer answer = ask_file(file, FAULT_VFS_READ);
    if (answer == FAULT_VFS_FAIL || answer == FAULT_VFS_FULL) return SQLITE_IOERR_READ;
    int code = inner(file)->pMethods->xRead(inner(file), buffer, count, offset);
    if (answer == FAULT_VFS_CORRUPT && code == SQLITE_OK) ((char *)buffer)[count / 2] ^= 0x10;
    return code;
}

static int file_write(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 offset) {
    fault_vfs_answer answer = ask_file(file, FAULT_VFS_WRITE);
    if (answer == FAULT_VFS_FAIL) return SQLITE_IOERR_WRITE;
    int written = answer == FAULT_VFS_FULL ? count / 2 : count;
    pthread_mutex_lock(&lock);
    durable_file *known = durable(file);
    if (known) durable_file_changed(known, offset, written);
    pthread_mutex_unlock(&lock);
    int code = inner(file)->pMethods->xWrite(inner(file), bytes, written, offset);
    return answer == FAULT_VFS_FULL ? SQLITE_FULL : code;
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 size) {
    fault_vfs_answer answer = ask_file(file, FAULT_VFS_TRUNCATE);
    if (answer != FAULT_VFS_PASS) return refused(answer, SQLITE_IOERR_TRUNCATE);
    return inner(file)->pMethods->xTruncate(inner(file), size);
}

static int file_sync(sqlite3_file *file, int flags) {
    fault_vfs_answer answer = ask_file(file, FAULT_VFS_SYNC);
    pthread_mutex_lock(&lock);
    durable_file *known = durable(file);
    if (known) {
        if (answer == FAULT_VFS_PASS) durable_file_synced(known, inner(file));
        else durable_file_forget_changes(known);
    }
    pthread_mutex_unlock(&lock);
    if (answer != FAULT_VFS_PASS) return refused(answer, SQLITE_IOERR_FSYNC);
    return inner(file)->pMethods->xSync(inner(file), flags);
}

static int file_size(sqlite3_file *file, sqlite3_int64 *size) {
    fault_vfs_answer answer = ask_file(file, FAULT_VFS_SIZE);
    if (answer != FAULT_VFS_PASS) return SQLITE_IOERR_FSTAT;
    return inner(file)->pMethods->xFileSize(inner(file), size);
}

static int file_lock(sqlite3_file *file, int level) {
    fault_vfs_answer answer = ask_file(file, FAULT_VFS_LOCK);
    if (answer != FAULT_VFS_PASS) return SQLITE_IOERR_LOCK;
    return inner(file)->pMethods->xLock(inner(file), level);
}

static int file_unlock(sqlite3_file *file, int level) {
    return inner(file)->pMethods->xUnlock(inner(file), level);
}

static int file_check_lock(sqlite3_file *file, int *result) {
    return inner(file)->pMethods->xCheckReservedLock(inner(file), result);
}

static int file_control(sqlite3_file *file, int operation, void *argument) {
    return inner(file)->pMethods->xFileControl(inner(file), operation, argument);
}

static int file_sector_size(sqlite3_file *file) {
    return inner(file)->pMethods->xSectorSize(inner(file));
}

static int file_traits(sqlite3_file *file) {
    return inner(file)->pMethods->xDeviceCharacteristics(inner(file));
}

static int file_map_shared(
    sqlite3_file *file, int page, int size, int extend, void volatile **memory) {
    return inner(file)->pMethods->xShmMap(inner(file), page, size, extend, memory);
}

static int file_lock_shared(sqlite3_file *file, int offset, int count, int flags) {
    return inner(file)->pMethods->xShmLock(inner(file), offset, count, flags);
}

static void file_barrier(sqlite3_file *file) { inner(file)->pMethods->xShmBarrier(inner(file)); }

static int file_unmap_shared(sqlite3_file *file, int remove) {
    return inner(file)->pMethods->xShmUnmap(inner(file), remove);
}

// Version 2: without memory-mapped reads, which would pass by.
static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_check_lock,
    .xFileControl = file_control,
    .xSectorSize = file_sector_size,
    .xDeviceCharacteristics = file_traits,
    .xShmMap = file_map_shared,
    .xShmLock = file_lock_shared,
    .xShmBarrier = file_barrier,
    .xShmUnmap = file_unmap_shared,
};

// MARK: Calls without a file

static int layer_open(
    sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *given) {
    (void)vfs;
    open_file *opened = (open_file *)file;
    memset(opened, 0, sizeof *opened);
    opened->number = number_of(name);
    if (name) snprintf(opened->path, sizeof opened->path, "%s", name);
    if (ask(opened->number, FAULT_VFS_OPEN, opened->path) != FAULT_VFS_PASS) return SQLITE_CANTOPEN;
    int code = below->xOpen(below, name, inner(file), flags, given);
    if (code != SQLITE_OK) return code;
    opened->base.pMethods = &methods;
    pthread_mutex_lock(&lock);
    if (opened->number >= 0) durable_file_opened(&watched[opened->number].files, opened->path);
    pthread_mutex_unlock(&lock);
    return SQLITE_OK;
}

static int layer_delete(sqlite3_vfs *vfs, const char *name, int sync_directory) {
    (void)vfs;
    int number = number_of(name);
    if (ask(number, FAULT_VFS_DELETE, name) != FAULT_VFS_PASS) return SQLITE_IOERR_DELETE;
    pthread_mutex_lock(&lock);
    if (number >= 0) durable_file_removed(&watched[number].files, name);
    pthread_mutex_unlock(&lock);
    return below->xDelete(below, name, sync_directory);
}

// MARK: For tests

int fault_vfs_install(void) {
    below = sqlite3_vfs_find(NULL);
    layer = *below;
    layer.zName = "fault";
    layer.szOsFile = (int)sizeof(open_file) + below->szOsFile;
    layer.pNext = NULL;
    layer.xOpen = layer_open;
    layer.xDelete = layer_delete;
    return sqlite3_vfs_register(&layer, 1);
}

int fault_vfs_watch(const char *directory, fault_vfs_hook hook, void *context) {
    int number = -1;
    pthread_mutex_lock(&lock);
    for (int i = 0; i < watches && number < 0; i++)
        if (!watched[i].directory[0]) number = i;
    if (number >= 0) {
        watch *one = &watched[number];
        snprintf(one->directory, sizeof one->directory, "%s", directory);
        one->hook = hook;
        one->context = context;
        one->files = NULL;
    }
    pthread_mutex_unlock(&lock);
    return number;
}

int fault_vfs_cut_power(int number) {
    pthread_mutex_lock(&lock);
    int result = durable_files_restore(watched[number].files);
    pthread_mutex_unlock(&lock);
    return result;
}

void fault_vfs_forget(int number) {
    pthread_mutex_lock(&lock);
    durable_files_free(watched[number].files);
    memset(&watched[number], 0, sizeof watched[number]);
    pthread_mutex_unlock(&lock);
}
