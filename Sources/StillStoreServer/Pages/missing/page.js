import { Problem, get, post } from '../app/api.js';
import { listen } from '../app/feed.js';
import { button, clear, debounce, el, icon } from '../parts/dom.js';
import { bidi, count, plural, when } from '../parts/format.js';
import { empty, failed as failure } from '../parts/states.js';
import { isAwaited, tile } from '../parts/tile.js';
import { announce, toast } from '../parts/toast.js';
import { reasonOf } from './words.js';

const few = 60;
/** So many are looked through for those of one group; searches know no hosts. */
const looked = 1500;

const keyOf = (group) => [group.status, group.error_class, group.http_status, group.host].join('|');

const hostOf = ({ source }) => {
    try {
        return new URL(source).host;
    } catch {
        return '';
    }
};

const isOf = (asset, group) => asset.retrieval_status === group.status
    && asset.retrieval_error_class === group.error_class
    && asset.retrieval_http_status === group.http_status && hostOf(asset) === group.host;

const retry = async (what, pressed) => {
    if (pressed) pressed.disabled = true;
    try {
        const { count: n } = await post('/missing/retry', what);
        toast(n ? `${plural(n, 'picture')} ${n === 1 ? 'is' : 'are'} fetched again.`
            : 'There is nothing to fetch again.');
    } catch (problem) {
        toast('', { problem });
    } finally {
        if (pressed) pressed.disabled = false;
    }
};

const again = (label, what, props) => {
    const made = button({ icon: 'retry', label, ...props, onClick: () => retry(what, made) });
    return made;
};

const row = (group, chosen, choose) => {
    const isFailed = group.status === 'failed';
    const isOver = group.permanent && isFailed;
    const isDue = group.next_attempt && new Date(group.next_attempt) <= Date.now();
    return el('li', { class: ['missing-row', isOver ? 'failed' : isFailed && 'warned'] },
        icon(isFailed ? isOver ? 'reject' : 'missing' : 'clock', 24),
        el('button', {
            type: 'button', class: 'grow missing-group',
            aria: { pressed: String(chosen === keyOf(group)) },
            on: { click: () => choose(group) },
        }, el('strong', reasonOf(group)), el('span', { class: 'hint' },
            group.host && [bidi(group.host), ' · '], plural(group.count, 'picture'),
            group.update && ', an older version is here',
            !isOver && group.next_attempt && [' · next attempt ',
                isDue ? 'now' : when(group.next_attempt)])),
        isFailed && again('Try again',
            { host: group.host, error_class: group.error_class, permanent: group.permanent },
            { class: 'small' }));
};

export const open = async ({ main, signal }) => {
    const head = el('div', { class: 'actions' });
    const groups = el('div', { class: 'missing-groups' });
    const grid = el('div', { class: 'tiles', style: { '--tile': '184px' } });
    const heading = el('h2', { class: 'grow' });
    const more = button({ label: 'Show more', onClick: () => fill(false) });
    const pictures = el('section', { class: 'missing-pictures', hidden: true },
        el('div', { class: 'page-head' }, heading,
            button({ label: 'Show all', kind: 'quiet', onClick: () => choose(null) })), grid, more);
    main.append(el('div', { class: 'page missing' },
        el('div', { class: 'page-head' }, el('h1', 'Missing'), head), groups, pictures));
    let chosen = null;
    let places = [];
    let filling = 0;
    let found = [];

    const fill = async (isNew) => {
        const mine = filling += 1;
        if (isNew) places = (chosen ? [chosen.status] : ['failed', 'retrieving', 'pending'])
            .map((status) => ({ status }));
        const shown = [];
        let seen = 0;
        try {
            while (places.length && shown.length < few && seen < looked) {
                const [{ status, after }] = places;
                const page = await get('/assets', {
                    query: { query: `status:${status}`, limit: chosen ? 200 : few, after }, signal,
                });
                if (mine !== filling) return;
                seen += page.items.length;
                shown.push(...page.items.filter((asset) => !chosen || isOf(asset, chosen)));
                if (page.next) places[0].after = page.next;
                else places.shift();
            }
        } catch (problem) {
            if (!signal.aborted) toast('', { problem });
        }
        if (isNew) clear(grid);
        grid.append(...shown.map((asset) => tile(asset, { size: 220 })));
        more.hidden = !places.length;
        heading.textContent = chosen ? reasonOf(chosen) : 'The pictures';
        heading.nextSibling.hidden = !chosen;
        pictures.hidden = !grid.childElementCount;
    };

    const choose = (group) => {
        chosen = group && chosen && keyOf(group) === keyOf(chosen) ? null : group;
        draw();
        fill(true);
    };

    const draw = () => {
        const failed = found.filter(({ status }) => status === 'failed');
        const awaited = found.filter(({ status }) => status !== 'failed');
        const sum = (list) => list.reduce((n, group) => n + group.count, 0);
        const focused = [...groups.querySelectorAll('button')].indexOf(document.activeElement);
        const list = (title, some) => some.length > 0 && el('section',
            el('h2', title, ' ', el('span', { class: 'muted number' }, count(sum(some)))),
            el('ul', { class: 'list' }, some.map(
                (group) => row(group, chosen && keyOf(chosen), choose))));
        clear(groups,
            list('Awaited', awaited),
            list('Tried again by itself', failed.filter((group) => !group.permanent)),
            list('Given up', failed.filter((group) => group.permanent)));
        groups.querySelectorAll('button')[focused]?.focus();
        clear(head, failed.length > 1 && again('Try all again', {}));
        if (!found.length) {
            groups.append(empty({
                icon: 'check', title: 'Nothing is missing',
                body: 'Pictures that are fetched from elsewhere stand here until they have come, '
                    + 'and say why when they do not.',
            }));
        }
    };

    const load = async () => {
        try {
            const before = found.length;
            found = (await get('/missing', { signal })).items;
            if (before && !found.length) announce('Nothing is missing any more.');
            draw();
        } catch (error) {
            if (signal.aborted) return;
            clear(groups, failure(Problem.of(error), load));
        }
    };

    // What came stays in its place, and shows itself.
    const refresh = async (ids) => {
        const nodes = new Map([...grid.children].map((node) => [node.asset.id, node]));
        for (const id of ids.slice(0, few)) {
            const old = nodes.get(id);
            const asset = await get(`/assets/${id}`, { signal }).catch(() => null);
            if (signal.aborted) return;
            const isNew = asset && isAwaited(asset) && (!chosen || isOf(asset, chosen));
            if (!asset) old?.remove();
            else if (old || isNew) {
                const made = tile(asset, { size: 220 });
                made.classList.toggle('fresh', !isAwaited(asset));
                if (old) old.replaceWith(made);
                else grid.prepend(made);
            }
        }
        pictures.hidden = !grid.childElementCount;
    };
    const changed = new Set();
    const later = debounce(400, () => {
        const ids = [...changed];
        changed.clear();
        load();
        if (ids.length) refresh(ids);
        else fill(true);
    });
    listen({ tables: ['assets'] }, (change) => {
        (change.row?.assets ?? []).forEach((id) => changed.add(id));
        later();
    }, signal);
    const clock = setInterval(() => found.length && draw(), 30000);
    signal.addEventListener('abort', () => clearInterval(clock));
    await Promise.all([load(), fill(true)]);
};
