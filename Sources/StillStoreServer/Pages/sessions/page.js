// All sessions: what is worked on, how far it is, what came of it and what it cost so far.
import { get, post } from '../app/api.js';
import { navigate, setQuery } from '../app/router.js';
import { button, el } from '../parts/dom.js';
import { dialog } from '../parts/dialog.js';
import { field, form, segments, select, toggle } from '../parts/fields.js';
import { money, plural, when } from '../parts/format.js';
import { assetTile, kindName, kindNames } from '../parts/generation.js';
import { pickAssets } from '../parts/picker.js';
import { empty } from '../parts/states.js';
import { stateBadge } from '../parts/status.js';
import { listing } from '../parts/work.js';

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
                        const words = event.currentTarget.lastChild;
                        [source] = await pickAssets({ several: false, action: 'Choose' }) ?? [];
                        words.textContent = source ? `Begins from ${source.name ?? 'a picture'}`
                            : 'Begin from a picture…';
                    },
                }),
            ],
            submit: async ({ title, workflow }) => {
                const { id } = await post('/sessions', {
                    workflow, title: title.trim(), source: source?.id,
                });
                shown.close();
                navigate(`/sessions/${id}`);
            },
        }),
    });
};

const creator = () =>
    button({ icon: 'plus', label: 'New session', kind: 'primary', onClick: begin });

/** True while something is under way that says how far it is. */
export const isUnderWay = (session) => session.progress > 0 && session.progress < 100
    && !['completed', 'cancelled', 'abandoned', 'archived'].includes(session.status);

const card = (session) => {
    const cost = el('span', { class: 'number' });
    const href = `/sessions/${session.id}`;
    const cover = session.thumbnail_asset_id ?? session.source_asset_id;
    const made = kindNames.filter((kind) => session.outputs?.[kind])
        .map((kind) => plural(session.outputs[kind], kindName(kind))).join(', ');
    const node = el('article', { class: 'work', dataset: { id: session.id } },
        el('div', { class: 'work-cover', inert: true },
            cover ? assetTile(cover, { size: 300, href })
                : el('span', { class: 'hint' }, 'No pictures yet')),
        isUnderWay(session) && el('div', { class: 'progress', aria: { hidden: 'true' } },
            el('span', { style: { width: `${session.progress}%` } })),
        el('h2', el('a', { href }, el('bdi', session.title || 'Untitled session'))),
        el('div', { class: 'work-line' }, stateBadge(session.status),
            el('span', { class: 'hint' }, workflows[session.workflow])),
        el('div', { class: 'work-line hint' },
            el('span', { class: 'grow' }, made || 'Nothing yet'), cost),
        el('div', { class: 'hint' }, when(session.updated_at)));
    node.see = async () => {
        const { items } = await get('/costs/totals', { query: { session: session.id } });
        cost.textContent = items.map((one) => money(one.amount, one.currency)).join(' + ');
    };
    return node;
};

export const open = async ({ main, query, signal }) => {
    const filter = { workflow: query.get('workflow') ?? '', archived: query.get('archived') ?? '' };
    const list = listing({
        path: '/sessions', query: () => filter, make: card, items: '.work', class: 'works', signal,
        tables: ['sessions', 'generations', 'costs'],
        none: () => empty(filter.workflow || filter.archived
            ? { icon: 'session', title: 'None of this kind' }
            : {
                icon: 'session', title: 'No sessions yet', actions: [creator()],
                body: 'A session is one stretch of work: what was asked for, what came out, '
                    + 'what was chosen, and what it cost.',
            }),
    });
    const change = (values) => {
        Object.assign(filter, values);
        setQuery(values);
        list.read();
    };
    main.append(el('div', { class: 'page wide-page' },
        el('div', { class: 'page-head' }, el('h1', 'Sessions'), creator()),
        el('div', { class: 'filters' },
            segments({
                label: 'Kind of work', value: filter.workflow,
                options: [['', 'All'], ...Object.entries(workflows)],
                onChange: (workflow) => change({ workflow }),
            }),
            toggle({
                label: 'Archived', checked: filter.archived === 'true',
                onChange: (isOn) => change({ archived: isOn ? 'true' : '' }),
            })), list.node));
    await list.read();
};
