// The queue: what runs, what waits and why, what came out.
import { get } from '../app/api.js';
import { listen } from '../app/feed.js';
import { setQuery } from '../app/router.js';
import { button, clear, el } from '../parts/dom.js';
import { chip, chips, segments } from '../parts/fields.js';
import { count, plural } from '../parts/format.js';
import { bind } from '../parts/keys.js';
import { empty } from '../parts/states.js';
import { waitingFor } from '../parts/status.js';
import { listing, paced } from '../parts/work.js';
import { enqueue } from './enqueue.js';
import { jobRow } from './rows.js';

const views = [
    ['', 'All'], ['pending', 'Waiting'], ['processing', 'Running'], ['completed', 'Done'],
    ['failed', 'Failed'], ['cancelled', 'Cancelled'],
];

const names = ['type', 'session', 'project'];

export const open = async ({ main, query, signal }) => {
    const filter = Object.fromEntries(
        ['status', ...names].map((name) => [name, query.get(name) ?? '']));
    const queue = el('div', { class: 'filters', aria: { live: 'polite' } });
    const begin = () => enqueue({ session: filter.session, project: filter.project });
    const creator = () =>
        button({ icon: 'plus', label: 'New job', kind: 'primary', onClick: begin });
    const list = listing({
        path: '/jobs', query: () => ({ top: true, ...filter }), make: (job) => jobRow(job),
        items: '.job-row', tables: ['jobs'], class: 'job-list', signal,
        none: () => empty(Object.values(filter).some(Boolean)
            ? { icon: 'jobs', title: 'None of these', body: 'Other filters show others.' }
            : {
                icon: 'jobs', title: 'The queue is empty', actions: [creator()],
                body: 'Jobs are requests for work. A worker takes one, makes pictures, and hands '
                    + 'them in here.',
            }),
    });
    const readQueue = async () => {
        const [{ items: waiting }, { items: workers }] = await Promise.all([
            get('/jobs/waiting', { signal }), get('/workers', { signal }),
        ]);
        const live = workers.filter((one) =>
            Date.now() - new Date(one.last_heartbeat_at ?? 0) < 120000);
        clear(queue, el('span', { class: ['badge', live.length && 'good'] },
            live.length ? `${plural(live.length, 'worker')} at work` : 'No worker at work'),
        waiting.map(({ reason, count: n }) => el('span', {
            class: ['badge', !['ready', 'dependencies'].includes(reason) && 'warn'],
        }, `${count(n)} ${waitingFor(reason, true)}`)),
        chips(names.filter((name) => filter[name]).map((name) =>
            chip(name === 'type' ? filter.type : 'this one', {
                name, onRemove: () => change({ [name]: '' }),
            }))));
    };
    const renew = () => readQueue().catch(() => {});
    const change = (values) => {
        Object.assign(filter, values);
        setQuery(values);
        list.read();
        renew();
    };
    main.append(el('div', { class: 'page' },
        el('div', { class: 'page-head' }, el('h1', 'Jobs'), creator()),
        el('div', { class: 'filters' }, segments({
            label: 'State', value: filter.status, options: views,
            onChange: (status) => change({ status }),
        })), queue, list.node));
    bind({ n: [begin, 'New job'] }, signal, { group: 'Jobs' });
    listen({ tables: ['jobs', 'workers'] }, paced(400, readQueue), signal);
    renew();
    await list.read();
};
