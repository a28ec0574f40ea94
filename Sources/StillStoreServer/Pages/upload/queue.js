// What is to be sent belongs to the whole app: it goes on while one looks at other pages.
import { Problem, isAbort } from '../app/api.js';
import { plural } from '../parts/format.js';
import { announce } from '../parts/toast.js';
import { forget, send } from './send.js';

const atOnce = 3;
const kept = 'uploads';
const watchers = new Set();

/** All files of this visit, in their order. */
export const items = [];
export const state = { isPaused: false, outage: null, speed: 0 };

let active = 0;
let delay = 1000;
let timer = null;
let telling = null;
let counted = { at: 0, sent: 0 };

/** Calls `watcher` when something changes, a few times a second at most. */
export const watch = (watcher, signal) => {
    watchers.add(watcher);
    signal.addEventListener('abort', () => watchers.delete(watcher), { once: true });
};

/** Waiting and active files, done ones, and bytes. */
export const totals = () => {
    const found = { waiting: 0, active: 0, done: 0, failed: 0, bytes: 0, sent: 0 };
    for (const item of items) {
        found[item.state === 'hashing' || item.state === 'sending' ? 'active' : item.state] += 1;
        if (item.state === 'failed') continue;
        found.bytes += item.size;
        found.sent += item.state === 'done' ? item.size : item.sent;
    }
    return found;
};

const tell = () => {
    telling ??= setTimeout(() => {
        telling = null;
        measure();
        watchers.forEach((watcher) => watcher());
    }, 150);
};

// Bytes a second, of the last few seconds; what is not sent because it is there does not count.
const measure = () => {
    const sent = items.reduce((sum, item) => sum + (item.isKnown ? 0 : item.sent), 0);
    const now = performance.now();
    const passed = (now - counted.at) / 1000;
    if (passed < 0.5) return;
    const speed = Math.max(0, sent - counted.sent) / passed;
    state.speed = !active || passed > 5 ? 0 : state.speed ? state.speed * 0.75 + speed * 0.25 : speed;
    counted = { at: now, sent };
};

const printOf = (file) => `${file.name}|${file.size}|${file.lastModified}`;

/** What an earlier visit did not get done: `{print, name, bucket, path, size, location}`. */
export const remembered = () => {
    let found = [];
    try {
        found = JSON.parse(localStorage.getItem(kept)) ?? [];
    } catch { /* Nothing that could be used. */ }
    const here = new Set(items.map((item) => item.print));
    return found.filter((one) => !here.has(one.print));
};

/** Lets go of what an earlier visit did not get done. */
export const forgetRemembered = () => {
    remembered().forEach(forget);
    save([]);
    tell();
};

const save = (earlier = remembered()) => {
    const open = items.filter((item) => item.state !== 'done').map(
        ({ print, name, bucket, path, size, location }) =>
            ({ print, name, bucket, path, size, location }));
    try {
        localStorage.setItem(kept, JSON.stringify([...earlier, ...open].slice(0, 500)));
    } catch { /* Full, or not allowed: then it is not remembered. */ }
};

/** Takes files: `[{file, path}]`, for a bucket and a folder. */
export const add = (found, { bucket = 'default', folder = '', replaces = false } = {}) => {
    const earlier = new Map(remembered().map((one) => [one.print, one]));
    const below = folder.replaceAll(/^\/+|\/+$/g, '');
    const here = new Set(items.filter((item) => item.state !== 'done').map(
        (item) => `${item.print}|${item.path}`));
    for (const { file, path } of found) {
        const print = printOf(file);
        const past = earlier.get(print);
        const item = {
            file, print, name: file.name, size: file.size, state: 'waiting', sent: 0, replaces,
            bucket: past?.bucket ?? bucket, location: past?.location,
            path: past?.path ?? (below ? `${below}/${path}` : path),
        };
        if (!here.has(`${print}|${item.path}`)) items.push(item);
    }
    save();
    next();
};

const next = () => {
    tell();
    if (state.isPaused || state.outage) return;
    while (active < atOnce) {
        const item = items.find((one) => one.state === 'waiting');
        if (!item) break;
        run(item);
    }
    document.querySelector('.places [href="/upload"]')?.classList.toggle('busy', active > 0);
};

const run = async (item) => {
    const stop = new AbortController();
    Object.assign(item, { state: 'hashing', stop, problem: null });
    active += 1;
    const heard = (now) => {
        if (now && !stop.signal.aborted) item.state = now;
        tell();
    };
    try {
        await send(item, { signal: stop.signal, tell: heard });
        item.state = 'done';
        item.file = null;
        delay = 1000;
    } catch (error) {
        if (items.includes(item)) fail(item, error, stop.signal);
    }
    active -= 1;
    save();
    next();
    if (!active && !state.isPaused && !state.outage) announceEnd();
};

const fail = (item, error, signal) => {
    const problem = Problem.of(error);
    const isPassing = problem.code === 'offline' || [401, 429, 503].includes(problem.status);
    if (signal.aborted || isAbort(error) || isPassing) {
        item.state = 'waiting';
        if (!item.location) item.sent = 0;
    } else Object.assign(item, { state: 'failed', problem });
    if (!isPassing || signal.aborted) return;
    state.outage = problem;
    clearTimeout(timer);
    timer = setTimeout(goOn, Math.max(delay, (problem.retryAfter || 0) * 1000));
    delay = Math.min(delay * 2, 30000);
};

/** Tries again after the store could not be reached. */
export const goOn = () => {
    clearTimeout(timer);
    state.outage = null;
    next();
};
addEventListener('online', () => state.outage && goOn());

const announceEnd = () => {
    const { done, failed } = totals();
    if (done + failed === 0) return;
    announce(`${plural(done, 'file')} sent${failed ? `, ${failed} not` : ''}.`);
};

/** Stops sending, or goes on; what was sent of large files stays. */
export const setPaused = (isPaused) => {
    state.isPaused = isPaused;
    if (isPaused) items.forEach((item) => item.state !== 'done' && item.stop?.abort());
    goOn();
};

/** Takes a file out; one that is being sent is given up. */
export const cancel = (...gone) => {
    for (const item of gone) {
        if (item.state !== 'done') {
            item.stop?.abort();
            forget(item);
        }
    }
    const leaving = new Set(gone);
    items.splice(0, items.length, ...items.filter((item) => !leaving.has(item)));
    save();
    next();
};

/** Tries files again that were not taken. */
export const retry = (...again) => {
    for (const item of again) Object.assign(item, { state: 'waiting', sent: 0 });
    next();
};

addEventListener('beforeunload', (event) => {
    if (items.some((item) => ['waiting', 'hashing', 'sending'].includes(item.state))) {
        event.preventDefault();
    }
});
