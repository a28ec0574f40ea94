// A layer above SQLite's own file calls that a test can make fail.
//
// Once installed it is the default of the process. It passes everything on, but for the files below
// directories that are watched: of these it asks a hook before each call, and remembers what
// has reached the disk for certain, so that a power cut can be played.

#ifndef FAULT_VFS_H
#define FAULT_VFS_H

typedef enum {
    FAULT_VFS_OPEN,
    FAULT_VFS_READ,
    FAULT_VFS_WRITE,
    FAULT_VFS_TRUNCATE,
    FAULT_VFS_SYNC,
    FAULT_VFS_SIZE,
    FAULT_VFS_LOCK,
    FAULT_VFS_DELETE,
} fault_vfs_call;

typedef enum {
    /// The call is made.
    FAULT_VFS_PASS,
    /// It fails and nothing is done. A sync that fails forgets what it should have written, as
    /// Linux does: a later one succeeds without it.
    FAULT_VFS_FAIL,
    /// It fails as on a full disk; a write has written half before.
    FAULT_VFS_FULL,
    /// A read gives bytes of which one bit is wrong.
    FAULT_VFS_CORRUPT,
} fault_vfs_answer;

/// Called by any thread, before each call to a file of the directory.
typedef fault_vfs_answer (*fault_vfs_hook)(void *context, fault_vfs_call call, const char *path);

/// Makes this layer the default of the process. To be called once, before a database is opened.
/// Returns SQLite's code.
int fault_vfs_install(void);

/// Watches the files below `directory`, given without a slash at its end. Returns a number for
/// the calls below, or -1 when there are too many directories.
int fault_vfs_watch(const char *directory, fault_vfs_hook hook, void *context);

/// Makes the files of the directory what they are after a power cut: all that was not synced is
/// lost. No database below it may be open.
/// Returns 0, or -1 when a file could not be written.
int fault_vfs_cut_power(int watch);

/// Ends the watch.
void fault_vfs_forget(int watch);

#endif
