// One stream of changes for the whole page. It closes while nobody looks at the page: a browser
// opens only six connections to a server, for all tabs together.
const listeners = new Set();
const tables = new Set();
const kinds = ['insert', 'update', 'delete', 'batch'];
const watchers = new Set();

let source = null;
let last = null;
let wasOpen = false;
let state = 'connecting';
let delay = 1000;
let timer = null;
let hiddenSince = null;

/** Calls `handler` with each change: `{table, change, id, row, changed, number}` or `{reset: true}`. */
export const listen = ({ tables: names = [], session, project }, handler, signal) => {
    if (signal?.aborted) return;
    const listener = { names: new Set(names), session, project, handler };
    listeners.add(listener);
    signal?.addEventListener('abort', () => listeners.delete(listener), { once: true });
    for (const name of names) {
        if (!tables.has(name)) {
            tables.add(name);
            if (source) subscribe(name);
        }
    }
};

/** Calls `watcher` with `online`, `connecting` or `offline`, now and when that changes. */
export const watchState = (watcher) => {
    watchers.add(watcher);
    watcher(state);
};

/** Opens the stream; called once somebody is signed in. */
export const startFeed = () => {
    connect();
    addEventListener('online', () => connect());
    addEventListener('offline', () => report('offline'));
    // A page that is kept for going back would keep its connection, and six of them are all.
    addEventListener('pagehide', () => close());
    addEventListener('pageshow', (event) => event.persisted && connect());
    document.addEventListener('visibilitychange', () => {
        if (document.hidden) {
            hiddenSince = setTimeout(() => close(), 30000);
        } else {
            clearTimeout(hiddenSince);
            if (!source) connect();
        }
    });
};

export const stopFeed = () => close();

const report = (next) => {
    if (next === state) return;
    state = next;
    for (const watcher of watchers) watcher(state);
};

const close = () => {
    clearTimeout(timer);
    source?.close();
    source = null;
};

const connect = () => {
    close();
    source = new EventSource(`/api/v1/events${last === null ? '' : `?after=${last}`}`);
    const opened = source;
    source.onopen = () => {
        delay = 1000;
        report('online');
        // Without a number to go on from, what was missed is not known; the browser also opens
        // a stream again by itself.
        if (wasOpen && last === null) tell({ reset: true });
        wasOpen = true;
    };
    source.onerror = () => {
        if (source !== opened) return;
        report(navigator.onLine && state === 'online' ? 'connecting' : 'offline');
        if (source.readyState !== EventSource.CLOSED) return;
        timer = setTimeout(connect, delay * (0.75 + Math.random() / 2));
        delay = Math.min(delay * 2, 30000);
    };
    source.addEventListener('reset', (event) => {
        last = Number(event.lastEventId) || last;
        tell({ reset: true });
    });
    tables.forEach(subscribe);
};

const subscribe = (table) => {
    for (const kind of kinds) source.addEventListener(`${table}.${kind}`, hear);
};

const hear = (event) => {
    let change;
    try {
        change = JSON.parse(event.data);
    } catch {
        return;
    }
    last = change.number;
    tell({
        table: change.table, change: change.kind, id: change.row_id, row: change.row,
        changed: change.changed, number: change.number, session: change.session_id,
        project: change.project_id,
    });
};

const tell = (change) => {
    for (const listener of [...listeners]) {
        if (!change.reset) {
            if (listener.names.size && !listener.names.has(change.table)) continue;
            if (listener.session && listener.session !== change.session) continue;
            if (listener.project && listener.project !== change.project) continue;
        }
        try {
            listener.handler(change);
        } catch (error) {
            console.error(error);
        }
    }
};
