// Puts tiles of a grid into another order, by dragging or with Alt and the arrows.

/**
 * `isOn()` tells whether tiles move now; `onDrop(tiles)` hears the new order. To be called before
 * `wire`, which else hears the same pointer.
 */
export const arrange = (grid, { signal, isOn, onDrop }) => {
    let held = null;
    const tiles = () => [...grid.children];
    const over = (x, y) => tiles().find((one) => {
        const edge = one.getBoundingClientRect();
        return one !== held && x >= edge.left && x < edge.right && y >= edge.top && y < edge.bottom;
    });
    const pass = (node, other) => {
        const all = tiles();
        const isBehind = all.indexOf(node) < all.indexOf(other);
        other[isBehind ? 'after' : 'before'](node);
    };
    grid.addEventListener('pointerdown', (event) => {
        const node = event.target.closest('.tile');
        if (!isOn() || !node || event.button) return;
        held = node;
        held.classList.add('held');
        grid.setPointerCapture(event.pointerId);
        held.before = tiles();
        event.preventDefault();
        event.stopPropagation();
    }, { signal, capture: true });
    grid.addEventListener('pointermove', (event) => {
        if (!held) return;
        const other = over(event.clientX, event.clientY);
        if (other) pass(held, other);
        const edge = event.clientY < 120 ? -1 : event.clientY > innerHeight - 80 ? 1 : 0;
        if (edge) scrollBy(0, edge * 12);
    }, { signal });
    for (const name of ['pointerup', 'pointercancel']) {
        grid.addEventListener(name, () => {
            if (!held) return;
            const { before } = held;
            held.classList.remove('held');
            held = null;
            if (tiles().some((one, i) => one !== before[i])) onDrop(tiles());
        }, { signal });
    }
    grid.addEventListener('click', (event) => {
        if (!isOn()) return;
        event.preventDefault();
        event.stopImmediatePropagation();
    }, { signal, capture: true });
    grid.addEventListener('keydown', (event) => {
        const node = event.target.closest('.tile');
        const by = { ArrowRight: 1, ArrowLeft: -1, Home: -1e9, End: 1e9 }[event.key];
        if (!isOn() || !event.altKey || !by || !node) return;
        event.preventDefault();
        event.stopPropagation();
        const all = tiles();
        const other = all[Math.min(Math.max(all.indexOf(node) + by, 0), all.length - 1)];
        if (other === node) return;
        pass(node, other);
        node.anchor.focus();
        onDrop(tiles());
    }, { signal });
};
