#include "curl_library.h"

#include <dlfcn.h>
#include <stdio.h>

curl_library curl;

// Names of the library with the interface of curl/curl.h, version 4 since 2006.
static const char *const names[] = {
#ifdef __APPLE__
    "/usr/lib/libcurl.4.dylib",
    "libcurl.4.dylib",
#else
    "libcurl.so.4",
    // On systems that only have it with another TLS library.
    "libcurl-gnutls.so.4",
#endif
};

static char reason[256];

static const char *refuse(const char *words) {
    snprintf(reason, sizeof reason, "%s", words ? words : "no such library");
    return reason;
}

const char *curl_library_load(void) {
    void *library = NULL;
    const char *first = NULL;
    for (size_t index = 0; index < sizeof names / sizeof *names && library == NULL; index++) {
        // RTLD_NOW, because a missing function must be an error here and not a crash later.
        library = dlopen(names[index], RTLD_NOW | RTLD_LOCAL);
        if (library == NULL && first == NULL) first = refuse(dlerror());
    }
    if (library == NULL) return first;
    // POSIX allows a function's address in an object pointer; C has no cast for it.
#define FIND(name) \
    *(void **)&curl.name = dlsym(library, "curl_" #name); \
    if (curl.name == NULL) return refuse(dlerror());
    CURL_FUNCTIONS(FIND)
#undef FIND
    return NULL;
}
