// What changes while one looks: new pictures come without moving what is seen.
import { get } from '../app/api.js';
import { listen } from '../app/feed.js';
import { button, debounce, el } from '../parts/dom.js';
import { plural } from '../parts/format.js';
import { announce } from '../parts/toast.js';

/** `{scroller, source(), grid, restart(), reload(), signal}`. Answers the pill of what is new. */
export const watchArrivals = ({
    scroller, source, grid, restart, recount, refreshMarks, signal,
}) => {
    let fresh = 0;
    let isOthers = false;
    const pill = button({
        icon: 'up', label: '', class: 'pill', hidden: true,
        onClick: () => {
            if (source().more.up && !fresh) restart();
            else {
                const behavior = scroller.scrollTop < 3000 ? 'smooth' : 'instant';
                scroller.scrollTo({ top: 0, behavior });
            }
            forget();
        },
    });
    const forget = () => {
        fresh = 0;
        pill.hidden = true;
    };
    const catchUp = debounce(300, async () => {
        const now = source();
        await recount();
        if (now !== source() || signal.aborted) return;
        if (!now.items.length) return restart();
        const { from, to } = grid.seen();
        if (isOthers) {
            isOthers = false;
            const isChanged = await now.again(Math.max(0, from - 20), to + 20);
            if (now !== source()) return;
            if (isChanged) grid.relayout();
        }
        if (now.order === 'oldest' && !now.more.down) {
            now.more.down = true;
            grid.schedule();
        }
        const isAtTop = scroller.scrollTop < 8 && !grid.canvas.contains(document.activeElement);
        const count = await now.newer();
        if (now !== source() || !count) return;
        if (isAtTop) {
            const ids = new Set(now.items.slice(0, count).map((asset) => asset.id));
            grid.relayout(null);
            for (const tile of grid.tiles()) tile.classList.toggle('fresh', ids.has(tile.dataset.id));
        } else {
            grid.extend(count);
            fresh += count;
            pill.lastChild.textContent = plural(fresh, 'new picture');
            pill.hidden = false;
        }
        announce(plural(count, 'new picture'));
    });
    listen({ tables: ['assets', 'asset_marks', 'asset_tags'] }, (change) => {
        if (change.table === 'asset_marks' || change.table === 'asset_tags') {
            return refreshMarks(change.row?.asset_id);
        }
        const { row } = change;
        isOthers ||= change.reset || change.change !== 'batch' || row.updated + row.deleted
            + row.restored + row.purged > 0
            // What was awaited counts as added, and has its place already.
            || (row.assets ?? []).some((id) => source()?.indexOf(id) >= 0);
        catchUp();
    }, signal);
    scroller.addEventListener('scroll', () => {
        if (fresh && scroller.scrollTop < 40) forget();
    }, { signal, passive: true });
    signal.addEventListener('abort', catchUp.cancel);
    return el('div', { class: 'pill-place' }, pill);
};

/** Asks for ratings, stars and counts of what is shown, once each. */
export const createBadges = ({ tiles, signal }) => {
    const ask = debounce(80, async () => {
        const wanted = tiles().filter(({ asset }) => (!asset.marks || asset.isStale) && !asset.asked)
            .slice(0, 300);
        if (!wanted.length || signal.aborted) return;
        const before = new Map(wanted.map(({ asset }) => [asset, asset.changes ?? 0]));
        for (const { asset } of wanted) Object.assign(asset, { asked: true, isStale: false });
        try {
            const { items } = await get('/assets/badges', {
                query: { ids: wanted.map(({ asset }) => asset.id).join(',') }, signal,
            });
            const byID = new Map(items.map((one) => [one.id, one]));
            for (const tile of wanted) {
                // What was changed here meanwhile is newer than this answer.
                if (before.get(tile.asset) !== (tile.asset.changes ?? 0)) continue;
                tile.asset.marks = byID.get(tile.asset.id) ?? {};
                tile.setMarks(tile.asset.marks);
            }
        } catch { /* Pictures are looked at without them. */ } finally {
            for (const { asset } of wanted) delete asset.asked;
        }
    });
    return ask;
};
