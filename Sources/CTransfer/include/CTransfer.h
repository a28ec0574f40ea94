// libcurl's variadic calls behind one header. One transfer is one HTTP exchange: redirects,
// retries and checks are the caller's. No libcurl type appears here.
//
// A client may be used by one thread at a time. It keeps its connections open between transfers.
#ifndef STILLSTORE_CTRANSFER_H
#define STILLSTORE_CTRANSFER_H

#include <stddef.h>
#include <stdint.h>

typedef struct ct_client ct_client;

// Must be called before anything else, by any number of threads: the first call loads libcurl.
// Answers NULL, or why it cannot be loaded, in words that stay; then nothing else may be called.
const char *ct_start(void);

ct_client *ct_client_make(void);
void ct_client_free(ct_client *client);

typedef enum {
    ct_method_get,
    ct_method_head,
} ct_method;

// What the caller hears of a transfer. Every function runs on the thread of ct_perform.
// Each answers 1 to go on and 0 to end the transfer.
typedef struct {
    void *context;
    // May a connection be made to this address? `address` is numeric, without brackets.
    int (*may_connect)(void *context, const char *address, int port);
    // One header line as received, without its line end; first the status line. An empty line
    // ends the headers of a response: informational ones (1xx) come before the final one.
    int (*on_header)(void *context, const char *line, size_t count);
    int (*on_body)(void *context, const uint8_t *bytes, size_t count);
    // Called often, also while nothing arrives.
    int (*on_tick)(void *context);
} ct_listener;

// Strings are not kept after ct_perform. NULL stands for "not set".
typedef struct {
    const char *url;
    ct_method method;
    const char *const *headers; // "Name: value"
    size_t header_count;
    const char *user, *password; // Basic authentication
    const char *ca_file;         // PEM; the system's when NULL
    const char *proxy;           // none when NULL: the environment is not asked
    const char *user_agent;
    long connect_milliseconds, total_milliseconds;
    long slow_bytes_a_second, slow_seconds; // slower than this for so long is a timeout
} ct_request;

typedef enum {
    ct_ok,
    ct_stopped, // by a listener's 0
    ct_bad_url,
    ct_unsupported,
    ct_dns,
    ct_connect,
    ct_refused_address, // by may_connect
    ct_tls,
    ct_connect_timeout,
    ct_timeout,   // after total_milliseconds
    ct_slow,      // below slow_bytes_a_second for slow_seconds
    ct_cut_short, // the connection ended within the response
    ct_no_answer, // the connection ended before any response
    ct_bad_answer,
    ct_out_of_memory,
    ct_other,
} ct_result;

enum { ct_words_count = 256 };

// Runs one transfer to its end. `words` gets libcurl's own words for a failure; they may hold
// host names and addresses, never the URL.
ct_result ct_perform(
    ct_client *client, const ct_request *request, const ct_listener *listener,
    char words[ct_words_count]);

#endif
