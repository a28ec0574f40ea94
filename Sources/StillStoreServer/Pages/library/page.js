import { pages } from '../app/api.js';
import { el } from '../parts/dom.js';
import { createSelection, actionBar, wire } from '../parts/select.js';
import { tile } from '../parts/tile.js';
import { button } from '../parts/dom.js';

export const open = async ({ main, query, signal }) => {
    const grid = el('div', { class: 'tiles' });
    main.append(el('h1', { class: 'unseen' }, 'Library'), grid);
    const selection = createSelection({
        onChange: () => grid.querySelectorAll('.tile').forEach((node) => node.setPicked(selection.has(node.asset.id))),
    });
    wire(grid, selection, { signal, scroller: document.scrollingElement });
    actionBar(selection, () => [button({ icon: 'star', label: 'Star', kind: 'quiet' })], signal);
    for await (const page of pages('/assets', { query: query.get('query') }, { signal })) {
        grid.append(...page.items.map((asset) => tile(asset, { pick: true })));
        break;
    }
    return {};
};
