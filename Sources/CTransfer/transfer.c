#include "CTransfer.h"

#include "curl_library.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct ct_cookies {
    CURLSH *share;
    pthread_mutex_t locks[CURL_LOCK_DATA_LAST];
    atomic_int count; // set since all were last dropped
};

// Servers may set any number; this limits how many are kept.
enum { cookie_limit = 1000 };

struct ct_client {
    CURL *handle;
    ct_cookies *cookies;
};

// The state shared by the callbacks of one transfer.
typedef struct {
    const ct_listener *listener;
    int was_stopped, was_refused, was_permitted;
    int has_answer; // a byte of a response was received
    // Milliseconds of the monotonic clock: when the transfer began, and when its request was
    // about to be sent; 0 before.
    long began, asked;
    // The speed of the response: bytes since `counted`, and since when it is too slow; 0 if it is
    // not.
    const ct_request *request;
    ct_cookies *cookies;
    size_t bytes;
    long counted, slow_since;
    int was_silent, was_slow;
} exchange;

static pthread_once_t started = PTHREAD_ONCE_INIT;

static const char *why_not;

static void start(void) {
    why_not = curl_library_load();
    if (why_not == NULL) curl.global_init(CURL_GLOBAL_DEFAULT);
}

const char *ct_start(void) {
    pthread_once(&started, start);
    return why_not;
}

static void lock(CURL *handle, curl_lock_data data, curl_lock_access access, void *context) {
    (void)handle, (void)access;
    pthread_mutex_lock(&((ct_cookies *)context)->locks[data]);
}

static void unlock(CURL *handle, curl_lock_data data, void *context) {
    (void)handle;
    pthread_mutex_unlock(&((ct_cookies *)context)->locks[data]);
}

ct_cookies *ct_cookies_make(void) {
    ct_cookies *cookies = calloc(1, sizeof *cookies);
    if (cookies == NULL) return NULL;
    for (size_t index = 0; index < CURL_LOCK_DATA_LAST; index++) {
        pthread_mutex_init(&cookies->locks[index], NULL);
    }
    cookies->share = curl.share_init();
    if (cookies->share == NULL
        || curl.share_setopt(cookies->share, CURLSHOPT_LOCKFUNC, lock) != CURLSHE_OK
        || curl.share_setopt(cookies->share, CURLSHOPT_UNLOCKFUNC, unlock) != CURLSHE_OK
        || curl.share_setopt(cookies->share, CURLSHOPT_USERDATA, cookies) != CURLSHE_OK
        || curl.share_setopt(cookies->share, CURLSHOPT_SHARE, CURL_LOCK_DATA_COOKIE)
            != CURLSHE_OK) {
        ct_cookies_free(cookies);
        return NULL;
    }
    return cookies;
}

void ct_cookies_free(ct_cookies *cookies) {
    if (cookies == NULL) return;
    if (cookies->share != NULL) curl.share_cleanup(cookies->share);
    for (size_t index = 0; index < CURL_LOCK_DATA_LAST; index++) {
        pthread_mutex_destroy(&cookies->locks[index]);
    }
    free(cookies);
}

ct_client *ct_client_make(ct_cookies *cookies) {
    ct_client *client = calloc(1, sizeof *client);
    if (client == NULL) return NULL;
    client->handle = curl.easy_init();
    client->cookies = cookies;
    // Attaches the shared data, which survives curl_easy_reset.
    if (client->handle == NULL
        || curl.easy_setopt(client->handle, CURLOPT_SHARE, cookies->share) != CURLE_OK) {
        ct_client_free(client);
        return NULL;
    }
    return client;
}

void ct_client_free(ct_client *client) {
    if (client == NULL) return;
    if (client->handle != NULL) curl.easy_cleanup(client->handle);
    free(client);
}

static long milliseconds_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

// Whether the response is too slow, or did not begin in time. libcurl has one limit for both, but a
// server may have to make the picture first.
static int is_too_slow(exchange *own) {
    if (own->asked == 0) return 0;
    const ct_request *request = own->request;
    long now = milliseconds_now();
    if (!own->has_answer) return own->was_silent = now - own->asked >= request->answer_milliseconds;
    if (own->counted == 0) own->counted = now;
    long passed = now - own->counted;
    if (passed < 1000) return 0;
    if ((uint64_t)own->bytes * 1000 >= (uint64_t)request->slow_bytes_a_second * (uint64_t)passed) {
        own->slow_since = 0;
    } else if (own->slow_since == 0) {
        own->slow_since = own->counted;
    }
    own->bytes = 0;
    own->counted = now;
    return own->was_slow =
        own->slow_since != 0 && now - own->slow_since >= request->slow_seconds * 1000;
}

