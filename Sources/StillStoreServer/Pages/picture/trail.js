// The list that a picture was opened from, to both sides of it.
import { all, get } from '../app/api.js';

const step = 12;
const reversed = { newest: 'oldest', oldest: 'newest' };

/**
 * A walk through a list: `query` is the address's. `at(asset)` begins at a picture; `next(by)`
 * answers the asset before (-1) or behind (1), or null at the end; `near()` those to load ahead.
 */
export const createTrail = (query, signal) => {
    const order = query.get('order') || 'newest';
    const search = { query: query.get('query') ?? '' };
    const album = query.get('album');
    const ended = { [-1]: false, 1: false };
    const coming = {};
    let list = [];
    let here = 0;

    const listAssets = (more) =>
        get('/assets', { query: { ...search, limit: step, ...more }, signal });

    const extend = async (by) => {
        if (album || !reversed[order]) return extendKnown(by);
        const from = (by > 0 ? list.at(-1) : list[0]).id;
        const { items } = await listAssets({ order: by > 0 ? order : reversed[order], from });
        if (items.length < step) ended[by] = true;
        if (by > 0) list.push(...items);
        else {
            list.unshift(...items.toReversed());
            here += items.length;
        }
    };
    // An order that has no way back, or that of an album, is read from its beginning.
    const extendKnown = async () => {
        ended[1] = ended[-1] = true;
        const id = list[here].id;
        const found = album
            ? (await all(`/albums/${album}/assets`, {}, { signal }))
                .map((one) => ({ id: one.asset_id }))
            : await all('/assets', { ...search, order }, { signal, most: 3000 });
        const place = found.findIndex((one) => one.id === id);
        if (place < 0) return;
        found[place] = list[here];
        [list, here] = [found, place];
    };
    const ensure = (by) => {
        const isThere = list[here + by];
        if (isThere || ended[by]) return null;
        coming[by] ??= extend(by).finally(() => { coming[by] = null; });
        return coming[by];
    };
    const whole = async (index) => {
        if (!list[index]) return null;
        if (!list[index].kind) {
            const id = list[index].id;
            const asset = await get(`/assets/${id}`, { signal });
            const place = list.findIndex((one) => one.id === id);
            if (place >= 0) list[place] = asset;
            return asset;
        }
        return list[index];
    };
    return {
        at(asset) {
            list = [asset];
            here = 0;
        },
        async next(by) {
            await ensure(by);
            const asset = await whole(here + by);
            if (asset) here += by;
            return asset;
        },
        /** Takes the picture that is shown out of the list; answers the one to show instead. */
        async drop() {
            await Promise.all([ensure(1), ensure(-1)]);
            list.splice(here, 1);
            if (here >= list.length) here -= 1;
            return here < 0 ? null : whole(here);
        },
        async near() {
            await Promise.all([ensure(1), ensure(-1)]);
            return [list[here + 1], list[here - 1], list[here + 2]].filter((one) => one?.kind);
        },
        has: (by) => Boolean(list[here + by]) || !ended[by],
        put: (asset) => {
            const place = list.findIndex((one) => one.id === asset.id);
            if (place >= 0) list[place] = asset;
        },
    };
};
