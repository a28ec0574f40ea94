// libcurl's variadic calls behind one header. One transfer is one HTTP exchange: redirects,
// retries and checks are the caller's. No libcurl type appears here.
//
// A client may be used by one thread at a time. It keeps its connections open between transfers.
#ifndef STILLSTORE_CTRANSFER_H
#define STILLSTORE_CTRANSFER_H

#include <stddef.h>
#include <stdint.h>

typedef struct ct_client ct_client;

// Must be called before anything else; thread-safe: the first call loads libcurl. Returns NULL, or
// the reason why it cannot be loaded, a string that stays valid; then nothing else may be called.
const char *ct_start(void);

// Cookies that clients share, in memory only; thread-safe. They must outlive the clients.
typedef struct ct_cookies ct_cookies;

ct_cookies *ct_cookies_make(void);
void ct_cookies_free(ct_cookies *cookies);

ct_client *ct_client_make(ct_cookies *cookies);
void ct_client_free(ct_client *client);

typedef enum {
    ct_method_get,
    ct_method_head,
    ct_method_post,
} ct_method;

// Callbacks of a transfer, on the thread of ct_perform. Each returns 1 to continue and 0 to end the
// transfer.
typedef struct {
    void *context;
    // Whether a connection to this address is allowed. `address` is numeric, without brackets.
    int (*may_connect)(void *context, const char *address, int port);
    // One header line as received, without its line end; the status line first. An empty line ends
    // the headers of a response; informational responses (1xx) come before the final one.
    int (*on_header)(void *context, const char *line, size_t count);
    int (*on_body)(void *context, const uint8_t *bytes, size_t count);
    // Called often, even if nothing arrives.
    int (*on_tick)(void *context);
} ct_listener;

// Strings are not kept after ct_perform. NULL means "not set".
typedef struct {
    const char *url;
    ct_method method;
    int keeps_dots; // `.` and `..` in the path are sent unchanged
    const void *body; // of a POST
    size_t body_count;
    const char *const *headers; // "Name: value"
    size_t header_count;
    const char *user, *password; // Basic authentication
    const char *ca_file;         // PEM; NULL for the system's
    // NULL for none: the environment is ignored. With a proxy, may_connect is not called: the
    // caller must check the host's addresses before.
    const char *proxy;
    const char *user_agent;
    long connect_milliseconds, total_milliseconds;
    long answer_milliseconds; // from the request to the first byte of its answer
    long slow_bytes_a_second, slow_seconds; // slower than this for this long is a timeout
} ct_request;

typedef enum {
    ct_ok,
    ct_stopped, // a callback returned 0
    ct_bad_url,
    ct_unsupported,
    ct_dns,
    ct_connect,
    ct_refused_address, // by may_connect
    ct_proxy,           // the proxy cannot be reached, or does not behave like one
    ct_proxy_refused,   // it refused the tunnel; `words` has its status
    ct_tls,
    ct_connect_timeout,
    ct_timeout,   // after total_milliseconds
    ct_silent,    // nothing within answer_milliseconds
    ct_slow,      // below slow_bytes_a_second for slow_seconds
    ct_cut_short, // the connection ended within the response
    ct_no_answer, // the connection ended before any response
    ct_bad_answer,
    ct_out_of_memory,
    ct_other,
} ct_result;

enum { ct_words_count = 256 };

// Runs one transfer to its end. `words` receives libcurl's message for a failure; it may contain
// host names and addresses, never the URL.
ct_result ct_perform(
    ct_client *client, const ct_request *request, const ct_listener *listener,
    char words[ct_words_count]);

// Decompresses a body (`Content-Encoding`), piece by piece.
typedef enum {
    ct_coding_gzip,
    ct_coding_deflate,
    ct_coding_br,
} ct_coding;

typedef struct ct_decoder ct_decoder;

// NULL if this system has no library for it, or memory ran out.
ct_decoder *ct_decoder_make(ct_coding coding);
void ct_decoder_free(ct_decoder *decoder);

// Decodes up to `*count` bytes at `*bytes`, and advances both past what was used. `*out_count` is
// the capacity of `out`, and then the number of bytes written: if it is less, all input was used
// and more is needed. Returns 0 for bytes that are not in that coding.
int ct_decode(
    ct_decoder *decoder, const uint8_t **bytes, size_t *count, uint8_t *out, size_t *out_count);

// Whether the end marked in the coding itself was reached.
int ct_decoder_is_done(const ct_decoder *decoder);

#endif