static size_t take_header(char *bytes, size_t size, size_t count, void *context) {
    exchange *own = context;
    size_t total = size * count, length = total;
    own->has_answer = 1;
    own->bytes += total;
    if (length > 11 && strncasecmp(bytes, "set-cookie:", 11) == 0) {
        atomic_fetch_add(&own->cookies->count, 1);
    }
    while (length > 0 && (bytes[length - 1] == '\r' || bytes[length - 1] == '\n')) length -= 1;
    if (own->listener->on_header(own->listener->context, bytes, length)) return total;
    own->was_stopped = 1;
    return 0;
}

static size_t take_body(char *bytes, size_t size, size_t count, void *context) {
    exchange *own = context;
    size_t total = size * count;
    own->bytes += total;
    if (own->listener->on_body(own->listener->context, (const uint8_t *)bytes, total)) return total;
    own->was_stopped = 1;
    return 0;
}

static int tick(void *context, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d) {
    exchange *own = context;
    (void)a, (void)b, (void)c, (void)d;
    if (!own->listener->on_tick(own->listener->context)) {
        own->was_stopped = 1;
        return 1;
    }
    return is_too_slow(own);
}

static int may_connect(exchange *own, const char *address, int port) {
    if (own->listener->may_connect(own->listener->context, address, port)) {
        own->was_permitted = 1;
        return 1;
    }
    own->was_refused = 1;
    return 0;
}

// Called with the address of the connection itself, whatever the name resolved to before.
static curl_socket_t open_socket(
    void *context, curlsocktype purpose, struct curl_sockaddr *address) {
    (void)purpose;
    char numeric[NI_MAXHOST], service[NI_MAXSERV];
    int status = getnameinfo(
        &address->addr, address->addrlen, numeric, sizeof numeric, service, sizeof service,
        NI_NUMERICHOST | NI_NUMERICSERV);
    if (status != 0 || !may_connect(context, numeric, atoi(service))) {
        ((exchange *)context)->was_refused = 1;
        return CURL_SOCKET_BAD;
    }
    int type = address->socktype;
#ifdef SOCK_CLOEXEC
    type |= SOCK_CLOEXEC;
#endif
    return socket(address->family, type, address->protocol);
}

// Called before each request, also on a reused connection.
static int before_request(
    void *context, char *remote, char *local, int remote_port, int local_port) {
    (void)local, (void)local_port;
    ((exchange *)context)->asked = milliseconds_now();
    if (((exchange *)context)->request->proxy != NULL) return CURL_PREREQFUNC_OK;
    return may_connect(context, remote, remote_port)
        ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
}

static ct_result result_of(CURLcode code, const exchange *own) {
    // A name may have several addresses: one was refused and another responded.
    if (code == CURLE_OK) return ct_ok;
    if (own->was_silent) return ct_silent;
    if (own->was_slow) return ct_slow;
    // The result of the allowed one counts, unless the refusal ended the transfer.
    int was_ended = code == CURLE_ABORTED_BY_CALLBACK && !own->was_stopped;
    if (own->was_refused && (!own->was_permitted || was_ended)) return ct_refused_address;
    if (own->was_stopped) return ct_stopped;
    if (own->request->proxy != NULL) {
        if (code == CURLE_COULDNT_RESOLVE_PROXY || code == CURLE_COULDNT_CONNECT) return ct_proxy;
        if (code == CURLE_PROXY) return ct_proxy;
    }
    switch (code) {
    case CURLE_URL_MALFORMAT: return ct_bad_url;
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_NOT_BUILT_IN: return ct_unsupported;
    case CURLE_COULDNT_RESOLVE_HOST: return ct_dns;
    case CURLE_COULDNT_RESOLVE_PROXY: return ct_proxy;
    case CURLE_COULDNT_CONNECT:
    case CURLE_INTERFACE_FAILED: return ct_connect;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_USE_SSL_FAILED: return ct_tls;
    case CURLE_OPERATION_TIMEDOUT: return own->asked == 0 ? ct_connect_timeout : ct_timeout;
    case CURLE_PARTIAL_FILE:
    case CURLE_HTTP2_STREAM:
    case CURLE_HTTP2:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR: return own->has_answer ? ct_cut_short : ct_no_answer;
    case CURLE_GOT_NOTHING: return ct_no_answer;
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_BAD_CONTENT_ENCODING: return ct_bad_answer;
    case CURLE_OUT_OF_MEMORY: return ct_out_of_memory;
    default: return ct_other;
    }
}

