import { Problem, get } from '../app/api.js';
import { listen } from '../app/feed.js';
import { isAdmin } from '../app/me.js';
import { clear, debounce, el, icon } from '../parts/dom.js';
import { bidi, bytes, count, plural, when } from '../parts/format.js';
import { failed, loading } from '../parts/states.js';
import { runs } from './runs.js';

const card = (title, ...content) =>
    el('section', { class: 'card store-card' }, el('h2', title), content);

const figure = (value, label, href) => el(href ? 'a' : 'div', { class: 'card figure', href },
    el('strong', { class: 'number' }, value), el('span', { class: 'muted' }, label));

/** Named numbers as bars, the largest first: `[name, number, href?]`. */
const bars = (rows, { format = count, most = 12, none = 'None yet' } = {}) => {
    const sorted = rows.filter(([, n]) => n > 0).sort((a, b) => b[1] - a[1]);
    if (!sorted.length) return el('p', { class: 'hint' }, none);
    const rest = sorted.slice(most).reduce((sum, [, n]) => sum + n, 0);
    const shown = sorted.slice(0, most);
    if (rest) shown.push([`${count(sorted.length - most)} more`, rest]);
    const largest = shown[0][1];
    return el('ul', { class: 'bars' }, shown.map(([name, n, href]) => el('li',
        el(href ? 'a' : 'span', { href, class: 'clip' }, bidi(name)),
        el('span', { class: 'bar', aria: { hidden: 'true' } },
            el('span', { style: { width: `${Math.max(0.5, 100 * n / largest)}%` } })),
        el('span', { class: 'number' }, format(n)))));
};

const searchFor = (query) => `/?query=${encodeURIComponent(query)}`;
const quoted = (name) => (/[\s"()*]/.test(name) ? `"${name.replaceAll('"', '')}"` : name);

// Parts of a whole, side by side in one bar.
const parts = (rows) => {
    const whole = rows.reduce((sum, [, n]) => sum + n, 0) || 1;
    return [
        el('div', { class: 'parts', aria: { hidden: 'true' } }, rows.map(([, n], i) => el('span', {
            class: `part-${i}`, style: { flexGrow: n / whole },
        }))),
        el('ul', { class: 'legend' }, rows.map(([name, n, more], i) => el('li',
            el('span', { class: `swatch part-${i}` }), el('span', { class: 'grow' }, name,
                more && el('span', { class: 'hint' }, ' ', more)),
            el('strong', { class: 'number' }, bytes(n))))),
    ];
};

const health = (stats, state) => {
    const { present = 0, missing = 0, corrupt = 0 } = stats.states;
    const bad = missing + corrupt;
    const line = (sign, kind, ...text) => el('div', { class: 'health' },
        el('span', { class: ['badge', kind] }, icon(sign, 16)), el('p', text));
    const sentence = bad
        ? line('warning', 'bad', `${[missing && `${plural(missing, 'content')} lost`,
            corrupt && `${plural(corrupt, 'content')} damaged`].filter(Boolean).join(', ')}. `,
        el('code', 'stillstore verify --repair'), ' says what can be brought back.')
        : line('check', 'good', `All ${plural(present, 'content')} are there.`);
    const read = state && state.blobs - state.unread;
    const verified = !read ? line('clock', 'warn', 'Never verified. ',
        el('code', 'stillstore verify'), ' reads everything and proves it.')
        : line(state.unread ? 'clock' : 'check', state.unread ? 'warn' : 'good',
            state.unread ? `Verified ${plural(read, 'content')} of ${count(state.blobs)}; `
                : 'Verified all; ', 'the last one ', when(state.newest),
            state.unread ? '.' : [', the one that waits the longest ', when(state.oldest), '.']);
    return [sentence, verified, stats.resting_hosts.map((host) => line('pause', 'warn',
        bidi(host.host), ' is left alone',
        host.rests_until && [', and asked again ', when(host.rests_until)], '.'))];
};

const reasons = {
    ready: 'Ready to be taken', dependencies: 'Wait for other jobs', limit: 'Wait for a free place',
    credits: 'Lack credits', switched_off: 'Of a kind that is switched off',
    no_worker: 'Nobody takes them',
};

const work = (waiting, workers) => [
    bars(waiting.map(({ reason, count: n }) => [reasons[reason] ?? reason, n]),
        { none: 'No job waits.' }),
    el('h3', 'Workers'),
    workers.length ? el('ul', { class: 'plain' }, workers.slice(0, 12).map((worker) => el('li',
        el('span', { class: 'grow clip' }, bidi(worker.name || worker.id)),
        el('span', { class: 'badge' }, worker.run_place), el('span', { class: 'hint' },
            worker.last_heartbeat_at ? when(worker.last_heartbeat_at) : 'never heard of'))))
        : el('p', { class: 'hint' }, 'None has ever asked for work.'),
];

const orNone = (promise, none) => promise.catch((problem) => {
    if (problem.status === 404) return none;
    throw problem;
});

export const open = async ({ main, signal }) => {
    if (!isAdmin()) {
        throw new Problem({ code: 'forbidden', status: 403, detail: 'The store as a whole is shown '
            + 'to its admins. What is yours stands in the library.' });
    }
    const body = el('div', { class: 'store-body' }, loading());
    const list = runs(signal);
    main.append(el('div', { class: 'page store' }, el('h1', 'Store'), body, list));
    const load = async () => {
        let answers;
        try {
            answers = await Promise.all([
                get('/stats', { signal }), orNone(get('/verification', { signal }), null),
                get('/jobs/waiting', { signal }), get('/workers', { signal }),
            ]);
        } catch (error) {
            if (!signal.aborted) clear(body, failed(error, load));
            return;
        }
        const [stats, verified, { items: waiting }, { items: workers }] = answers;
        const jobs = waiting.reduce((sum, { count: n }) => sum + n, 0);
        const missing = stats.missing.reduce((sum, { count: n }) => sum + n, 0);
        const focused = [...body.querySelectorAll('a')].indexOf(document.activeElement);
        clear(body,
            el('div', { class: 'figures' },
                figure(count(stats.assets), stats.assets === 1 ? 'asset' : 'assets', '/'),
                figure(bytes(stats.bytes + stats.rendition_bytes), 'on disk'),
                figure(count(missing), 'missing', '/missing'),
                figure(count(jobs), 'jobs waiting', '/jobs')),
            el('div', { class: 'store-cards' },
                card('Health', health(stats, verified)),
                card('Space', parts([
                    ['Originals', stats.bytes, plural(stats.blobs, 'content')],
                    ['Thumbnails', stats.rendition_bytes, plural(stats.renditions, 'file')],
                ]), stats.superseded > 0 && el('p', { class: 'hint' },
                    `${plural(stats.superseded, 'older version')} kept.`),
                stats.gone_at_source > 0 && el('p', { class: 'hint' },
                    `${count(stats.gone_at_source)} are gone where they came from.`)),
                card('Formats', bars(Object.entries(stats.formats).map(
                    ([name, n]) => (name === 'undecodable' ? ['not readable', n]
                        : [name, n, searchFor(`format:${name}`)])))),
                card('Buckets', bars(Object.entries(stats.buckets).map(
                    ([name, n]) => [name, n, searchFor(`bucket:${quoted(name)}`)]))),
                card('Work', work(waiting, workers))));
        body.querySelectorAll('a')[focused]?.focus({ preventScroll: true });
    };
    const later = debounce(1500, load);
    listen({ tables: ['assets', 'jobs', 'workers'] }, later, signal);
    signal.addEventListener('abort', later.cancel);
    await Promise.all([load(), list.load()]);
};
