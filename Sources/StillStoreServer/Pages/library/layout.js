// Rows of pictures: justified, so that each keeps its shape and both edges are even; or squares.

const narrowest = 0.45;
const widest = 3;

/** Width to height, as it is shown. */
export const ratioOf = (asset) =>
    asset.width && asset.height
        ? Math.min(widest, Math.max(narrowest, asset.width / asset.height)) : 1;

/**
 * How to lay out: `{width, height, gap, isSquare}`; `height` is what rows should about have.
 * The rows it makes: `{from, count, top, height, isLast}`, `from` an index of `items`.
 */
export const createLayout = ({ width, height, gap, isSquare }) => {
    const columns = Math.max(1, Math.round((width + gap) / (height + gap)));
    const side = (width - gap * (columns - 1)) / columns;

    const heightOf = (sum, count) => (width - gap * (count - 1)) / sum;

    // How many from here on, stepping by `step`, make a row; 0 when they are too few for one.
    const take = (items, from, step) => {
        if (isSquare) {
            const last = from + step * (columns - 1);
            return last >= 0 && last < items.length ? columns : 0;
        }
        let sum = 0;
        let count = 0;
        for (let i = from; i >= 0 && i < items.length; i += step) {
            const ratio = ratioOf(items[i]);
            if (heightOf(sum + ratio, count + 1) <= height) {
                // With it the row is lower than wished, without it higher: what is nearer.
                const over = count ? heightOf(sum, count) / height : Infinity;
                return height / heightOf(sum + ratio, count + 1) <= over ? count + 1 : count;
            }
            sum += ratio;
            count += 1;
        }
        return 0;
    };

    const row = (items, from, count) => {
        if (isSquare) return side;
        let sum = 0;
        for (let i = from; i < from + count; i += 1) sum += ratioOf(items[i]);
        return heightOf(sum, count);
    };

    return {
        width, gap, isSquare, side,

        /** Rows downwards; what is too little for a row waits, unless `isEnd`. */
        down(items, from, top, isEnd) {
            const rows = [];
            while (from < items.length) {
                const count = take(items, from, 1);
                if (!count && !isEnd) break;
                const taken = count || items.length - from;
                const found = { from, count: taken, top, height: row(items, from, taken) };
                if (!count) {
                    found.isLast = true;
                    found.height = Math.min(found.height, isSquare ? side : height);
                }
                rows.push(found);
                top += found.height + gap;
                from += taken;
            }
            return rows;
        },

        /** Rows upwards from before `to`, the lowest ending at `bottom`; the topmost comes first. */
        up(items, to, bottom, isEnd) {
            const rows = [];
            while (to > 0) {
                let count = take(items, to - 1, -1);
                if (!count && !isEnd) break;
                // The first few of all: what they and the row below make together, in one row.
                if (!count) count = to;
                const height = row(items, to - count, count);
                bottom -= height;
                rows.unshift({ from: to - count, count, top: bottom, height });
                bottom -= gap;
                to -= count;
            }
            return rows;
        },

        widths(items, { from, count, height }) {
            if (isSquare) return Array(count).fill(side);
            return items.slice(from, from + count).map((asset) => ratioOf(asset) * height);
        },
    };
};
