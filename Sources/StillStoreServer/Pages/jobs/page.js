// The queue: what runs, what waits and why, what came out.
import { get, pages } from '../app/api.js';
import { listen } from '../app/feed.js';
import { setQuery } from '../app/router.js';
import { button, clear, debounce, el } from '../parts/dom.js';
import { chip, chips, segments } from '../parts/fields.js';
import { count, plural } from '../parts/format.js';
import { whenSeen } from '../parts/generation.js';
import { bind } from '../parts/keys.js';
import { roam } from '../parts/sortable.js';
import { empty, failed, loading } from '../parts/states.js';
import { waitingFor } from '../parts/status.js';
import { enqueue } from './enqueue.js';
import { jobRow } from './rows.js';

const views = [
    ['', 'All'], ['pending', 'Waiting'], ['processing', 'Running'], ['completed', 'Done'],
    ['failed', 'Failed'], ['cancelled', 'Cancelled'],
];

const workersLine = (workers) => {
    const live = workers.filter((one) => one.last_heartbeat_at
        && Date.now() - new Date(one.last_heartbeat_at) < 120000);
    return el('span', { class: ['badge', live.length && 'good'] },
        live.length ? plural(live.length, 'worker') + ' at work' : 'No worker at work');
};

export const open = async ({ main, query, signal }) => {
    const filter = {
        status: query.get('status') ?? '', type: query.get('type') ?? '',
        session: query.get('session') ?? '', project: query.get('project') ?? '',
    };
    const queue = el('div', { class: 'filters', aria: { live: 'polite' } });
    const rows = el('div', { class: 'job-list' });
    const more = button({ label: 'More', hidden: true, onClick: () => read() });
    const observe = whenSeen((node) => node.see().catch(() => {}), signal);
    let list;
    const begin = () => enqueue({ session: filter.session, project: filter.project });
    const create = button({ icon: 'plus', label: 'New job', kind: 'primary', onClick: begin });
    const read = async (isNew) => {
        if (isNew) list = pages('/jobs', { limit: 50, top: true, ...filter }, { signal });
        const { value } = await list.next();
        more.hidden = !value?.next;
        if (isNew) clear(rows);
        if (isNew && !value?.items.length) {
            rows.append(empty(Object.values(filter).some(Boolean)
                ? { icon: 'jobs', title: 'None of these', body: 'Other filters show others.' }
                : {
                    icon: 'jobs', title: 'The queue is empty',
                    body: 'Jobs are requests for work. A worker takes one, makes pictures, and '
                        + 'hands them in here.',
                    actions: [button({
                        icon: 'plus', label: 'New job', kind: 'primary', onClick: begin,
                    })],
                }));
        }
        for (const job of value?.items ?? []) {
            const node = jobRow(job);
            rows.append(node);
            observe(node);
        }
    };
    const readQueue = async () => {
        const [{ items: waiting }, { items: workers }] = await Promise.all([
            get('/jobs/waiting', { signal }), get('/workers', { signal }),
        ]);
        clear(queue, workersLine(workers), waiting.map((one) => el('span', {
            class: ['badge', !['ready', 'dependencies'].includes(one.reason) && 'warn'],
        }, `${count(one.count)} ${waitingFor(one.reason, true)}`)),
        chips(['type', 'session', 'project'].filter((name) => filter[name]).map((name) =>
            chip(name === 'type' ? filter.type : 'this one', {
                name, onRemove: () => change({ [name]: '' }),
            }))));
    };
    const change = (values) => {
        Object.assign(filter, values);
        setQuery(values);
        return Promise.all([read(true), readQueue()])
            .catch((error) => clear(rows, failed(error, () => change({}))));
    };
    main.append(el('div', { class: 'page' },
        el('div', { class: 'page-head' }, el('h1', 'Jobs'), create),
        el('div', { class: 'filters' }, segments({
            label: 'State', value: filter.status, options: views,
            onChange: (status) => change({ status }),
        })), queue, clear(rows, loading()), more));
    roam(rows, '.job-row', signal);
    bind({ n: [begin, 'New job'] }, signal, { group: 'Jobs' });
    await Promise.all([read(true), readQueue()]);
    const again = debounce(400, async () => {
        readQueue().catch(() => {});
        // Whoever has read on keeps the place.
        if (rows.children.length > 50) return;
        const focused = document.activeElement?.closest?.('.job-row')?.dataset.id;
        await read(true).catch(() => {});
        if (focused) rows.querySelector(`[data-id="${focused}"]`)?.focus({ preventScroll: true });
    });
    listen({ tables: ['jobs', 'workers'] }, again, signal);
    return {};
};