// Sets every option of one exchange. Returns libcurl's first error.
static CURLcode configure(
    CURL *handle, const ct_request *request, struct curl_slist *headers, exchange *own,
    char *words) {
    CURLcode code = CURLE_OK;
#define SET(option, value) \
    if (code == CURLE_OK) code = curl.easy_setopt(handle, option, value)
    SET(CURLOPT_URL, request->url);
#if LIBCURL_VERSION_NUM >= 0x075500
    SET(CURLOPT_PROTOCOLS_STR, "http,https");
#else
    SET(CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
    SET(CURLOPT_FOLLOWLOCATION, 0L);
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_ERRORBUFFER, words);
    SET(CURLOPT_HTTPHEADER, headers);
    SET(CURLOPT_USERAGENT, request->user_agent);
    SET(CURLOPT_COOKIEFILE, "");
    // An empty string, unlike NULL, disables the environment's proxies.
    SET(CURLOPT_PROXY, request->proxy ? request->proxy : "");
    SET(CURLOPT_NOPROXY, "");
    // A proxy's response to CONNECT is not the response.
    SET(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    if (request->user) {
        SET(CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
        SET(CURLOPT_USERNAME, request->user);
        SET(CURLOPT_PASSWORD, request->password ? request->password : "");
    }
    if (request->ca_file) SET(CURLOPT_CAINFO, request->ca_file);
    if (request->keeps_dots) SET(CURLOPT_PATH_AS_IS, 1L);
    if (request->method == ct_method_head) SET(CURLOPT_NOBODY, 1L);
    if (request->method == ct_method_post) {
        SET(CURLOPT_POST, 1L);
        SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body_count);
        SET(CURLOPT_POSTFIELDS, request->body ? request->body : "");
    }
    SET(CURLOPT_CONNECTTIMEOUT_MS, request->connect_milliseconds);
    SET(CURLOPT_TIMEOUT_MS, request->total_milliseconds);
    SET(CURLOPT_BUFFERSIZE, 256L * 1024L);
    SET(CURLOPT_HEADERFUNCTION, take_header);
    SET(CURLOPT_HEADERDATA, own);
    SET(CURLOPT_WRITEFUNCTION, take_body);
    SET(CURLOPT_WRITEDATA, own);
    SET(CURLOPT_NOPROGRESS, 0L);
    SET(CURLOPT_XFERINFOFUNCTION, tick);
    SET(CURLOPT_XFERINFODATA, own);
    // With a proxy the connected address is the proxy's: nothing to check.
    if (request->proxy == NULL) {
        SET(CURLOPT_OPENSOCKETFUNCTION, open_socket);
        SET(CURLOPT_OPENSOCKETDATA, own);
    }
    SET(CURLOPT_PREREQFUNCTION, before_request);
    SET(CURLOPT_PREREQDATA, own);
#undef SET
    return code;
}

ct_result ct_perform(
    ct_client *client, const ct_request *request, const ct_listener *listener,
    char words[ct_words_count]) {
    _Static_assert(ct_words_count >= CURL_ERROR_SIZE, "libcurl writes this many");
    exchange own = {.listener = listener, .began = milliseconds_now(), .request = request,
        .cookies = client->cookies};
    words[0] = 0;
    // Resets every option; connections stay open.
    curl.easy_reset(client->handle);
    struct curl_slist *headers = NULL;
    for (size_t index = 0; index < request->header_count; index++) {
        struct curl_slist *longer = curl.slist_append(headers, request->headers[index]);
        if (longer == NULL) {
            curl.slist_free_all(headers);
            return ct_out_of_memory;
        }
        headers = longer;
    }
    CURLcode code = configure(client->handle, request, headers, &own, words);
    if (code == CURLE_OK) code = curl.easy_perform(client->handle);
    ct_result result = result_of(code, &own);
    long tunnel = 0;
    if (request->proxy != NULL) {
        curl.easy_getinfo(client->handle, CURLINFO_HTTP_CONNECTCODE, &tunnel);
    }
    if (code != CURLE_OK && !own.was_stopped && tunnel >= 300) {
        result = ct_proxy_refused;
        snprintf(words, ct_words_count, "%ld", tunnel);
    }
    if (words[0] == 0) snprintf(words, ct_words_count, "%s", curl.easy_strerror(code));
    if (atomic_load(&client->cookies->count) > cookie_limit) {
        atomic_store(&client->cookies->count, 0);
        curl.easy_setopt(client->handle, CURLOPT_COOKIELIST, "ALL");
    }
    // The options point to this call's memory, so none may stay set.
    curl.easy_reset(client->handle);
    curl.slist_free_all(headers);
    return result;
}
