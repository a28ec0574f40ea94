// One session: where it is, its mood board, what came out, its brief, jobs and costs.
import { all, get, patch, put } from '../app/api.js';
import { listen } from '../app/feed.js';
import { setTitle } from '../app/router.js';
import { button, clear, el, icon } from '../parts/dom.js';
import { ask } from '../parts/dialog.js';
import { plural, when } from '../parts/format.js';
import { assetTile } from '../parts/generation.js';
import { bind } from '../parts/keys.js';
import { stateBadge } from '../parts/status.js';
import { attempt, paced, pageHead, refill, remove } from '../parts/work.js';
import { enqueue } from '../jobs/enqueue.js';
import { jobRows } from '../jobs/rows.js';
import { createBoard } from './board.js';
import { briefCard, editBrief } from './brief.js';
import { costCard } from './costs.js';
import { isUnderWay, workflows } from './page.js';
import { stages, steps } from './states.js';

const head = (session) => {
    const { buttons, items } = steps(session);
    const isArchived = Boolean(session.archived_at);
    const path = `/sessions/${session.id}`;
    return [
        pageHead(['/sessions', 'Sessions'], session.title || 'Untitled session', buttons, () => [
            {
                label: 'Rename…', icon: 'edit', run: () => ask({
                    title: 'Rename session', label: 'Title', value: session.title,
                    save: (title) => patch(path, { title }),
                }),
            },
            {
                label: isArchived ? 'Bring back' : 'Archive', icon: 'album',
                run: () => attempt(() => put(`${path}/archived`, { archived: !isArchived })),
            },
            '-', ...items,
            {
                label: 'Delete', icon: 'trash', danger: true, run: () => remove(
                    `sessions/${session.id}`, '/sessions',
                    'The session was deleted; its pictures stay.'),
            },
        ]),
        el('div', { class: 'work-line' }, stateBadge(session.status),
            isArchived && el('span', { class: 'badge' }, 'Archived'),
            el('span', { class: 'hint' }, workflows[session.workflow], ', begun ',
                when(session.created_at),
                session.retries > 0
                    && `, ${plural(session.retries, 'try', 'tries')} after failures`)),
        stages(session),
        session.error && el('p', { class: 'banner bad', role: 'alert' }, icon('warning'),
            el('span', el('strong', 'It failed. '), session.error)),
        isUnderWay(session) && el('div', { class: 'work-progress' },
            el('div', {
                class: 'progress', role: 'progressbar',
                aria: { label: 'Progress', valuenow: session.progress },
            }, el('span', { style: { width: `${session.progress}%` } })),
            el('span', { class: 'hint' }, `${session.progress} %`,
                session.message && [', ', el('bdi', session.message)])),
    ];
};

export const open = async ({ main, params, signal }) => {
    const { id } = params;
    const query = { session: id };
    let session = await get(`/sessions/${id}`, { signal });
    let brief = null;
    const [top, side, jobs, source] = [
        el('div', { class: 'stack' }), el('aside', { class: 'stack' }),
        el('section', { class: 'card', aria: { label: 'Jobs' } }), el('div')];
    const board = createBoard(id, signal);
    const readHead = async () => {
        session = await get(`/sessions/${id}`, { signal });
        setTitle(session.title || 'Untitled session');
        refill(top, head(session));
    };
    const readOutputs = async () => {
        const [made, chosen] = await Promise.all([
            all('/generations', { ...query, parts: true }, { signal, most: 1000 }),
            get(`/sessions/${id}/board`, { signal }),
        ]);
        board.show(made, chosen.items);
    };
    const readBrief = async () => {
        if (session.workflow === 'ad') {
            brief = await get(`/sessions/${id}/brief`, { signal }).catch((problem) => {
                if (problem.status !== 404) throw problem;
                return null;
            });
        }
    };
    const readSide = async () => {
        const [found, cost] = await Promise.all([
            get('/jobs', { query: { ...query, limit: 8, top: true }, signal }),
            costCard(query, { alert: brief?.alert_cost, signal }),
        ]);
        refill(jobs, el('div', { class: 'card-head' },
            el('h2', el('a', { href: `/jobs?session=${id}` }, 'Jobs')), button({
                icon: 'plus', label: 'New job', kind: 'quiet', class: 'small',
                onClick: () => enqueue({ session: id, project: session.project_id }),
            })),
            found.items.length ? jobRows(found.items, { isSmall: true })
                : el('p', { class: 'muted' }, 'No jobs yet.'));
        const edit = () => editBrief(session, brief, (saved) => {
            brief = saved;
            readSide();
        });
        refill(side, session.source_asset_id && source,
            session.workflow === 'ad' && briefCard(brief, edit), cost, jobs);
    };
    if (session.source_asset_id) {
        clear(source, el('h2', { class: 'unseen' }, 'Began from'), el('figure', { class: 'source' },
            assetTile(session.source_asset_id, { size: 320 }),
            el('figcaption', { class: 'hint' }, 'Began from this picture')));
    }
    await Promise.all([readHead(), readOutputs(), readBrief().then(readSide)]);
    main.append(el('div', { class: 'page wide-page' }, top, el('div', { class: 'columns' },
        el('div', { class: 'stack' },
            el('section', { aria: { label: 'Mood board' } }, el('h2', 'Mood board'), board.board),
            el('section', { aria: { label: 'What came out' } },
                el('div', { class: 'page-head' }, el('h2', { class: 'grow' }, 'What came out'),
                    board.bar), board.outputs)),
        side)));
    bind(board.keys, signal, { group: 'Pictures of the session' });
    const needed = new Set();
    const renew = paced(250, async () => {
        const now = new Set(needed);
        needed.clear();
        const isAside = ['jobs', 'costs', 'session_briefs'].some((table) => now.has(table));
        await Promise.all([
            now.has('sessions') && readHead(), now.has('generations') && readOutputs(),
            isAside && readBrief().then(readSide),
        ]);
    });
    const tables = ['sessions', 'generations', 'jobs', 'costs', 'session_briefs'];
    listen({ tables }, (change) => {
        if (!change.reset && change.session !== id && change.id !== id) return;
        for (const table of change.reset ? tables : [change.table]) needed.add(table);
        renew();
    }, signal);
};
