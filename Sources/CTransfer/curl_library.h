// libcurl, loaded by the first transfer. It brings some forty libraries with it, and loading those
// takes longer than most of what this program is asked for, which needs none of them.
#ifndef STILLSTORE_CURL_LIBRARY_H
#define STILLSTORE_CURL_LIBRARY_H

#include <curl/curl.h>

// Every function of it that is used, by its name behind `curl_`.
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

// Its functions, once curl_library_load has found them.
extern curl_library curl;

// Loads it. Answers NULL, or why that cannot be done, in words that stay. Not to be called by two
// threads at once.
const char *curl_library_load(void);

#endif
