// A window over all pictures of a search, which grows at both ends and is cut where nobody looks.
import { Problem, get } from '../app/api.js';

const opposite = { newest: 'oldest', oldest: 'newest' };
const first = 80;
const more = 240;
/** More than these are not kept. */
const most = 5000;

/** Pictures of one search in one order; `timeline()` answers its months once they are known. */
export const createSource = ({ query, order, timeline }) => {
    let controller = new AbortController();
    const isDated = order in opposite;
    // Pages of orders without dates are found again by the cursors that they began with.
    const cursors = [undefined];
    let [low, high] = [0, 0];
    let sizes = [];
    const busy = { up: null, down: null };

    const fetchPage = (options) =>
        get('/assets', {
            signal: controller.signal, query: { query, order, limit: first, ...options },
        });

    const source = {
        query, order, isDated, items: [], base: 0, isExact: true,
        more: { up: false, down: false },
        get signal() { return controller.signal; },
        close: () => controller.abort(),
        /** After `close`, to be read on. */
        reopen() { controller = new AbortController(); },

        /** Begins: at the top, at `{date}`, at the `{end}`, or at an `{asset}` that is known. */
        async start({ date, end, asset } = {}) {
            if (isDated && date) return startAt(date);
            if (isDated && end) return startAtEnd();
            if (isDated && asset) {
                const page = await fetchPage({ from: asset.id });
                set([asset, ...page.items], true, page.next);
                return guess();
            }
            const page = await fetchPage({});
            cursors[1] = page.next;
            [low, high, sizes] = [0, 1, [page.items.length]];
            set(page.items, false, page.next);
            [source.base, source.isExact] = [0, true];
        },

        /** Reads on at one end; answers how many came. One request at a time each. */
        extend(direction) {
            if (!source.more[direction]) return Promise.resolve(0);
            busy[direction] ??= read(direction).finally(() => { busy[direction] = null; });
            return busy[direction];
        },

        /** Lets go of what is far from the index `around`; answers how many were cut at the top. */
        trim(around) {
            if (source.items.length <= most) return 0;
            const isLate = around > source.items.length / 2;
            if (!isDated) return trimPages(isLate);
            if (!isLate) {
                source.items.length = most - more;
                source.more.down = true;
                return 0;
            }
            const cut = source.items.length - (most - more);
            source.items.splice(0, cut);
            source.base += cut;
            source.more.up = true;
            return cut;
        },

        indexOf: (id) => source.items.findIndex((asset) => asset.id === id),
        at: (index) => source.items[index],

        /** Takes pictures out; answers what `putBack` needs. */
        remove(ids) {
            const gone = new Set(ids);
            const taken = [];
            source.items.forEach((asset, i) => {
                if (gone.has(asset.id)) taken.push({ asset, index: i });
            });
            source.items = source.items.filter((asset) => !gone.has(asset.id));
            return taken;
        },

        /** Puts pictures back where they were, or where they belong by date. */
        putBack(taken) {
            for (const { asset, index } of taken) {
                if (source.indexOf(asset.id) < 0) {
                    source.items.splice(placeOf(asset, index), 0, asset);
                }
            }
        },

        /** Replaces a picture by what it is now. */
        replace(asset) {
            const index = source.indexOf(asset.id);
            if (index >= 0) source.items[index] = asset;
            return index >= 0;
        },

        /** Reads what came before the first one since; answers how many. */
        async newer() {
            if (!isDated || order !== 'newest' || !source.items.length || source.more.up) return 0;
            source.more.up = true;
            return source.extend('up');
        },

        /** Reads a part again; true when anything in it is different now. */
        async again(from, to) {
            if (!isDated || !source.items.length) return false;
            const part = source.items.slice(from, to);
            const page = await fetchPage({
                from: from > 0 ? source.items[from - 1].id : undefined,
                limit: Math.min(500, part.length + 20),
            });
            const now = new Map(page.items.map((asset) => [asset.id, asset]));
            const gone = part.filter((asset) => !now.has(asset.id)).map((asset) => asset.id);
            let isChanged = gone.length > 0;
            source.remove(gone);
            for (const old of part) {
                const asset = now.get(old.id);
                if (asset && asset.updated_at !== old.updated_at) {
                    isChanged = source.replace(Object.assign(asset, { marks: old.marks }));
                }
            }
            const known = new Set(source.items.map((asset) => asset.id));
            const last = part.at(-1);
            for (const asset of page.items) {
                if (!known.has(asset.id) && last && compare(asset, last) < 0) {
                    source.items.splice(placeOf(asset, from), 0, asset);
                    isChanged = true;
                }
            }
            return isChanged;
        },

        /** Says again how many stand before the first; exact once a month begins in the window. */
        guess: () => guess(),
    };

    const set = (items, up, down) => {
        source.items = items;
        source.more = { up: Boolean(up), down: Boolean(down) };
    };

    const startAt = async (date) => {
        const limit = order === 'newest' ? 'until' : 'since';
        const page = await fetchPage({
            query: [query, `${limit}:${date}`].filter(Boolean).join(' '),
        });
        if (!page.items.length) return startAtEnd();
        set(page.items, true, page.next);
        guess();
    };

    const startAtEnd = async () => {
        const page = await fetchPage({ order: opposite[order] });
        set(page.items.toReversed(), page.next, false);
        guess();
    };

    const read = async (direction) => {
        if (!isDated) return readPage(direction);
        const edge = direction === 'up' ? source.items[0] : source.items.at(-1);
        if (!edge) return 0;
        let page;
        try {
            page = await fetchPage({
                from: edge.id, limit: more, order: direction === 'up' ? opposite[order] : order,
            });
        } catch (problem) {
            // It was deleted elsewhere meanwhile: go on from the one beside it.
            if (!(problem instanceof Problem) || problem.status !== 404) throw problem;
            source.remove([edge.id]);
            return read(direction);
        }
        const known = new Set(source.items.map((asset) => asset.id));
        const fresh = page.items.filter((asset) => !known.has(asset.id));
        source.more[direction] = Boolean(page.next);
        if (direction === 'up') {
            source.items.unshift(...fresh.reverse());
            source.base -= fresh.length;
        } else source.items.push(...fresh);
        guess();
        return fresh.length;
    };

    const readPage = async (direction) => {
        const number = direction === 'up' ? low - 1 : high;
        const page = await fetchPage({ after: cursors[number] });
        const known = new Set(source.items.map((asset) => asset.id));
        const fresh = page.items.filter((asset) => !known.has(asset.id));
        if (direction === 'up') {
            low -= 1;
            sizes.unshift(fresh.length);
            source.items.unshift(...fresh);
            source.base -= fresh.length;
            source.more.up = low > 0;
        } else {
            high += 1;
            sizes.push(fresh.length);
            cursors[high] = page.next;
            source.items.push(...fresh);
            source.more.down = Boolean(page.next);
        }
        return fresh.length;
    };

    const trimPages = (isLate) => {
        let cut = 0;
        while (source.items.length > most - more && sizes.length > 2) {
            if (isLate) {
                const size = sizes.shift();
                source.items.splice(0, size);
                [low, cut] = [low + 1, cut + size];
            } else {
                source.items.length -= sizes.pop();
                high -= 1;
            }
        }
        source.more = { up: low > 0, down: source.more.down || !isLate };
        source.base += cut;
        return cut;
    };

    const guess = () => {
        const months = timeline();
        const { items } = source;
        if (!isDated || !items.length) return;
        if (!source.more.up) {
            [source.base, source.isExact] = [0, true];
        } else if (months && !source.more.down) {
            [source.base, source.isExact] = [months.total - items.length, true];
        } else if (months) {
            const monthOf = (i) => items[i].created_at.slice(0, 7);
            // Months are few in a window: halving finds where one begins.
            let [left, right] = [0, items.length - 1];
            source.isExact = monthOf(left) !== monthOf(right);
            if (!source.isExact) {
                source.base = months.indexOf(items[0].created_at);
                return;
            }
            const before = monthOf(left);
            while (right - left > 1) {
                const middle = (left + right) >> 1;
                if (monthOf(middle) === before) left = middle;
                else right = middle;
            }
            source.base = (months.before(monthOf(right)) ?? right) - right;
        }
    };

    const compare = (a, b) => {
        const sign = order === 'oldest' ? 1 : -1;
        const [x, y] = [a.created_at + a.id, b.created_at + b.id];
        return sign * (x < y ? -1 : x > y ? 1 : 0);
    };

    const placeOf = (asset, index) => {
        if (!isDated) return Math.min(index, source.items.length);
        const found = source.items.findIndex((other) => compare(asset, other) < 0);
        return found < 0 ? source.items.length : found;
    };

    return source;
};
