// How one file gets into the store: not at all if its bytes are there, in pieces that can be gone
// on with (TUS 1.0) if it is large, else in one request.
import { Problem, get, post } from '../app/api.js';

/** Larger files are not hashed before: browsers hash whole buffers only. */
const hashedBytes = 64 << 20;
/** Smaller ones are sent as fast as it is asked whether they are there. */
const askedBytes = 64 << 10;
/** From this size on, what was sent survives a cut. */
const resumableBytes = 8 << 20;
const pieceBytes = 16 << 20;
const version = { 'Tus-Resumable': '1.0.0' };
let isResumable = true;

const addressOf = ({ bucket, path }) =>
    `/api/v1/buckets/${[bucket, ...path.split('/')].map(encodeURIComponent).join('/')}`;

/** A request that says how much of its body is sent, which `fetch` does not. */
const request = (method, address, { headers = {}, body, signal, onProgress }) =>
    new Promise((resolve, reject) => {
        const sent = new XMLHttpRequest();
        const stop = () => sent.abort();
        sent.open(method, address);
        for (const [name, value] of Object.entries(headers)) sent.setRequestHeader(name, value);
        sent.upload.onprogress = ({ loaded }) => onProgress?.(loaded);
        sent.onerror = () => reject(new Problem({
            code: 'offline', detail: 'The store cannot be reached.',
        }));
        sent.onabort = () => reject(signal.reason);
        sent.onloadend = () => signal.removeEventListener('abort', stop);
        sent.onload = () => (sent.status < 300 ? resolve(sent) : reject(problemOf(sent)));
        signal.addEventListener('abort', stop, { once: true });
        sent.send(body);
    });

const problemOf = (sent) => {
    const { status } = sent;
    if (status === 401) document.dispatchEvent(new CustomEvent('signed-out'));
    let facts = {};
    try {
        facts = JSON.parse(sent.responseText);
    } catch { /* What a proxy says in its own words is not shown. */ }
    return new Problem({ detail: `The server answered ${status}.`, ...facts, status,
        retryAfter: Number(sent.getResponseHeader('Retry-After')) || 0 });
};

// Headers of an answer; null if there is nothing at the address.
const head = (address, signal, headers) => request('HEAD', address, { signal, headers }).catch(
    (problem) => {
        if ([403, 404, 410].includes(problem.status)) return null;
        throw problem;
    });

const digestOf = async (file) => {
    let buffer;
    try {
        buffer = await file.arrayBuffer();
    } catch {
        throw new Problem({ detail: 'The file cannot be read any more: it was moved or changed.' });
    }
    return [...new Uint8Array(await crypto.subtle.digest('SHA-256', buffer))]
        .map((byte) => byte.toString(16).padStart(2, '0')).join('');
};

/** `a/b.png` beside another of that name: `a/b (2).png`. */
export const numbered = (path, n) => path.replace(/(\.[^./]{1,8})?$/, ` (${n})$1`);

// Finds a free name beside what is there, unless that is to be replaced; true if the same bytes
// have the name already.
const isThere = async (item, signal) => {
    const wanted = item.path;
    for (let n = 2; n < 100; n += 1) {
        const answer = await head(addressOf(item), signal);
        if (!answer) return false;
        if (item.digest && answer.getResponseHeader('ETag')?.includes(item.digest)) return true;
        if (item.replaces) return false;
        item.path = numbered(wanted, n);
    }
    return false;
};

/** Sends a file; `item` gets `digest`, `sent`, `location`, `asset` on the way. */
export const send = async (item, { signal, tell }) => {
    const { file } = item;
    let id = null;
    if (!item.location) {
        if (file.size <= hashedBytes && crypto.subtle) item.digest ??= await digestOf(file);
        signal.throwIfAborted();
        const isKnown = await isThere(item, signal) || (item.digest && file.size > askedBytes
            && await head(`/api/v1/blobs/${item.digest}`, signal));
        if (isKnown) id = await makeOf(item, signal);
        item.isKnown = Boolean(id);
    }
    if (!id) {
        tell('sending');
        const [large, track] = [isResumable && file.size >= resumableBytes,
            (sent) => { item.sent = Math.min(sent, file.size); tell(); }];
        id = await (large ? sendPieces : sendWhole)(item, signal, track);
    }
    if (id) item.asset = await get(`/assets/${id}`, { signal });
    item.sent = file.size;
};

// Makes an asset of bytes that are there; null if they have to be sent after all.
const makeOf = ({ bucket, path, digest }, signal) =>
    post('/assets', { bucket, path, digest }, { signal }).then((made) => made.id, (error) => {
        if ([400, 404, 409, 422].includes(error.status)) return null;
        throw error;
    });

const sendWhole = async (item, signal, track) => {
    const answer = await request('PUT', addressOf(item), {
        body: item.file, signal, onProgress: track,
        headers: { 'Content-Type': 'application/octet-stream' },
    });
    return JSON.parse(answer.responseText).id;
};

const encoded = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

const create = async (item, signal) => {
    const made = await request('POST', '/api/v1/uploads', { signal, headers: {
        ...version, 'Upload-Length': item.size, 'Upload-Metadata':
            ['bucket', 'path', 'name'].map((name) => `${name} ${encoded(item[name])}`).join(','),
    } });
    item.location = new URL(made.getResponseHeader('Location'), location.href).pathname;
    return 0;
};

const sendPieces = async (item, signal, track) => {
    const earlier = item.location ? await head(item.location, signal, version) : null;
    let offset = earlier && Number(earlier.getResponseHeader('Upload-Offset'));
    try {
        offset ??= await create(item, signal);
    } catch (error) {
        if (![404, 405].includes(error.status)) throw error;
        isResumable = false;
        return sendWhole(item, signal, track);
    }
    let answer;
    // Also when nothing is left: the answer to the last piece may have been lost.
    do {
        const start = offset;
        answer = await request('PATCH', item.location, {
            body: item.file.slice(start, start + pieceBytes), signal,
            onProgress: (count) => track(start + count),
            headers: { ...version, 'Upload-Offset': start,
                'Content-Type': 'application/offset+octet-stream' },
        });
        offset = Number(answer.getResponseHeader('Upload-Offset'));
    } while (offset < item.size);
    item.location = null;
    return answer.getResponseHeader('Upload-Asset');
};

/** Gives up what was sent of an upload. */
export const forget = ({ location: address }) => {
    if (address) fetch(address, { method: 'DELETE', headers: version }).catch(() => {});
};
