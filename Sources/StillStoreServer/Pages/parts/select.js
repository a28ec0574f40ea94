// Selecting pictures: a click on the tick, with shift to the last one, with ctrl anywhere, a box
// drawn around them, space; a long press on touch.
import { button, clear, el } from './dom.js';
import { plural } from './format.js';
import { announce } from './toast.js';

/**
 * A selection of assets. `between(a, b)` answers the assets from one id to another in the order
 * shown, both included. `onChange(selection)` hears every change.
 */
export const createSelection = ({ between = () => [], onChange } = {}) => {
    const chosen = new Map();
    let anchor = null;
    const changed = () => {
        onChange?.(selection);
        for (const listener of selection.listeners) listener(selection);
    };
    const selection = {
        listeners: new Set(),
        get size() { return chosen.size; },
        get assets() { return [...chosen.values()]; },
        get ids() { return [...chosen.keys()]; },
        has: (id) => chosen.has(id),
        toggle(asset) {
            if (!chosen.delete(asset.id)) chosen.set(asset.id, asset);
            anchor = asset.id;
            changed();
        },
        add(assets) {
            for (const asset of assets) chosen.set(asset.id, asset);
            anchor = assets.at(-1)?.id ?? anchor;
            changed();
        },
        replace(assets) {
            chosen.clear();
            selection.add(assets);
        },
        remove(ids) {
            for (const id of ids) chosen.delete(id);
            changed();
        },
        /** Adds all from the last one that was chosen to this one. */
        extend(asset) {
            const from = anchor ?? asset.id;
            const all = between(from, asset.id);
            for (const one of all.length ? all : [asset]) chosen.set(one.id, one);
            changed();
        },
        clear() {
            if (!chosen.size) return;
            chosen.clear();
            anchor = null;
            changed();
        },
    };
    return selection;
};

/** Makes the tiles within `container` answer to the pointer. Tiles are nodes with `.asset`. */
export const wire = (container, selection, { signal, scroller = container }) => {
    const tileAt = (event) => event.target.closest?.('.tile');
    container.addEventListener('click', (event) => {
        const tile = tileAt(event);
        if (!tile?.asset) return;
        const isPick = event.target.closest('.tile-pick');
        const isLink = event.target.closest('.tile-link');
        if (container.suppressClick) {
            event.preventDefault();
            event.stopPropagation();
            return;
        }
        if (event.shiftKey && (isPick || isLink)) selection.extend(tile.asset);
        else if (isPick || (isLink && (selection.size || event.ctrlKey || event.metaKey))) {
            selection.toggle(tile.asset);
        } else return;
        event.preventDefault();
        event.stopPropagation();
    }, { signal, capture: true });
    longPress(container, selection, tileAt, signal);
    box(container, selection, scroller, signal);
};

const longPress = (container, selection, tileAt, signal) => {
    let timer;
    const stop = () => clearTimeout(timer);
    container.addEventListener('pointerdown', (event) => {
        const tile = tileAt(event);
        if (event.pointerType === 'mouse' || !tile?.asset) return;
        timer = setTimeout(() => {
            if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(10);
            selection.toggle(tile.asset);
            hold(container);
        }, 450);
    }, { signal });
    for (const name of ['pointermove', 'pointerup', 'pointercancel']) {
        container.addEventListener(name, (event) => {
            if (name !== 'pointermove' || Math.hypot(event.movementX, event.movementY) > 4) stop();
        }, { signal, passive: true });
    }
    container.addEventListener('contextmenu', (event) => {
        if (container.suppressClick) event.preventDefault();
    }, { signal });
};

// The click that follows a press or a drag is not one on the picture under it.
const hold = (container) => {
    container.suppressClick = true;
    addEventListener('pointerup', () => setTimeout(() => { container.suppressClick = false; }, 50),
        { once: true });
    addEventListener('pointercancel', () => { container.suppressClick = false; }, { once: true });
};

