// Choosing pictures of the library for something else.
import { get, isAbort } from '../app/api.js';
import { button, clear, debounce, el } from './dom.js';
import { dialog } from './dialog.js';
import { plural } from './format.js';
import { empty, failed, loading } from './states.js';
import { tile } from './tile.js';
import { roam } from './sortable.js';

/** Asks for pictures of the library; answers the chosen assets, or undefined. */
export const pickAssets = ({ title = 'Choose pictures', action = 'Add', several = true } = {}) => {
    const chosen = new Map();
    const grid = el('div', { class: 'tiles picker' });
    const more = button({ label: 'More', kind: 'quiet', hidden: true, onClick: () => read() });
    const said = el('span', { class: 'hint grow', role: 'status' }, 'Nothing chosen');
    const input = el('input', {
        class: 'input', type: 'search', placeholder: 'Search the library', autofocus: true,
        aria: { label: 'Search the library' }, on: { input: debounce(150, () => read(true)) },
    });
    let asked = new AbortController();
    let next;
    const read = async (isNew) => {
        asked.abort();
        asked = new AbortController();
        const { signal } = asked;
        if (isNew) next = undefined;
        try {
            const page = await get('/assets', {
                signal, query: { query: input.value.trim(), limit: 60, after: next },
            });
            if (!next) clear(grid);
            next = page.next;
            more.hidden = !next;
            grid.append(...page.items.map((asset) => {
                const node = tile(asset, { size: 120, pick: true });
                node.setPicked(chosen.has(asset.id));
                return node;
            }));
            if (!grid.children.length) {
                clear(grid, empty({ title: 'Nothing found', body: 'Try other words.' }));
            }
        } catch (error) {
            if (!isAbort(error)) clear(grid, failed(error, () => read(true)));
        }
    };
    const toggle = (node) => {
        if (!chosen.delete(node.asset.id)) {
            if (!several) {
                chosen.clear();
                for (const other of grid.querySelectorAll('.picked')) other.setPicked(false);
            }
            chosen.set(node.asset.id, node.asset);
        }
        node.setPicked(chosen.has(node.asset.id));
        said.textContent = chosen.size
            ? `${plural(chosen.size, 'picture')} chosen` : 'Nothing chosen';
    };
    grid.addEventListener('click', (event) => {
        const node = event.target.closest('.tile');
        if (!node) return;
        event.preventDefault();
        event.stopPropagation();
        toggle(node);
    }, { capture: true });
    grid.addEventListener('keydown', (event) => {
        const node = event.target.closest('.tile');
        if (event.key !== ' ' || !node) return;
        event.preventDefault();
        toggle(node);
    });
    roam(grid, '.tile');
    clear(grid, loading());
    const shown = dialog({
        title, wide: true, class: 'picker-dialog', content: [input, grid, more],
        actions: [said, { label: 'Cancel', run: null }, {
            label: action, kind: 'primary',
            run: () => (chosen.size ? [...chosen.values()] : false),
        }],
    });
    read(true);
    return shown.done;
};
