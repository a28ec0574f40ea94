// What stands in the rows: tiles, and what groups are called.
import { el } from '../parts/dom.js';
import { forget, observerWithin, pictureURL, tile } from '../parts/tile.js';
import { promptOf } from './prompts.js';
import { filter } from './query.js';
import { view } from './toolbar.js';

/** How rows are to be, for a window of this width. */
export const shape = () => ({
    height: view.height * (innerWidth < 720 ? 0.62 : innerWidth > 2400 ? 1.4 : 1),
    gap: innerWidth < 720 ? 2 : 4, isSquare: view.isSquare,
    groupOf: view.isGrouped ? promptOf : undefined,
});

/** What a grid makes its rows of; `search` is `{query, order}` as it is now. */
export const tileMaker = ({ scroller, search, selection, isCurrent, onQuery }) => {
    const observer = observerWithin(scroller);
    return {
        makeTile(asset, size) {
            const { query, order } = search;
            const made = tile(asset, {
                size, observer, pick: true, marks: asset.marks,
                href: pictureURL(asset, {
                    ...(query && { query }), ...(order !== 'newest' && { order }),
                }),
            });
            made.anchor.tabIndex = isCurrent(asset) ? 0 : -1;
            if (selection.has(asset.id)) made.setPicked(true);
            return made;
        },
        makeHead(asset) {
            const prompt = promptOf(asset);
            if (!prompt) return el('span', { class: 'row-head' }, 'No prompt');
            return el('button', {
                type: 'button', class: 'row-head', tabindex: -1,
                title: `${prompt}\nSearch for more of it`,
                on: { click: () => onQuery(filter('prompt', prompt)) },
            }, el('bdi', prompt));
        },
        dropTile: (node) => forget(node, observer),
        close: () => observer.disconnect(),
    };
};
