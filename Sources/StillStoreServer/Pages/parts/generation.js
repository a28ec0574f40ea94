// Generations as pictures: what came out of work, shown by the file of its primary variant.
import { get, post } from '../app/api.js';
import { el } from './dom.js';
import { tile } from './tile.js';

const kinds = {
    image: ['picture', 'Pictures'], video_clip: ['clip', 'Clips'], final_video: ['film', 'Films'],
    audio: ['sound', 'Sounds'],
};

/** What a kind of generation is called: one, or as a heading. */
export const kindName = (kind, isHeading) => kinds[kind]?.[isHeading ? 1 : 0] ?? kind;

/** All kinds, in the order in which they are shown. */
export const kindNames = Object.keys(kinds);

/** What a generation is called. */
export const titleOf = (generation) =>
    generation.name || generation.prompt || `Untitled ${kindName(generation.kind)}`;

/** The tile of a generation; `.generation` is on the node. */
export const generationTile = (generation, options = {}) => {
    const node = tile({
        id: generation.asset_id ?? generation.id, kind: generation.kind,
        name: titleOf(generation),
        retrieval_status: { generating: 'pending', failed: 'failed' }[generation.status],
        retrieval_error: generation.error,
        metadata: { duration: generation.duration_ms && generation.duration_ms / 1000 },
    }, {
        href: generation.asset_id ? undefined
            : generation.job_id ? `/jobs/${generation.job_id}` : location.pathname,
        marks: { starred: generation.is_starred, is_starred: generation.is_starred }, ...options,
    });
    node.dataset.id = generation.id;
    node.generation = generation;
    if (!generation.asset_id) node.querySelector('.tile-retry')?.remove();
    return node;
};

/** The picture of an asset of which only the id is known. */
export const assetTile = (id, options) => tile({ id, kind: 'image', name: 'Picture' }, options);

/** Up to four pictures as one: the cover of something that has many. */
export const mosaic = (generations, size = 260) => {
    const shown = generations.filter((one) => one.asset_id && one.kind === 'image').slice(0, 4);
    const node = el('div', { class: `mosaic of-${shown.length}`, inert: true }, shown.map((one) =>
        generationTile(one, { size: size / (shown.length > 1 ? 2 : 1), marks: {} })));
    return node;
};

/** Makes nodes of items, and the same node again for an item that did not change. */
export const keyed = (make) => {
    let known = new Map();
    return (items) => {
        const next = new Map(items.map((item, i) => {
            const print = `${JSON.stringify(item)}`;
            const before = known.get(item.id);
            return [item.id, before?.print === print ? before : { print, node: make(item, i) }];
        }));
        known = next;
        return [...next.values()].map(({ node }) => node);
    };
};

/** The generation that shows an asset; it is made if there is none. */
export const generationOf = async (asset, project) => {
    const { generations } = await get(`/assets/${asset.id}/uses`);
    const found = generations?.find((one) => !one.deleted_at && one.asset_id === asset.id);
    return found ?? post('/generations', {
        kind: /video|audio/.test(asset.kind) ? asset.kind : 'image', asset: asset.id, project,
    });
};