const box = (container, selection, scroller, signal) => {
    let start = null;
    let frame = null;
    let before = [];
    let last = null;
    let beat = null;
    const origin = () => {
        const edge = container.getBoundingClientRect();
        return [edge.left, edge.top];
    };
    container.addEventListener('pointerdown', (event) => {
        if (event.pointerType !== 'mouse' || event.button || event.target.closest('button, .no-box')) {
            return;
        }
        const [left, top] = origin();
        start = [event.clientX - left, event.clientY - top];
        before = event.shiftKey || event.ctrlKey || event.metaKey ? selection.assets : [];
    }, { signal });
    addEventListener('pointermove', (event) => {
        if (!start) return;
        last = event;
        const [left, top] = origin();
        if (!frame) {
            const far = Math.hypot(event.clientX - left - start[0], event.clientY - top - start[1]);
            if (far < 8) return;
            frame = el('div', { class: 'select-box' });
            container.append(frame);
            container.classList.add('boxing');
            getSelection()?.removeAllRanges();
            hold(container);
            beat = requestAnimationFrame(creep);
        }
        update();
    }, { signal });
    const update = () => {
        const [left, top] = origin();
        const [x, y] = [last.clientX - left, last.clientY - top];
        const area = {
            left: Math.min(x, start[0]), top: Math.min(y, start[1]),
            right: Math.max(x, start[0]), bottom: Math.max(y, start[1]),
        };
        Object.assign(frame.style, {
            transform: `translate(${area.left}px, ${area.top}px)`,
            width: `${area.right - area.left}px`, height: `${area.bottom - area.top}px`,
        });
        const within = [...container.querySelectorAll('.tile')].filter((tile) => {
            const edge = tile.getBoundingClientRect();
            return edge.left - left < area.right && edge.right - left > area.left
                && edge.top - top < area.bottom && edge.bottom - top > area.top;
        }).map((tile) => tile.asset).filter(Boolean);
        // What the box has passed and is not in the page any more stays chosen.
        const seen = new Set([...container.querySelectorAll('.tile')].map((t) => t.dataset.id));
        const gone = selection.assets.filter((asset) => !seen.has(asset.id));
        selection.replace([...before, ...gone, ...within]);
    };
    const creep = () => {
        if (!frame) return;
        const edge = scroller.getBoundingClientRect();
        const up = edge.top + 40 - last.clientY;
        const down = last.clientY - edge.bottom + 40;
        if (up > 0) scroller.scrollTop -= up / 3;
        if (down > 0) scroller.scrollTop += down / 3;
        if (up > 0 || down > 0) update();
        beat = requestAnimationFrame(creep);
    };
    const end = () => {
        start = null;
        cancelAnimationFrame(beat);
        frame?.remove();
        frame = null;
        container.classList.remove('boxing');
    };
    addEventListener('pointerup', end, { signal });
    addEventListener('pointercancel', end, { signal });
    container.addEventListener('dragstart', (event) => event.preventDefault(), { signal });
};

/**
 * The bar of what can be done with the chosen ones, at the foot of the window. `actions(selection)`
 * answers buttons. Shown while anything is chosen.
 */
export const actionBar = (selection, actions, signal) => {
    const said = el('strong');
    const buttons = el('div', { class: 'bar-actions' });
    const bar = el('div', {
        class: 'action-bar', role: 'toolbar', aria: { label: 'Selected pictures' }, hidden: true,
    }, button({
        icon: 'close', label: 'Clear selection', kind: 'quiet', iconOnly: true,
        onClick: () => selection.clear(),
    }), said, buttons);
    let size = 0;
    const show = () => {
        bar.hidden = !selection.size;
        document.body.classList.toggle('selecting', selection.size > 0);
        if (selection.size === size) return;
        size = selection.size;
        const words = plural(size, 'picture');
        clear(said, size, el('span', `${words.slice(words.indexOf(' '))} selected`));
        announce(`${words} selected`);
        clear(buttons, size ? actions(selection) : []);
    };
    selection.listeners.add(show);
    (document.querySelector('main') ?? document.body).append(bar);
    signal.addEventListener('abort', () => {
        bar.remove();
        document.body.classList.remove('selecting');
    }, { once: true });
    return bar;
};
