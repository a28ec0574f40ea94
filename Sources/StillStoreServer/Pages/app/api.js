// The public API, and nothing else, is what the pages are made of.

/** Why a request was refused, or did not get through (`code` is then `offline`). */
export class Problem extends Error {
    constructor({ status = 0, code = 'failed', detail, field, retryAfter, ...rest }) {
        // The API's sentences begin small, as they do behind a command's name.
        const sentence = detail?.replace(/^\p{Ll}(?=[\p{L}-]* )/u, (letter) => letter.toUpperCase());
        super(sentence);
        Object.assign(this, { status, code, detail: sentence, field, retryAfter, rest });
    }

    /** The problem that any thrown thing is shown as. */
    static of(error) {
        if (error instanceof Problem) return error;
        return new Problem({ detail: error?.message || 'Something went wrong on this page.' });
    }
}

/** Whether something was thrown because nobody waits for the answer any more. */
export const isAbort = (error) => error?.name === 'AbortError';

const address = (path, query) => {
    const base = path.startsWith('/api/') || path.startsWith('/b/') ? path : `/api/v1${path}`;
    const found = new URLSearchParams();
    for (const [name, value] of Object.entries(query ?? {})) {
        for (const one of [value].flat()) {
            if (one !== undefined && one !== null && one !== '') found.append(name, one);
        }
    }
    return found.size ? `${base}?${found}` : base;
};

const rest = (milliseconds, signal) => new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal?.addEventListener('abort', () => {
        clearTimeout(timer);
        reject(signal.reason);
    }, { once: true });
});

/** One request; `send` is what all others are made of. Answers JSON, or null when there is none. */
export const send = async (method, path, { query, body, signal, headers, tries = 2 } = {}) => {
    const asked = { method, signal, headers: { Accept: 'application/json', ...headers } };
    if (body instanceof Blob || body instanceof ArrayBuffer) asked.body = body;
    else if (body !== undefined) {
        asked.body = JSON.stringify(body);
        asked.headers['Content-Type'] = 'application/json';
    }
    let answer;
    try {
        answer = await fetch(address(path, query), asked);
    } catch (error) {
        if (isAbort(error) || signal?.aborted) throw error;
        throw new Problem({ code: 'offline', detail: 'The store cannot be reached.' });
    }
    if (answer.ok) {
        if (answer.status === 204) return null;
        const type = answer.headers.get('Content-Type') ?? '';
        return type.includes('json') ? answer.json() : answer.text();
    }
    const problem = await problemOf(answer);
    // A busy server names a time; what only reads waits for it, if it is short.
    if (method === 'GET' && tries > 0 && (answer.status === 503 || answer.status === 429)
        && (problem.retryAfter ?? 1) <= 5) {
        await rest((problem.retryAfter ?? 1) * 1000, signal);
        return send(method, path, { query, body, signal, headers, tries: tries - 1 });
    }
    if (answer.status === 401 && !/\/auth\/(login|password)$/.test(path)) {
        document.dispatchEvent(new CustomEvent('signed-out'));
    }
    throw problem;
};

const problemOf = async (answer) => {
    let facts = {};
    try {
        if (answer.headers.get('Content-Type')?.includes('json')) facts = await answer.json();
    } catch { /* What a proxy says in its own words is not shown. */ }
    const retryAfter = Number(answer.headers.get('Retry-After')) || undefined;
    return new Problem({
        code: `http_${answer.status}`, detail: `The server answered ${answer.status}.`,
        ...facts, status: answer.status, retryAfter,
    });
};

export const get = (path, options) => send('GET', path, options);

/** Posts once: a key keeps a repeated request from making the same thing twice. */
export const post = (path, body = {}, { key = uuid(), ...options } = {}) =>
    send('POST', path, {
        ...options, body, headers: { 'Idempotency-Key': key, ...options.headers },
    });

export const put = (path, body = {}, options) => send('PUT', path, { ...options, body });
export const patch = (path, body = {}, options) => send('PATCH', path, { ...options, body });
export const del = (path, options) => send('DELETE', path, options);

/** A random id; `crypto.randomUUID` is not there for pages without TLS. */
export const uuid = () => {
    const hex = [...crypto.getRandomValues(new Uint8Array(16))]
        .map((byte) => byte.toString(16).padStart(2, '0')).join('');
    return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-8$4-$5');
};

/** All pages of a list, one after the other: `for await (const page of pages('/albums'))`. */
export async function* pages(path, query = {}, options = {}) {
    let after;
    do {
        const page = await get(path, { ...options, query: { limit: 100, ...query, after } });
        yield page;
        after = page.next;
    } while (after);
}

/** All items of a list that is known to be short. */
export const all = async (path, query, { most = 2000, ...options } = {}) => {
    const found = [];
    for await (const page of pages(path, { limit: 500, ...query }, options)) {
        found.push(...page.items);
        if (found.length >= most) break;
    }
    return found;
};

const shownByBrowsers = new Set(['jpeg', 'png', 'webp', 'gif']);

/** The address of a picture for a box whose longer side has so many CSS pixels: never much more. */
export const thumbURL = (asset, cssPixels = 200) => {
    const pixels = cssPixels * Math.min(devicePixelRatio || 1, 3);
    const base = `/api/v1/assets/${encodeURIComponent(asset.id)}`;
    const longest = Math.max(asset.width ?? 0, asset.height ?? 0);
    if (pixels <= 288) return `${base}/renditions/thumb`;
    if (pixels <= 1152 || !shownByBrowsers.has(asset.format) || longest > 12000) {
        return `${base}/renditions/preview`;
    }
    return longest > 1024 ? `${base}/content` : `${base}/renditions/preview`;
};

/** The address of an asset's own bytes. */
export const contentURL = (asset, { download = false } = {}) =>
    `/api/v1/assets/${encodeURIComponent(asset.id)}/content${download ? '?download=true' : ''}`;
