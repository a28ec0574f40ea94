// What is to be sent belongs to the whole app: it goes on while one looks at other pages.
import { Problem } from '../app/api.js';
import { me } from '../app/me.js';
import { plural } from '../parts/format.js';
import { announce } from '../parts/toast.js';
import { forget, numbered, send } from './send.js';

const atOnce = 3;
/** Who signs in after somebody else is not told what they sent. */
const kept = () => `uploads-${me.id}`;
const watchers = new Set();
const isActive = ({ state: now }) => now === 'hashing' || now === 'sending';

const placeOf = ({ bucket, path }) => `${bucket}/${path}`;

/** All files of this visit; `state`: waiting, hashing, sending, done, failed. */
export const items = [];
export const state = { isPaused: false, outage: null, speed: 0 };

let delay = 1000;
let timer = null;
let telling = null;
let measured = { at: 0, sent: 0 };
let saved = 0;
let earlier = null;

/** Calls `watcher` when something changes, a few times a second at most. */
export const watch = (watcher, signal) => {
    watchers.add(watcher);
    signal.addEventListener('abort', () => watchers.delete(watcher), { once: true });
};

/** Files by state, and their bytes. */
export const totals = () => {
    const found = { waiting: 0, active: 0, done: 0, failed: 0, size: 0, sent: 0 };
    for (const item of items) {
        found[isActive(item) ? 'active' : item.state] += 1;
        if (item.state === 'failed') continue;
        found.size += item.size;
        found.sent += item.sent;
    }
    return found;
};

const tell = () => {
    telling ??= setTimeout(() => {
        telling = null;
        if (Date.now() - saved > 1000 || !items.some(isActive)) {
            saved = Date.now();
            save();
        }
        measure();
        watchers.forEach((watcher) => watcher());
    }, 150);
};

// Bytes a second, of the last few; what is not sent because it is there does not count.
const measure = () => {
    const sent = items.reduce((sum, item) => sum + (item.isKnown ? 0 : item.sent), 0);
    const at = performance.now();
    const passed = (at - measured.at) / 1000;
    if (passed < 0.5) return;
    const speed = Math.max(0, sent - measured.sent) / passed;
    state.speed = passed > 5 ? 0 : state.speed * 0.75 + speed * (state.speed ? 0.25 : 1);
    measured = { at, sent };
};

/** What an earlier visit did not get done: `{print, name, bucket, path, location}`. */
export const remembered = () => {
    try {
        earlier ??= JSON.parse(localStorage.getItem(kept())) ?? [];
    } catch {
        earlier = [];
    }
    return earlier;
};

const save = () => {
    const open = items.filter((item) => item.state !== 'done').slice(0, 300).map(
        ({ print, name, bucket, path, location }) => ({ print, name, bucket, path, location }));
    try {
        localStorage.setItem(kept(), JSON.stringify([...remembered().slice(0, 300), ...open]));
    } catch { /* Full, or not allowed: then it is not remembered. */ }
};

/** Lets go of what an earlier visit did not get done. */
export const forgetRemembered = () => {
    remembered().forEach(forget);
    earlier = [];
    tell();
};

/** Takes files: `[{file, path}]`, for a bucket and a folder. */
export const add = (found, { bucket, folder, replaces }) => {
    const past = new Map(remembered().map((one) => [one.print, one]));
    const below = folder.replaceAll(/^\/+|\/+$/g, '');
    const here = new Set(items.filter((item) => item.state !== 'done')
        .map(({ print, path }) => print + path));
    for (const { file, path } of found) {
        const print = `${file.name}|${file.size}|${file.lastModified}`;
        const item = {
            file, print, name: file.name, size: file.size, state: 'waiting', sent: 0, replaces,
            bucket, path: below ? `${below}/${path}` : path, ...past.get(print),
        };
        past.delete(print);
        if (!here.has(print + item.path)) items.push(item);
    }
    earlier = [...past.values()];
    next();
};

const next = () => {
    tell();
    if (state.isPaused || state.outage) return;
    // Files of one name go one after the other: each looks first whether its name is taken.
    const busy = new Set(items.filter(isActive).map(placeOf));
    for (const item of items) {
        if (busy.size >= atOnce) break;
        if (item.state !== 'waiting' || busy.has(placeOf(item))) continue;
        busy.add(placeOf(item));
        run(item);
    }
    document.querySelector('.places [href="/upload"]')
        ?.classList.toggle('busy', items.some(isActive));
};

const run = (item) => {
    const stop = new AbortController();
    const heard = (now) => {
        if (now && !stop.signal.aborted) item.state = now;
        tell();
    };
    Object.assign(item, { state: 'hashing', stop, problem: null });
    send(item, { signal: stop.signal, tell: heard }).then(() => {
        Object.assign(item, { state: 'done', file: null });
        delay = 1000;
    }, (error) => fail(item, error, stop.signal)).then(() => {
        next();
        if (!items.some((one) => isActive(one) || one.state === 'waiting')) announceEnd();
    });
};

const fail = (item, error, signal) => {
    const problem = Problem.of(error);
    // A piece that was sent twice is refused; how far it got is asked before the next.
    const isBehind = item.location && [404, 409, 410, 423].includes(problem.status)
        && (item.tries = (item.tries ?? 0) + 1) < 5;
    // What is somebody else's cannot be seen before it is in the way.
    item.beside ??= 1;
    if (problem.code === 'path_taken' && !item.replaces && item.beside < 20) {
        item.wanted ??= item.path;
        Object.assign(item, { path: numbered(item.wanted, item.beside += 1), state: 'waiting' });
        return;
    }
    const isPassing = isBehind || problem.code === 'offline'
        || [401, 429, 503].includes(problem.status);
    if (signal.aborted || isPassing) {
        item.state = 'waiting';
        if (!item.location) item.sent = 0;
    } else Object.assign(item, { state: 'failed', problem });
    if (signal.aborted || !isPassing) return;
    state.outage = problem;
    clearTimeout(timer);
    timer = setTimeout(goOn, Math.max(delay, (problem.retryAfter || 0) * 1000));
    delay = Math.min(delay * 2, 30000);
};

const goOn = () => {
    clearTimeout(timer);
    state.outage = null;
    next();
};
addEventListener('online', goOn);

const announceEnd = () => {
    const { done, failed } = totals();
    if (done + failed) {
        announce(`${plural(done, 'file')} sent${failed ? `, ${failed} not taken` : ''}.`);
    }
};

/** Stops sending, or goes on; what was sent of large files stays. */
export const setPaused = (isPaused) => {
    state.isPaused = isPaused;
    if (isPaused) items.filter(isActive).forEach(({ stop }) => stop.abort());
    goOn();
};

/** Takes files out; what is being sent is given up. */
export const cancel = (...gone) => {
    const leaving = new Set(gone);
    items.splice(0, items.length, ...items.filter((item) => !leaving.has(item)));
    for (const item of gone.filter(({ state: now }) => now !== 'done')) {
        item.stop?.abort();
        forget(item);
    }
    next();
};

/** Tries files again that were not taken. */
export const retry = (...again) => {
    for (const item of again) Object.assign(item, { state: 'waiting', sent: 0, tries: 0 });
    next();
};

addEventListener('beforeunload', (event) => {
    if (items.some((item) => isActive(item) || item.state === 'waiting')) event.preventDefault();
});
