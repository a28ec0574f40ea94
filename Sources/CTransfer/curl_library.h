// libcurl, loaded by the first transfer. It depends on some forty libraries, and loading those
// takes longer than most commands of this program, which need none of them.
#ifndef STILLSTORE_CURL_LIBRARY_H
#define STILLSTORE_CURL_LIBRARY_H

#include <curl/curl.h>

// All functions that are used, by their names without `curl_`.
#define CURL_FUNCTIONS(each) \
    each(global_init) \
    each(easy_init) \
    each(easy_cleanup) \
    each(easy_reset) \
    each(easy_setopt) \
    each(easy_perform) \
    each(easy_getinfo) \
    each(easy_strerror) \
    each(share_init) \
    each(share_setopt) \
    each(share_cleanup) \
    each(slist_append) \
    each(slist_free_all)

typedef struct {
#define FUNCTION(name) __typeof__(curl_##name) *name;
    CURL_FUNCTIONS(FUNCTION)
#undef FUNCTION
} curl_library;

// Its functions, set by curl_library_load.
extern curl_library curl;

// Loads it. Returns NULL, or the reason why that failed, a string that stays valid. Not
// thread-safe.
const char *curl_library_load(void);

#endif
