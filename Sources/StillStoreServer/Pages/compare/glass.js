// One magnifying glass over several pictures: places are parts of a pane, so that pictures of
// different sizes show the same part.
import { el } from '../parts/dom.js';

const most = 24;

/** `onScale(scale)` hears how much is enlarged. */
export const createGlass = (signal, onScale) => {
    let views = [];
    let [scale, x, y] = [1, 0, 0];
    const pointers = new Map();

    const draw = () => {
        const room = (scale - 1) / 2;
        x = Math.min(room, Math.max(-room, x));
        y = Math.min(room, Math.max(-room, y));
        for (const view of views) {
            view.firstChild.style.transform = `translate(${x * 100}%, ${y * 100}%) scale(${scale})`;
            view.classList.toggle('zoomed', scale > 1);
        }
        onScale(scale);
    };

    // `at` stays where it is: a place from the middle of a pane, in parts of it.
    const zoom = (factor, at = [0, 0]) => {
        const next = Math.min(most, Math.max(1, scale * factor));
        const by = next / scale;
        [x, y] = [at[0] - (at[0] - x) * by, at[1] - (at[1] - y) * by];
        scale = next;
        draw();
    };

    const placeIn = (view, { clientX, clientY }) => {
        const box = view.getBoundingClientRect();
        return [(clientX - box.left) / box.width - 0.5, (clientY - box.top) / box.height - 0.5];
    };

    const listen = (view) => {
        view.addEventListener('wheel', (event) => {
            // Turning the wheel scrolls the page until something is enlarged.
            if (scale === 1 && !event.ctrlKey && event.deltaY > 0) return;
            event.preventDefault();
            zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.002)), placeIn(view, event));
        }, { passive: false, signal });
        view.addEventListener('pointerdown', (event) => {
            if (event.button) return;
            pointers.set(event.pointerId, placeIn(view, event));
            view.setPointerCapture(event.pointerId);
        }, { signal });
        view.addEventListener('pointermove', (event) => {
            const before = pointers.get(event.pointerId);
            if (!before) return;
            const now = placeIn(view, event);
            const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
            if (other) {
                const far = (at) => Math.hypot(at[0] - other[0], at[1] - other[1]) || 0.01;
                zoom(far(now) / far(before), [(now[0] + other[0]) / 2, (now[1] + other[1]) / 2]);
            } else {
                [x, y] = [x + now[0] - before[0], y + now[1] - before[1]];
                draw();
            }
            pointers.set(event.pointerId, now);
        }, { signal });
        for (const name of ['pointerup', 'pointercancel']) {
            view.addEventListener(name, (event) => pointers.delete(event.pointerId), { signal });
        }
        view.addEventListener('dblclick', (event) =>
            (scale > 1 ? glass.fit() : zoom(3, placeIn(view, event))), { signal });
    };

    const glass = {
        zoom,
        fit() {
            [scale, x, y] = [1, 0, 0];
            draw();
        },
        pan(across, down) {
            [x, y] = [x + across, y + down];
            draw();
        },
        clear() { views = []; },
        /** Puts an image under the glass. */
        view(image) {
            const node = el('div', { class: 'glass' }, image);
            views.push(node);
            listen(node);
            return node;
        },
    };
    return glass;
};
