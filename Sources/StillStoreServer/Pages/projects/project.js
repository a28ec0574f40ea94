// One project: its shots as strips of film, in an order that can be changed.
import { all, del, get, post, put } from '../app/api.js';
import { listen } from '../app/feed.js';
import { navigate, setTitle } from '../app/router.js';
import { button, clear, el, icon } from '../parts/dom.js';
import { ask } from '../parts/dialog.js';
import { money, plural } from '../parts/format.js';
import { generationTile } from '../parts/generation.js';
import { bind } from '../parts/keys.js';
import { menuButton } from '../parts/menu.js';
import { sortable } from '../parts/sortable.js';
import { empty } from '../parts/states.js';
import { toast } from '../parts/toast.js';
import { attempt, paced, pageHead, refill, remove, whenSeen } from '../parts/work.js';
import { editProject } from './page.js';

/** The entries of a shot, each with its generation. */
export const readShot = async (id, signal) => {
    const [details, made] = await Promise.all([
        get(`/shots/${id}`, { signal }),
        all('/generations', { shot: id, parts: true }, { signal, most: 5000 }),
    ]);
    const byID = new Map(made.map((one) => [one.id, one]));
    const entries = details.entries.map((entry) => ({
        ...entry, generation: byID.get(entry.generation_id)
            ?? { id: entry.generation_id, kind: entry.kind, name: 'Not here' },
    }));
    return { ...details, entries };
};

/** Entries of a menu for what can be done with a shot. */
export const shotActions = (shot, { after } = {}) => [
    {
        label: 'Duplicate', icon: 'copy', run: async () => {
            const copy = await post(`/shots/${shot.id}/duplicate`);
            toast('Copied, behind the last shot.', {
                action: { label: 'Open', run: () => navigate(`/shots/${copy.id}`) },
            });
        },
    },
    '-',
    {
        label: 'Delete', icon: 'trash', danger: true, run: async () => {
            await del(`/shots/${shot.id}`);
            await after?.();
            toast('The shot was deleted; its pictures stay.', {
                undo: () => post(`/shots/${shot.id}/restore`),
            });
        },
    },
];

const row = (shot, move) => {
    const strip = el('div', { class: 'strip', inert: true });
    const said = el('span', { class: 'hint' });
    const node = el('article', { class: 'shot', dataset: { id: shot.id } },
        el('div', { class: 'shot-head' },
            el('span', { class: 'shot-grip', title: 'Drag to order' }, icon('drag', 18)),
            el('div', { class: 'grow' }, el('h2', el('a', { href: `/shots/${shot.id}` },
                el('bdi', shot.name))), said),
            menuButton({
                icon: 'more', label: `More of ${shot.name}`, kind: 'quiet', iconOnly: true,
            }, () => [
                    { label: 'Earlier', icon: 'up', hint: '⇧↑', run: () => move(node, -1) },
                    { label: 'Later', icon: 'down', hint: '⇧↓', run: () => move(node, 1) },
                    ...shotActions(shot),
                ])),
        strip);
    node.see = async () => {
        const { entries, statistics } = await readShot(shot.id);
        const last = Math.max(0, ...entries.map((one) => one.timeline_frame ?? 0));
        said.textContent = statistics.total
            ? [plural(statistics.placed, 'picture'), statistics.placed > 1 && `${last} frames`,
                statistics.unplaced && `${statistics.unplaced} without a place`]
                .filter(Boolean).join(', ') : 'Empty';
        const placed = entries.filter((one) => one.timeline_frame !== undefined);
        clear(strip, (placed.length ? placed : entries).slice(0, 16).map((one) =>
            generationTile(one.generation, { size: 128, marks: {} })));
    };
    return node;
};

export const open = async ({ main, params, signal }) => {
    const { id } = params;
    let project = await get(`/projects/${id}`, { signal });
    const [head, list, made] = ['stack', 'shots', ''].map((name) => el('div', { class: name }));
    const observe = whenSeen((node) => node.see().catch(() => {}), signal);
    const add = () => ask({
        title: 'New shot', label: 'Name', action: 'Make it',
        save: async (name) => {
            const made = await post(`/projects/${id}/shots`, { name });
            navigate(`/shots/${made.id}`);
        },
    });
    const creator = () =>
        button({ icon: 'plus', label: 'New shot', kind: 'primary', onClick: add });
    const order = (ids) => put(`/projects/${id}/shots/order`, { ids });
    const move = (node, by) => attempt(async () => {
        const ids = [...list.children].map((one) => one.dataset.id);
        const at = ids.indexOf(node.dataset.id);
        ids.splice(at + by, 0, ...ids.splice(at, 1));
        await order(ids);
        await readShots();
    });
    const readHead = async () => {
        project = await get(`/projects/${id}`, { signal });
        const { items: totals } = await get('/costs/totals', { query: { project: id }, signal });
        setTitle(project.name);
        refill(head, pageHead(['/projects', 'Projects'], project.name,
            creator(), () => [
                {
                    label: 'Name and spacing…', icon: 'edit',
                    run: () => editProject(project, readHead),
                },
                { label: 'Jobs of the project', icon: 'jobs', href: `/jobs?project=${id}` },
                '-',
                {
                    label: 'Delete', icon: 'trash', danger: true, run: () => remove(
                        `projects/${id}`, '/projects', 'The project was deleted, with its shots.'),
                },
            ]),
        el('p', { class: 'hint' }, [project.aspect_ratio, `${project.spacing} frames apart`,
            ...totals.map((one) => `${money(one.amount, one.currency)} so far`)]
            .filter(Boolean).join(' · ')));
    };
    const readShots = async () => {
        const shots = await all(`/projects/${id}/shots`, {}, { signal });
        const focused = document.activeElement?.closest?.('.shot')?.dataset.id;
        clear(list, shots.map((shot) => row(shot, move)));
        for (const node of list.children) observe(node);
        if (!shots.length) {
            list.append(empty({
                icon: 'project', title: 'No shots yet',
                body: 'A shot is a scene: pictures on a timeline, one after the other.',
                actions: [creator()],
            }));
        }
        if (focused) list.querySelector(`[data-id="${focused}"] a`)?.focus({ preventScroll: true });
    };
    const readMade = async () => {
        const { items } = await get('/generations', { query: { project: id, limit: 48 }, signal });
        clear(made, items.length > 0 && [el('h2', 'Newest pictures'),
            el('div', { class: 'tiles' }, items.map((one) => generationTile(one, { size: 168 })))]);
    };
    sortable(list, { items: '.shot', signal, onOrder: order });
    await Promise.all([readHead(), readShots(), readMade()]);
    main.append(el('div', { class: 'page wide-page' }, head, list, made));
    bind({
        n: [add, 'New shot'], 'Shift+ArrowUp': [() => false, 'The shot earlier'],
        'Shift+ArrowDown': [() => false, 'The shot later'],
    }, signal, { group: 'Project' });
    const renew = paced(300, () => (list.querySelector('.dragging') ? renew()
        : Promise.all([readHead(), readShots(), readMade()])));
    listen({ tables: ['projects', 'shots', 'shot_entries', 'generations'] }, (change) => {
        const isOurs = change.reset || change.project === id || change.id === id
            || list.querySelector(`[data-id="${CSS.escape(change.row?.shot_id ?? '-')}"]`);
        if (isOurs) renew();
    }, signal);
};
