// Which pictures are in the window, and how it moves: begun anew by a search or a jump, read on at
// both ends while one scrolls, counted by month.
import { isAbort } from '../app/api.js';
import { remember } from '../app/router.js';
import { button, clear, debounce, el } from '../parts/dom.js';
import { failed, loading } from '../parts/states.js';
import { announce } from '../parts/toast.js';
import { loadPrompts } from './prompts.js';
import { createSource } from './source.js';
import { loadTimeline } from './timeline.js';
import { view } from './toolbar.js';

// What was read stays for coming back from a picture.
let kept = null;
document.addEventListener('signed-out', () => { kept = null; });

/**
 * `search` is `{query, order}` as it is now; `parts` answers `{grid, scrubber, toolbar, shelf}`;
 * `focused()` is the picture with the focus, `nothing()` what stands in place of no pictures;
 * `onShown()` hears of others, `onSeen()` of rows that came into sight, `onCount()` that there is
 * time to count.
 */
export const createWalk = ({ search, parts, nothing, focused, onShown, onSeen, onCount }) => {
    const state = el('div', { class: 'library-state', hidden: true });
    let source = null;
    let waiting = null;
    let months = null;

    const showState = (node) => {
        state.hidden = !node;
        clear(state, node);
        parts().grid.setHidden(Boolean(node));
        parts().scrubber.node.hidden ||= Boolean(node);
    };

    // Groups are made of prompts, which come one by one.
    const ready = async (of) => {
        if (view.isGrouped && of) await loadPrompts(of.items, of.signal);
    };

    const locate = (isMoving) => {
        const { from, part } = parts().grid.seen();
        const month = source.at(from)?.created_at.slice(0, 7);
        parts().scrubber.show(source.base + from + part, month, isMoving);
    };

    const recount = async () => {
        const now = source;
        if (!now) return;
        try {
            const found = await loadTimeline(now.query, now.order === 'oldest', now.signal);
            if (now !== source) return;
            months = found;
            now.guess();
            parts().toolbar.setTotal(found.total);
            parts().scrubber.setMonths(now.isDated ? found : null);
            locate(false);
        } catch (error) {
            if (!isAbort(error)) console.error(error);
        }
    };

    const note = debounce(200, () => {
        const at = parts().grid.anchor();
        const asset = at && source?.at(at.index);
        if (asset) remember('at', { id: asset.id, offset: at.offset, focused: focused() });
    });

    const tellFailure = (error, again) => {
        const { shelf } = parts();
        if (shelf.querySelector('.more-failed')) return;
        const retry = () => {
            node.remove();
            again();
        };
        const node = el('div', { class: 'more-failed', role: 'alert' },
            el('span', error.detail ?? error.message),
            button({ icon: 'retry', label: 'Try again', class: 'small', onClick: retry }));
        setTimeout(() => { if (node.isConnected) retry(); }, 5000);
        shelf.append(node);
    };

    const extend = async (direction) => {
        const now = source;
        const { grid } = parts();
        if (!now.more[direction] || now.reading[direction]) return;
        now.reading[direction] = true;
        try {
            const added = await now.extend(direction);
            await ready(now);
            if (now !== source) return;
            grid.extend(direction === 'up' ? added : 0);
            const { length } = now.items;
            const cut = now.trim(grid.seen().from);
            if (now.items.length !== length) grid.cut(cut);
            now.reading[direction] = false;
            grid.schedule();
        } catch (error) {
            if (isAbort(error) || now !== source) return;
            tellFailure(error, () => {
                now.reading[direction] = false;
                grid.schedule();
            });
        }
    };

    const count = async (of) => {
        if (of !== source || of.signal.aborted) return;
        onCount();
        await recount();
        if (search.query && of === source && months) announce(`${months.total} found`);
    };

    const take = (next) => {
        if (source !== next) source?.close();
        source = next;
        source.reading = {};
        kept = next;
    };

    const walk = {
        state,
        get source() { return source; },
        recount, ready, showState,

        /** Rows were put in: reads on where the end is near. */
        moved() {
            if (!source?.items.length) return;
            const { above, below, height, isMoving } = parts().grid.seen();
            if (below < 2.5 * height) extend('down');
            if (above < 2.5 * height) extend('up');
            locate(isMoving);
            onSeen();
            note();
        },

        /**
         * Begins anew at a place, see `createSource`. What is shown stays until the other
         * pictures are there; `anchor` says where the first is to be.
         */
        async restart(place = {}, anchor = null) {
            const { grid, toolbar, shelf } = parts();
            const next = createSource({ ...search, timeline: () => months });
            const isMoved = Boolean(place.date || place.end);
            waiting?.close();
            waiting = next;
            toolbar.update();
            const late = setTimeout(() => {
                if (source) shelf.classList.add('waiting');
                else showState(loading());
            }, 250);
            try {
                await next.start(place);
                await ready(next);
                if (waiting !== next) return next.close();
                take(next);
                toolbar.setProblem(null);
                showState(next.items.length ? null : nothing());
                grid.relayout(anchor ?? grid.anchorFor(place));
                onShown();
                // Who types on waits for pictures, not for counts of what is not looked for any more.
                if (!isMoved) setTimeout(() => count(next), search.query ? 200 : 0);
            } catch (error) {
                if (isAbort(error) || waiting !== next) return;
                if (source || error.status === 400) toolbar.setProblem(error.detail ?? error.message);
                else showState(failed(error, () => walk.restart(place)));
            } finally {
                clearTimeout(late);
                if (waiting === next) waiting = null;
                if (!waiting) shelf.classList.remove('waiting');
            }
        },

        /** Goes on with what was read before, if it is of the same search; true then. */
        resume(anchor) {
            if (!kept?.items.length || kept.query !== search.query || kept.order !== search.order) {
                return false;
            }
            kept.reopen();
            take(kept);
            parts().grid.relayout(anchor ?? null);
            onShown();
            recount();
            return true;
        },
    };
    return walk;
};
