// All sessions: what is worked on, how far it is, what came of it and what it cost so far.
import { get, pages, post } from '../app/api.js';
import { listen } from '../app/feed.js';
import { navigate, setQuery } from '../app/router.js';
import { button, clear, debounce, el } from '../parts/dom.js';
import { dialog } from '../parts/dialog.js';
import { field, form, segments, select, toggle } from '../parts/fields.js';
import { money, plural, when } from '../parts/format.js';
import { assetTile, kindName, kindNames, whenSeen } from '../parts/generation.js';
import { pickAssets } from '../parts/picker.js';
import { roam } from '../parts/sortable.js';
import { empty, failed, loading } from '../parts/states.js';
import { stateBadge } from '../parts/status.js';

export const workflows = { images: 'Pictures', ad: 'Ad', refinement: 'Refinement' };

const begin = () => {
    let source = null;
    const shown = dialog({
        title: 'New session',
        content: form({
            action: 'Begin',
            fields: [
                field({ label: 'Title', name: 'title', maxlength: 400, autofocus: true }),
                select({
                    label: 'Kind of work', name: 'workflow', options: [
                        ['images', 'Pictures: make and choose'],
                        ['ad', 'Ad: from a brief over pictures and clips to a film'],
                        ['refinement', 'Refinement: one picture, step by step'],
                    ],
                }),
                button({
                    icon: 'image', label: 'Begin from a picture…', onClick: async (event) => {
                        const pressed = event.currentTarget;
                        [source] = await pickAssets({ several: false, action: 'Choose' }) ?? [];
                        pressed.lastChild.textContent = source
                            ? `Begins from ${source.name ?? 'a picture'}` : 'Begin from a picture…';
                    },
                }),
            ],
            submit: async ({ title, workflow }) => {
                const made = await post('/sessions', {
                    workflow, title: title.trim(), source: source?.id,
                });
                shown.close();
                navigate(`/sessions/${made.id}`);
            },
        }),
    });
};

/** What came out, counted: “4 pictures, 2 clips”. */
export const outcome = ({ outputs = {} }) => kindNames.filter((kind) => outputs[kind])
    .map((kind) => plural(outputs[kind], kindName(kind))).join(', ') || 'Nothing yet';

const card = (session, observe) => {
    const cost = el('span', { class: 'number' });
    const isMoving = session.progress > 0 && session.progress < 100
        && !['completed', 'cancelled', 'abandoned', 'archived'].includes(session.status);
    const cover = session.thumbnail_asset_id ?? session.source_asset_id;
    const node = el('article', { class: 'work', dataset: { id: session.id } },
        el('div', { class: 'work-cover' }, cover
            ? assetTile(cover, { size: 300, href: `/sessions/${session.id}` })
            : el('span', { class: 'hint' }, 'No pictures yet')),
        isMoving && el('div', { class: 'progress', aria: { hidden: 'true' } },
            el('span', { style: { width: `${session.progress}%` } })),
        el('h2', el('a', { href: `/sessions/${session.id}` },
            el('bdi', session.title || 'Untitled session'))),
        el('div', { class: 'work-line' }, stateBadge(session.status),
            el('span', { class: 'hint' }, workflows[session.workflow] ?? session.workflow)),
        el('div', { class: 'work-line hint' }, el('span', { class: 'grow' }, outcome(session)), cost),
        el('div', { class: 'hint' }, when(session.updated_at)));
    node.querySelector('.tile-link')?.setAttribute('tabindex', '-1');
    node.querySelector('.tile-link')?.setAttribute('aria-hidden', 'true');
    node.price = async () => {
        const { items } = await get('/costs/totals', { query: { session: session.id } });
        cost.textContent = items.map((one) => money(one.amount, one.currency)).join(' + ');
    };
    observe(node);
    return node;
};

export const open = async ({ main, query, signal }) => {
    const filter = { workflow: query.get('workflow') ?? '', archived: query.get('archived') ?? '' };
    const grid = el('div', { class: 'works', aria: { live: 'off' } });
    const more = button({ label: 'More', hidden: true, onClick: () => read() });
    const observe = whenSeen((node) => node.price().catch(() => {}), signal);
    let list;
    const read = async (isNew) => {
        if (isNew) list = pages('/sessions', { limit: 60, ...filter }, { signal });
        const { value } = await list.next();
        const items = value?.items ?? [];
        more.hidden = !value?.next;
        if (isNew) clear(grid);
        if (isNew && !items.length) {
            grid.append(filter.workflow || filter.archived
                ? empty({ icon: 'session', title: 'None of this kind' })
                : empty({
                    icon: 'session', title: 'No sessions yet',
                    body: 'A session is one stretch of work: what was asked for, what came out, '
                        + 'what was chosen, and what it cost.',
                    actions: [button({
                        icon: 'plus', label: 'New session', kind: 'primary', onClick: begin,
                    })],
                }));
        }
        grid.append(...items.map((session) => card(session, observe)));
    };
    const change = (values) => {
        Object.assign(filter, values);
        setQuery(values);
        return read(true).catch((error) => clear(grid, failed(error, () => change({}))));
    };
    const filters = el('div', { class: 'filters' },
        segments({
            label: 'Kind of work', value: filter.workflow,
            options: [['', 'All'], ...Object.entries(workflows)],
            onChange: (workflow) => change({ workflow }),
        }),
        toggle({
            label: 'Archived', checked: filter.archived === 'true',
            onChange: (isOn) => change({ archived: isOn ? 'true' : '' }),
        }));
    main.append(el('div', { class: 'page wide-page' },
        el('div', { class: 'page-head' }, el('h1', 'Sessions'),
            button({ icon: 'plus', label: 'New session', kind: 'primary', onClick: begin })),
        filters, clear(grid, loading()), more));
    roam(grid, '.work', signal);
    await read(true);
    // Only the first page moves; whoever has read on keeps the place.
    const again = debounce(400, async () => {
        if (grid.children.length > 60) return;
        const focused = document.activeElement?.closest?.('.work')?.dataset.id;
        await read(true).catch(() => {});
        if (focused) grid.querySelector(`[data-id="${focused}"] h2 a`)?.focus();
    });
    listen({ tables: ['sessions', 'generations', 'costs'] }, again, signal);
    return {};
};
