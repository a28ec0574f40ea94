// The timeline of a shot, drawn: a ruler of frames, a picture at each entry's frame, the gaps
// between them; and the tray of those without a place. Entries are dragged from one to the other.
import { draw, clear, el, icon } from '../parts/dom.js';
import { count } from '../parts/format.js';
import { generationTile, keyed } from '../parts/generation.js';
import { roam } from '../parts/sortable.js';
import { announce } from '../parts/toast.js';

const [wide, tall, top, longest] = [112, 96, 56, 40000];
const steps = [1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500];

/** The distance of marks for a scale: round numbers at least 64 pixels apart. */
const tick = (scale) => {
    for (let unit = 1; ; unit *= 1000) {
        const found = steps.find((step) => step * unit * scale >= 64);
        if (found) return found * unit;
    }
};

/**
 * Makes the timeline: `{node, tray, show(entries), zoom(factor), fit()}`. `move(entry, frame)` is
 * called with a frame, or null for none; `menu(entry)` answers the button of an entry.
 */
export const createTimeline = ({ signal, spacing, move, menu }) => {
    let [entries, scale, isFitted, drawnAt, held] = [[], 2, true, 0, null];
    const track = el('div', { class: 'time-track' });
    const node = el('div', {
        class: 'timeline', role: 'group', aria: { label: 'Timeline' },
    }, track);
    const tray = el('div', { class: 'tray', role: 'group', aria: { label: 'Without a place' } });
    const cards = keyed((entry) => {
        const made = generationTile(entry.generation, { size: 128, marks: {} });
        made.classList.add('entry');
        made.entry = entry;
        made.dataset.id = entry.id;
        const place = entry.timeline_frame === undefined ? 'without a place'
            : `frame ${entry.timeline_frame}`;
        made.anchor.setAttribute('aria-description', entry.is_locked ? `${place}, locked` : place);
        made.append(el('span', { class: 'entry-frame number' }, entry.is_locked && icon('lock', 12),
            entry.timeline_frame), menu(entry));
        return made;
    });
    // All of it, unless that would pile up more than four pictures.
    const fitting = (last, n) => Math.max(
        (node.clientWidth - wide - 40) / Math.max(spacing(), last),
        last ? (wide + 6) * (n - 1) / last / 4 : 0);
    // Only what is near the window of the timeline is in the page.
    const render = () => {
        const placed = entries.filter((one) => one.timeline_frame !== undefined);
        const last = placed.at(-1)?.timeline_frame ?? 0;
        scale = Math.min(isFitted ? fitting(last, placed.length) : scale, 24,
            longest / Math.max(1, last));
        const width = Math.max(node.clientWidth - 2, last * scale + wide + 40);
        drawnAt = node.scrollLeft;
        const [from, to] = [drawnAt - 800, drawnAt + node.clientWidth + 800];
        const focused = document.activeElement?.closest?.('.entry') && document.activeElement;
        const kept = focused?.closest('.entry').dataset.id;
        const [ends, shown, near, parts, stems, marks] = [[], [], new Map(), [], [], []];
        let before;
        for (const entry of placed) {
            const frame = entry.timeline_frame;
            const x = Math.round(frame * scale) + 12;
            let lane = ends.findIndex((end) => end <= x);
            if (lane < 0) lane = ends.length;
            ends[lane] = x + wide + 6;
            const isNear = x + wide > from && x < to;
            if (isNear) {
                near.set(entry.id, [x, top + lane * (tall + 8)]);
                shown.push(entry);
            }
            if (isNear && before && x - before.x > 40) {
                parts.push(el('span', {
                    class: 'gap number',
                    style: { left: `${before.x}px`, width: `${x - before.x}px` },
                }, count(frame - before.frame)));
            }
            before = { frame, x };
        }
        const rest = entries.slice(placed.length, placed.length + 200);
        const nodes = cards([...shown, ...rest]);
        for (const card of nodes) {
            const [x, y] = near.get(card.dataset.id) ?? [];
            card.style.left = y ? `${x}px` : '';
            card.style.top = y ? `${y}px` : '';
            if (y) stems.push(draw('path', { d: `M${x + 0.5} 26V${y + 4}` }));
        }
        const height = top + Math.max(1, ends.length) * (tall + 8);
        const step = tick(scale);
        const first = Math.max(0, Math.floor(from / scale / step)) * step;
        for (let frame = first; frame * scale < Math.min(width - 12, to); frame += step) {
            marks.push(el('span', {
                class: 'tick number', style: { left: `${frame * scale + 12}px` },
            }, count(frame)));
        }
        track.style.width = `${width}px`;
        track.style.height = `${height}px`;
        clear(track, el('div', { class: 'ruler', aria: { hidden: 'true' } }, marks, parts),
            draw('svg', { class: 'stems', width, height, 'aria-hidden': 'true' }, stems),
            nodes.slice(0, near.size));
        clear(tray, rest.length ? nodes.slice(near.size) : el('p', { class: 'muted' },
            'Pictures without a place lie here. Drag them up to the timeline, and back.'));
        if (kept && document.activeElement !== focused) {
            node.parentNode?.querySelector(`[data-id="${kept}"] a`)?.focus({ preventScroll: true });
        }
    };
    node.addEventListener('scroll', () => {
        if (Math.abs(node.scrollLeft - drawnAt) > 400 && !held) requestAnimationFrame(render);
    }, { signal, passive: true });
    /** The frame under a pointer; near the frames of the project's spacing it is one of them. */
    const frameAt = (event, shift) => {
        const x = event.clientX - shift - track.getBoundingClientRect().left - 12;
        const frame = Math.max(0, Math.round(x / scale));
        const round = Math.round(frame / spacing()) * spacing();
        return !event.altKey && Math.abs(round - frame) * scale < 7 ? round : frame;
    };
    const within = (box, event) => event.clientX >= box.left && event.clientX <= box.right
        && event.clientY >= box.top && event.clientY <= box.bottom;
    const begin = () => {
        const { card } = held;
        held.ghost = el('div', { class: 'time-ghost' },
            el('img', { src: card.image?.src, alt: '' }),
            el('strong', { class: 'number' }));
        document.body.append(held.ghost);
        card.classList.add('lifted');
        getSelection()?.removeAllRanges();
        follow(held.from);
    };
    const follow = (event) => {
        const isIn = within(node.getBoundingClientRect(), event);
        const isOut = within(tray.getBoundingClientRect(), event);
        held.to = isIn ? frameAt(event, held.shift) : isOut ? null : undefined;
        tray.classList.toggle('target', isOut);
        held.ghost.lastChild.textContent = isIn ? count(held.to) : isOut ? 'No place' : '';
        const x = isIn ? track.getBoundingClientRect().left + 12 + held.to * scale
            : event.clientX - held.shift;
        held.ghost.style.transform = `translate(${x}px, ${event.clientY - 40}px)`;
        held.ghost.classList.toggle('pinned', isIn);
        const box = node.getBoundingClientRect();
        if (isIn && event.clientX > box.right - 40) node.scrollLeft += 14;
        if (isIn && event.clientX < box.left + 40) node.scrollLeft -= 14;
    };
    const end = (isKept) => {
        clearTimeout(held?.timer);
        const done = held;
        held = null;
        if (!done?.ghost) return;
        done.ghost.remove();
        done.card.classList.remove('lifted');
        tray.classList.remove('target');
        const stop = (event) => { event.preventDefault(); event.stopPropagation(); };
        addEventListener('click', stop, { capture: true, once: true });
        setTimeout(() => removeEventListener('click', stop, { capture: true }), 80);
        const { entry } = done.card;
        if (isKept && done.to !== undefined && done.to !== (entry.timeline_frame ?? null)) {
            move(entry, done.to, true);
        }
    };
    for (const zone of [node, tray]) {
        roam(zone, '.entry', signal);
        zone.addEventListener('pointerdown', (event) => {
            const card = event.target.closest('.entry');
            if (!card || event.button || event.target.closest('button')) return;
            held = { card, from: event, shift: event.clientX - card.getBoundingClientRect().left };
            if (event.pointerType !== 'mouse') held.timer = setTimeout(begin, 320);
        }, { signal });
        zone.addEventListener('touchmove', (event) => {
            if (held?.ghost) event.preventDefault();
        }, { signal, passive: false });
        zone.addEventListener('dragstart', (event) => event.preventDefault(), { signal });
        zone.addEventListener('contextmenu', (event) => {
            if (held) event.preventDefault();
        }, { signal });
        zone.addEventListener('keydown', (event) => {
            const entry = event.target.closest('.entry')?.entry;
            const by = {
                ArrowLeft: -1, ArrowRight: 1, PageUp: -spacing(), PageDown: spacing(),
            }[event.key];
            if (!entry || !event.shiftKey || !by) return;
            event.preventDefault();
            event.stopPropagation();
            const frame = Math.max(0, (entry.timeline_frame ?? -by) + by);
            announce(`Frame ${frame}`);
            move(entry, frame);
        }, { signal });
    }
    addEventListener('pointermove', (event) => {
        if (!held) return;
        if (!held.ghost) {
            const { clientX, clientY } = held.from;
            if (Math.hypot(event.clientX - clientX, event.clientY - clientY) < 6) return;
            if (held.timer) return end(false);
            begin();
        }
        follow(event);
    }, { signal });
    addEventListener('pointerup', () => end(true), { signal });
    addEventListener('pointercancel', () => end(false), { signal });
    addEventListener('keydown', (event) => { if (event.key === 'Escape') end(false); }, { signal });
    const resized = new ResizeObserver(() => { if (isFitted && !held) render(); });
    resized.observe(node);
    signal.addEventListener('abort', () => resized.disconnect(), { once: true });
    return {
        node, tray,
        isBusy: () => held !== null,
        show: (next) => { entries = next; render(); },
        zoom: (factor) => {
            const middle = (node.scrollLeft + node.clientWidth / 2) / scale;
            scale *= factor;
            isFitted = false;
            render();
            node.scrollLeft = middle * scale - node.clientWidth / 2;
        },
        fit: () => { isFitted = true; render(); },
    };
};
