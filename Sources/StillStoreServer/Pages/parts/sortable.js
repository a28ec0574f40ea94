// Putting things into another order: by dragging them, and with shift and the arrow keys.
import { Problem } from '../app/api.js';
import { announce, toast } from './toast.js';

const calm = matchMedia('(prefers-reduced-motion: reduce)');
const handleOf = (item) => (item.matches('a, button, [tabindex]') ? item
    : item.querySelector('a[href], [tabindex]'));

/** Arrow keys move the focus among the items of a container, as they lie on the screen. */
export const roam = (container, items, signal) => {
    container.addEventListener('keydown', (event) => {
        if (event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return;
        const side = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -2, ArrowDown: 2 }[event.key];
        const from = event.target.closest(items);
        if (!side || !from || event.target.matches('input, textarea, select')) return;
        const list = [...container.querySelectorAll(items)];
        const to = Math.abs(side) === 1 ? list[list.indexOf(from) + side]
            : nearest(from, list, Math.sign(side));
        if (!to) return;
        event.preventDefault();
        event.stopPropagation();
        handleOf(to)?.focus();
    }, { signal });
};

const nearest = (from, list, side) => {
    const here = from.getBoundingClientRect();
    let best = null;
    let least = Infinity;
    for (const item of list) {
        const box = item.getBoundingClientRect();
        const down = (box.top - here.top) * side;
        if (down < 4) continue;
        const far = down * 4 + Math.abs(box.left + box.width / 2 - here.left - here.width / 2);
        if (far < least) [best, least] = [item, far];
    }
    return best;
};

/**
 * Makes the children of `container` that match `items` sortable; each has `dataset.id`.
 * `onOrder(ids)` saves; if it throws, the problem is shown and the old order is back.
 */
export const sortable = (container, { items, signal, onOrder }) => {
    container.classList.add('sortable');
    const list = () => [...container.querySelectorAll(`:scope > ${items}`)];
    let saving = Promise.resolve();
    const save = (before) => {
        const now = list();
        if (now.every((item, i) => item === before[i])) return;
        saving = saving.then(() => onOrder(now.map((item) => item.dataset.id))).catch((error) => {
            toast('The order was not saved.', { problem: Problem.of(error) });
            for (const item of before) if (item.isConnected) container.append(item);
        });
    };
    // Others glide to where they are by now.
    const moved = (change, held) => {
        const boxes = list().map((item) => [item, item.offsetLeft, item.offsetTop]);
        change();
        if (calm.matches) return;
        for (const [item, left, top] of boxes) {
            const [x, y] = [left - item.offsetLeft, top - item.offsetTop];
            if (item === held || (!x && !y)) continue;
            item.animate([{ transform: `translate(${x}px, ${y}px)` }, {}],
                { duration: 160, easing: 'ease-out' });
        }
    };
    container.addEventListener('keydown', (event) => {
        const item = event.target.closest(items);
        if (!event.shiftKey || !item) return;
        const all = list();
        const at = all.indexOf(item);
        const to = {
            ArrowLeft: at - 1, ArrowUp: at - 1, ArrowRight: at + 1, ArrowDown: at + 1,
            Home: 0, End: all.length - 1,
        }[event.key];
        if (to === undefined) return;
        event.preventDefault();
        event.stopPropagation();
        if (to < 0 || to >= all.length || to === at) return;
        moved(() => (to < at ? all[to].before(item) : all[to].after(item)));
        handleOf(item)?.focus();
        announce(`Place ${to + 1} of ${all.length}`);
        save(all);
    }, { signal });
    roam(container, items, signal);
    drag(container, { items, signal, list, moved, save });
};

const drag = (container, { items, signal, list, moved, save }) => {
    let held = null;
    let timer;
    const follow = (event) => {
        const edge = container.getBoundingClientRect();
        held.node.style.transform = `translate(${
            event.clientX - held.x - edge.left - held.node.offsetLeft}px, ${
            event.clientY - held.y - edge.top - held.node.offsetTop}px)`;
    };
    const begin = () => {
        held.isMoving = true;
        held.before = list();
        held.node.classList.add('dragging');
        getSelection()?.removeAllRanges();
    };
    container.addEventListener('pointerdown', (event) => {
        const node = event.target.closest(items);
        if (event.button || !node || event.target.closest('button, input, .no-drag')) return;
        const box = node.getBoundingClientRect();
        held = {
            node, x: event.clientX - box.left, y: event.clientY - box.top, from: event,
            isTouch: event.pointerType !== 'mouse',
        };
        if (held.isTouch) {
            timer = setTimeout(() => { begin(); navigator.vibrate?.(10); }, 320);
        }
    }, { signal });
    addEventListener('pointermove', (event) => {
        if (!held) return;
        const { clientX, clientY } = held.from;
        const far = Math.hypot(event.clientX - clientX, event.clientY - clientY);
        if (!held.isMoving) {
            if (far < 7) return;
            if (held.isTouch) return end();
            begin();
        }
        const over = list().find((item) => {
            const box = item.getBoundingClientRect();
            return item !== held.node && event.clientX > box.left && event.clientX < box.right
                && event.clientY > box.top && event.clientY < box.bottom;
        });
        if (over && !over.getAnimations().length) {
            const all = list();
            const isLater = all.indexOf(over) > all.indexOf(held.node);
            moved(() => (isLater ? over.after(held.node) : over.before(held.node)), held.node);
        }
        follow(event);
        if (event.clientY < 90) scrollBy(0, -16);
        else if (event.clientY > innerHeight - 70) scrollBy(0, 16);
    }, { signal });
    const end = (isKept = true) => {
        clearTimeout(timer);
        const done = held;
        held = null;
        if (!done?.isMoving) return;
        done.node.classList.remove('dragging');
        done.node.style.transform = '';
        if (isKept) save(done.before);
        else container.append(...done.before);
        // The click that ends a drag opens nothing.
        addEventListener('click', stop, { capture: true, once: true });
        setTimeout(() => removeEventListener('click', stop, { capture: true }), 80);
    };
    const stop = (event) => { event.preventDefault(); event.stopPropagation(); };
    addEventListener('pointerup', () => end(), { signal });
    addEventListener('pointercancel', () => end(false), { signal });
    addEventListener('keydown', (event) => {
        if (event.key === 'Escape' && held?.isMoving) { stop(event); end(false); }
    }, { signal, capture: true });
    container.addEventListener('touchmove', (event) => {
        if (held?.isMoving) event.preventDefault();
    }, { signal, passive: false });
    container.addEventListener('dragstart', (event) => event.preventDefault(), { signal });
    container.addEventListener('contextmenu', (event) => {
        if (held?.isMoving) event.preventDefault();
    }, { signal });
};
