// What pictures were asked for with, for those who want to see them in groups.
import { get } from '../app/api.js';

const known = new Map();
const keyOf = (asset) => asset.digest ?? asset.id;

/** The prompt of a picture, once `loadPrompts` has asked for it. */
export const promptOf = (asset) => asset.metadata?.prompt ?? known.get(keyOf(asset)) ?? '';

/** Asks for the prompts of pictures, each file once. */
export const loadPrompts = async (assets, signal) => {
    const wanted = [...new Map(assets.filter((asset) =>
        asset.digest && !asset.metadata?.prompt && !known.has(keyOf(asset)))
        .map((asset) => [keyOf(asset), asset])).values()];
    const work = async () => {
        while (wanted.length && !signal.aborted) {
            const asset = wanted.shift();
            try {
                const { record } = await get(`/assets/${asset.id}/metadata`, { signal });
                known.set(keyOf(asset), record?.prompt ?? '');
            } catch {
                known.set(keyOf(asset), '');
            }
        }
    };
    await Promise.all(Array.from({ length: 5 }, work));
};
