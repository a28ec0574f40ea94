// How one file gets into the store: not at all if its bytes are there, in pieces that can be gone
// on with if it is large, else in one request.
import { Problem, get, post } from '../app/api.js';

/** Larger files are sent without being hashed before: the browser hashes whole buffers only. */
const hashedBytes = 64 << 20;
/** From this size on, what was sent survives a cut. */
const resumableBytes = 8 << 20;
const pieceBytes = 16 << 20;
let isResumable = true;

const hex = (buffer) =>
    [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** The address of a bucket path. */
const addressOf = ({ bucket, path }) =>
    `/api/v1/buckets/${[bucket, ...path.split('/')].map(encodeURIComponent).join('/')}`;

const head = async (address, signal) => {
    try {
        return await fetch(address, { method: 'HEAD', signal });
    } catch (error) {
        throw signal.aborted ? error : offline();
    }
};

const offline = () => new Problem({ code: 'offline', detail: 'The store cannot be reached.' });

/** A request that says how far its body is; `fetch` does not. */
const request = (method, address, { headers = {}, body, signal, onProgress }) =>
    new Promise((resolve, reject) => {
        const sent = new XMLHttpRequest();
        const stop = () => sent.abort();
        sent.open(method, address);
        for (const [name, value] of Object.entries(headers)) sent.setRequestHeader(name, value);
        sent.upload.onprogress = ({ loaded }) => onProgress?.(loaded);
        sent.onerror = () => reject(offline());
        sent.onabort = () => reject(signal.reason);
        sent.onloadend = () => signal.removeEventListener('abort', stop);
        sent.onload = () => {
            if (sent.status < 300) return resolve(sent);
            if (sent.status === 401) document.dispatchEvent(new CustomEvent('signed-out'));
            let facts = {};
            try {
                facts = JSON.parse(sent.responseText);
            } catch { /* A proxy's words are not shown. */ }
            reject(new Problem({
                code: `http_${sent.status}`, detail: `The server answered ${sent.status}.`, ...facts,
                status: sent.status, retryAfter: Number(sent.getResponseHeader('Retry-After')) || 0,
            }));
        };
        signal.addEventListener('abort', stop, { once: true });
        sent.send(body);
    });

/** `a/b.png` with a number: `a/b (2).png`. */
const numbered = (path, n) => path.replace(/(\.[^./]{1,8})?$/, ` (${n})$1`);

// Where a file goes: beside what is there under its name, unless that is to be replaced.
const findPlace = async (item, signal) => {
    const wanted = item.path;
    for (let n = 2; n < 100; n += 1) {
        const answer = await head(addressOf(item), signal);
        if (!answer.ok) return false;
        if (item.digest && answer.headers.get('ETag')?.includes(item.digest)) return true;
        if (item.replaces) return false;
        item.path = numbered(wanted, n);
    }
    return false;
};

/** Sends a file; `item` gets `digest`, `sent`, `location`, `asset` on the way. */
export const send = async (item, { signal, tell }) => {
    const { file } = item;
    if (!item.location) {
        if (!item.digest && file.size <= hashedBytes && crypto.subtle) {
            tell('hashing');
            item.digest = hex(await crypto.subtle.digest('SHA-256', await read(file)));
            signal.throwIfAborted();
        }
        const isThere = await findPlace(item, signal);
        if (isThere || await isKnown(item, signal)) {
            const made = await makeOf(item, signal);
            if (made) {
                item.isKnown = true;
                return finish(item, made.id, signal);
            }
        }
    }
    tell('sending');
    const id = await (isResumable && file.size >= resumableBytes
        ? sendPieces(item, signal, tell) : sendWhole(item, signal, tell));
    return finish(item, id, signal);
};

const read = async (file) => {
    try {
        return await file.arrayBuffer();
    } catch {
        throw new Problem({
            code: 'unreadable', detail: 'The file cannot be read any more: it was moved or changed.',
        });
    }
};

const isKnown = async ({ digest }, signal) =>
    digest && (await head(`/api/v1/blobs/${digest}`, signal)).ok;

// Makes an asset of bytes that are there; null if they have to be sent after all.
const makeOf = async ({ bucket, path, digest }, signal) => {
    try {
        return await post('/assets', { bucket, path, digest }, { signal });
    } catch (error) {
        if ([400, 404, 409, 422].includes(error.status)) return null;
        throw error;
    }
};

const sendWhole = async (item, signal, tell) => {
    const answer = await request('PUT', addressOf(item), {
        body: item.file, signal, headers: { 'Content-Type': 'application/octet-stream' },
        onProgress: (count) => { item.sent = count; tell(); },
    });
    return JSON.parse(answer.responseText).id;
};

const encoded = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
const version = { 'Tus-Resumable': '1.0.0' };

const sendPieces = async (item, signal, tell) => {
    const { file } = item;
    let offset = item.location ? await offsetOf(item, signal) : null;
    if (offset === null) {
        try {
            const made = await request('POST', '/api/v1/uploads', {
                signal, headers: {
                    ...version, 'Upload-Length': file.size,
                    'Upload-Metadata': ['bucket', 'path', 'name'].map(
                        (name) => `${name} ${encoded(item[name])}`).join(','),
                },
            });
            item.location = new URL(made.getResponseHeader('Location'), location.href).pathname;
            offset = 0;
        } catch (error) {
            if (![404, 405].includes(error.status)) throw error;
            isResumable = false;
            return sendWhole(item, signal, tell);
        }
    }
    tell('sending');
    let asset = null;
    // Also nothing is sent once: the answer to the last byte may have been lost.
    do {
        item.sent = offset;
        const answer = await request('PATCH', item.location, {
            body: file.slice(offset, offset + pieceBytes), signal,
            headers: {
                ...version, 'Upload-Offset': offset,
                'Content-Type': 'application/offset+octet-stream',
            },
            onProgress: (count) => { item.sent = Math.min(file.size, offset + count); tell(); },
        });
        offset = Number(answer.getResponseHeader('Upload-Offset'));
        asset = answer.getResponseHeader('Upload-Asset');
    } while (offset < file.size);
    item.location = null;
    return asset;
};

// How much of an upload is there; null if it is not kept any more.
const offsetOf = async (item, signal) => {
    try {
        const answer = await request('HEAD', item.location, { headers: version, signal });
        return Number(answer.getResponseHeader('Upload-Offset'));
    } catch (error) {
        if (![404, 410, 403].includes(error.status)) throw error;
        item.location = null;
        return null;
    }
};

/** Gives up what was sent of an upload. */
export const forget = ({ location: address }) => {
    if (address) fetch(address, { method: 'DELETE', headers: version }).catch(() => {});
};

const finish = async (item, id, signal) => {
    item.sent = item.file.size;
    if (id) item.asset = await get(`/assets/${id}`, { signal });
};
