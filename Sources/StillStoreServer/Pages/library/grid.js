// The rows that are near the window, and no others, are in the page. Each stands at its own place
// of a tall canvas: what comes above or below moves nothing.
import { el } from '../parts/dom.js';
import { createLayout } from './layout.js';

/** Where a window begins that has more above it. */
const middle = 2_000_000;
/** Browsers draw nothing beyond some millions of pixels. */
const tallest = 6_000_000;
const slack = 6000;
const pad = 4;
const budget = 7;

/**
 * Shows `source()` in `scroller`. `makeTile(asset, size)` makes one; `makeHead(asset)` what
 * stands above a group; `dropTile(tile)` hears that one is gone, `onMove()` that other rows are seen. `shape()` answers `{height, gap, isSquare}`.
 */
export const createGrid = ({
    scroller, source, makeTile, makeHead, dropTile, shape, onMove, signal,
}) => {
    const canvas = el('div', { class: 'canvas', role: 'list', aria: { label: 'Pictures' } });
    scroller.append(canvas);
    let rows = [];
    let layout = null;
    let frame = 0;
    let idle = null;
    let width = 0;
    const mounted = new Map();

    const tilesOf = (node) => [...node.children].filter((one) => one.asset);

    const measure = () => {
        width = canvas.clientWidth;
        layout = createLayout({ width, ...shape() });
    };

    // What is read of the page is read before it is changed: to ask again costs a layout.
    let scrolled = 0;
    let tall = scroller.clientHeight;
    let speed = 0;
    const bounds = () => [scrolled, scrolled + tall];

    // The first row that ends below a height.
    const rowAt = (y) => {
        let [left, right] = [0, rows.length];
        while (left < right) {
            const half = (left + right) >> 1;
            if (rows[half].top + rows[half].height < y) left = half + 1;
            else right = half;
        }
        return left;
    };

    const rowOf = (index) => rows.find(({ from, count }) => index >= from && index < from + count);

    /** The picture at the top edge and how far above the edge its row begins. */
    const anchor = () => {
        const [top] = bounds();
        const row = rows[Math.min(rowAt(top + 1), rows.length - 1)];
        return row && { id: source().at(row.from)?.id, index: row.from, offset: row.top - top };
    };

    /** Lays all out anew, with one picture where it was. */
    const relayout = (kept = anchor()) => {
        if (!canvas.clientWidth || !source()) return;
        tall = scroller.clientHeight;
        const { items, more } = source();
        const pool = new Map();
        for (const node of mounted.values()) {
            for (const tile of tilesOf(node)) pool.set(tile.dataset.id, tile);
        }
        const hadFocus = canvas.contains(document.activeElement)
            && document.activeElement.closest('.tile')?.dataset.id;
        measure();
        let at = kept ? items.findIndex((asset) => asset.id === kept.id) : 0;
        if (at < 0) at = Math.min(kept.index ?? 0, Math.max(0, items.length - 1));
        if (!more.up) {
            rows = layout.down(items, 0, pad, !more.down);
        } else {
            const below = layout.down(items, at, middle, !more.down);
            rows = [...layout.up(items, at, middle - layout.gap, false), ...below];
        }
        for (const node of mounted.values()) node.remove();
        mounted.clear();
        const row = rowOf(at) ?? rows.at(-1);
        if (kept && row) setScroll(row.top - (kept.offset ?? 0));
        else setScroll(more.up ? middle : 0);
        grow();
        draw(pool, true);
        for (const tile of pool.values()) if (!tile.isConnected) dropTile(tile);
        if (hadFocus) tileOf(hadFocus)?.anchor.focus({ preventScroll: true });
    };

    const setTop = (top) => {
        scroller.scrollTop = top;
        scrolled = scroller.scrollTop;
    };

    const setScroll = (top) => {
        canvas.style.height = `${Math.max(top + 2 * tall, 1)}px`;
        setTop(top);
    };

    const grow = () => {
        const last = rows.at(-1);
        const end = last ? last.top + last.height + pad : 0;
        canvas.style.height = `${end + (source().more.down ? slack : 0)}px`;
    };

    /** Takes in what the source has read at an end. `added` is how many came at the top. */
    const extend = (added = 0) => {
        const { items, more } = source();
        if (!layout) return relayout(null);
        for (const row of rows) row.from += added;
        if (rows[0]?.from > 0) {
            if (!more.up && layout.isEven) return relayout();
            const above = layout.up(items, rows[0].from, rows[0].top - layout.gap, !more.up);
            rows = [...above, ...rows];
        }
        const last = rows.at(-1);
        if (last?.isLast) {
            drop(last);
            rows.pop();
        }
        const end = rows.at(-1);
        rows.push(...layout.down(items, end ? end.from + end.count : 0,
            end ? end.top + end.height + layout.gap : pad, !more.down));
        grow();
        if (rows[0]?.top < 0) settle();
        schedule();
    };

    /** Forgets rows whose pictures the source has let go of. */
    const cut = (removed) => {
        const { items } = source();
        rows = rows.filter((row) => {
            row.from -= removed;
            if (row.from >= 0 && row.from + row.count <= items.length) return true;
            drop(row);
            return false;
        });
        grow();
    };

    const drop = (row) => {
        const node = mounted.get(row);
        if (!node) return;
        mounted.delete(row);
        for (const tile of tilesOf(node)) dropTile(tile);
        node.remove();
    };

    const mount = (row, pool) => {
        const { items } = source();
        const node = el('div', {
            class: 'row', role: 'presentation',
            style: { transform: `translateY(${row.top}px)`, height: `${row.height}px` },
        });
        const places = layout.places(items, row);
        const height = row.height - layout.head;
        let heading = null;
        places.forEach(({ x, width: wide, isFirst }, i) => {
            const asset = items[row.from + i];
            const size = Math.max(wide, height);
            let tile = pool?.get(asset.id);
            if (tile?.asset !== asset || tile.size !== sizeClass(size)) {
                tile = makeTile(asset, size);
                tile.size = sizeClass(size);
                tile.setAttribute('role', 'listitem');
            }
            Object.assign(tile.style, {
                left: `${x}px`, width: `${wide}px`, height: `${height}px`, top: `${layout.head}px`,
            });
            if (layout.head && isFirst) {
                heading = makeHead(asset);
                heading.style.left = `${x}px`;
                node.append(heading);
            }
            if (heading) heading.style.width = `${x + wide - parseFloat(heading.style.left)}px`;
            node.append(tile);
        });
        // In the order of reading, for who hears the page.
        let next = null;
        for (const other of mounted.keys()) {
            if (other.top > row.top && !(next?.top < other.top)) next = other;
        }
        canvas.insertBefore(node, mounted.get(next) ?? null);
        mounted.set(row, node);
    };

    const sizeClass = (size) => (size * devicePixelRatio <= 288 ? 0 : 1);

    /** Puts rows in and out; what does not fit a slice of a frame comes with the next. */
    const draw = (pool, isAll = false) => {
        frame = 0;
        const begun = performance.now();
        const [top, bottom] = bounds();
        // Who flies past sees what is at hand; who reads finds the next rows there.
        const over = tall * (speed > tall / 4 ? 0.1 : 0.75);
        const wanted = rows.slice(rowAt(top - over), rowAt(bottom + over) + 1);
        const set = new Set(wanted);
        const focused = document.activeElement?.closest?.('.row');
        for (const [row, node] of mounted) {
            if (!set.has(row) && node !== focused) drop(row);
        }
        const centre = (top + bottom) / 2;
        const missing = wanted.filter((row) => !mounted.has(row))
            .sort((a, b) => Math.abs(a.top - centre) - Math.abs(b.top - centre));
        for (const row of missing) {
            if (!isAll && performance.now() - begun > budget) {
                schedule();
                break;
            }
            mount(row, pool);
        }
        onMove();
    };

    const schedule = () => {
        if (rows.length) frame ||= requestAnimationFrame(() => draw());
    };

    // When all rests, the canvas is moved under the window if its beginning or its end is near.
    const settle = () => {
        const [top] = bounds();
        const { more } = source();
        const start = rows[0]?.top ?? 0;
        // The first row was made from below; who is there sees it even.
        if (rows[0]?.isShort && !more.up && top <= start + pad) return relayout(null);
        const shift = !more.up && start !== pad ? pad - start
            : more.up && (top < 200000 || top > tallest) ? middle - top : 0;
        if (!shift) return;
        for (const row of rows) {
            row.top += shift;
            const node = mounted.get(row);
            if (node) node.style.transform = `translateY(${row.top}px)`;
        }
        setScroll(top + shift);
        grow();
    };

    scroller.addEventListener('scroll', () => {
        const top = scroller.scrollTop;
        speed = Math.abs(top - scrolled);
        scrolled = top;
        const start = rows[0]?.top ?? 0;
        if (source()?.more.up && top < start - slack) setTop(start - slack);
        else if (source() && top < start - pad) settle();
        schedule();
        clearTimeout(idle);
        idle = setTimeout(() => {
            speed = 0;
            settle();
            schedule();
        }, 160);
    }, { signal, passive: true });

    const resized = new ResizeObserver(() => {
        tall = scroller.clientHeight;
        if (canvas.clientWidth !== width) relayout();
        else schedule();
    });
    resized.observe(scroller);
    signal.addEventListener('abort', () => {
        resized.disconnect();
        cancelAnimationFrame(frame);
        clearTimeout(idle);
    });

    const tileOf = (id) => {
        for (const node of mounted.values()) {
            for (const tile of tilesOf(node)) if (tile.dataset.id === id) return tile;
        }
        return null;
    };

    /** Brings a picture into view, by as little as it takes; answers its tile. */
    const reveal = (index, { isCentred = false, room = 8 } = {}) => {
        const row = rowOf(index);
        if (!row) return null;
        const [top, bottom] = bounds();
        if (isCentred) setTop(row.top - (tall - row.height) / 2);
        else if (row.top < top + room) setTop(row.top - room);
        else if (row.top + row.height > bottom - room) setTop(row.top + row.height + room - tall);
        if (!mounted.has(row)) mount(row);
        return tileOf(source().at(index).id);
    };

    /** The index of what stands above or below a picture, `step` rows away; -1 for none. */
    const beside = (index, step) => {
        const row = rowOf(index);
        if (!row) return -1;
        const { items } = source();
        const to = rows[Math.min(rows.length - 1, Math.max(0, rows.indexOf(row) + step))];
        if (to === row) return -1;
        const centres = (one) => layout.places(items, one).map((at) => at.x + at.width / 2);
        const mine = centres(row)[index - row.from];
        const theirs = centres(to).map((x) => Math.abs(x - mine));
        return to.from + theirs.indexOf(Math.min(...theirs));
    };

    return {
        canvas, relayout, extend, cut, reveal, beside, tileOf, anchor, schedule,
        page: (by) => scroller.scrollBy({ top: by * (tall - 60) }),
        setHidden: (isHidden) => { scroller.style.visibility = isHidden ? 'hidden' : ''; },
        /** Where a window stands that was just read: its end at the foot, else its first on top. */
        anchorFor({ end }) {
            const { items, more } = source();
            if (end) return { id: items.at(-1)?.id, offset: tall - shape().height - 2 * pad };
            return more.up ? { id: items[0]?.id, offset: pad } : null;
        },
        tiles: () => [...mounted.values()].flatMap(tilesOf),
        /** The first index seen, the one behind the last, and how far the ends of the window are. */
        seen() {
            const [top, bottom] = bounds();
            const [a, b] = [rows[rowAt(top + 1)], rows[Math.min(rowAt(bottom - 1), rows.length - 1)]];
            const last = rows.at(-1);
            return {
                height: tall, isMoving: speed > 0, from: a?.from ?? 0,
                to: b ? b.from + b.count : source().items.length,
                above: rows.length ? top - rows[0].top : 0,
                below: last ? last.top + last.height - bottom : 0,
                part: a ? Math.min(1, Math.max(0, (top - a.top) / a.height)) * a.count : 0,
            };
        },
        rowsPerPage: () => Math.max(1, Math.floor(tall / (shape().height + 4)) - 1),
    };
};
