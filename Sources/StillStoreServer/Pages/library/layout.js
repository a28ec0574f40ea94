// Rows of pictures: justified, so that each keeps its shape and both edges are even; or squares.

const narrowest = 0.45;
const widest = 3;
/** Room between two groups in a row, and above each row for what they are called. */
const apart = 20;
const band = 30;

/** Width to height, as it is shown. */
export const ratioOf = (asset) =>
    asset.width && asset.height
        ? Math.min(widest, Math.max(narrowest, asset.width / asset.height)) : 1;

/**
 * How to lay out: `{width, height, gap, isSquare, groupOf}`; `height` is what rows should about
 * have, `groupOf(asset)` what neighbours have in common, if they stand in groups.
 * The rows it makes: `{from, count, top, height, isLast}`, `from` an index of `items`.
 */
export const createLayout = ({ width, height, gap, isSquare, groupOf }) => {
    const isEven = isSquare && !groupOf;
    const columns = Math.max(1, Math.round((width + gap) / (height + gap)));
    const side = (width - gap * (columns - 1)) / columns;
    const head = groupOf ? band : 0;
    const shapeOf = (asset) => (isSquare ? 1 : ratioOf(asset));

    // The room between a picture and its neighbour.
    const between = (a, b) => gap + (groupOf && groupOf(a) !== groupOf(b) ? apart : 0);

    // How many from here on, stepping by `step`, make a row; 0 when they are too few for one.
    const take = (items, from, step) => {
        if (isEven) {
            const last = from + step * (columns - 1);
            return last >= 0 && last < items.length ? columns : 0;
        }
        let [sum, room, before] = [0, 0, Infinity];
        for (let i = from; i >= 0 && i < items.length; i += step) {
            sum += shapeOf(items[i]);
            if (i !== from) room += between(items[i - step], items[i]);
            const found = (width - room) / sum;
            const count = Math.abs(i - from) + 1;
            // With it the row is lower than wished, without it higher: what is nearer.
            if (found <= height) {
                return count === 1 || height / Math.max(1, found) <= before / height
                    ? count : count - 1;
            }
            before = found;
        }
        return 0;
    };

    const heightOf = (items, from, count) => {
        if (isEven) return side;
        let [sum, room] = [0, 0];
        for (let i = from; i < from + count; i += 1) {
            sum += shapeOf(items[i]);
            if (i > from) room += between(items[i - 1], items[i]);
        }
        return (width - room) / sum;
    };

    return {
        gap, isEven, head,

        /** Rows downwards; what is too little for a row waits, unless `isEnd`. */
        down(items, from, top, isEnd) {
            const rows = [];
            while (from < items.length) {
                const full = take(items, from, 1);
                if (!full && !isEnd) break;
                const count = full || items.length - from;
                let found = heightOf(items, from, count);
                if (!full) found = Math.min(found, isEven ? side : height);
                rows.push({ from, count, top, height: found + head, isLast: !full });
                top += found + head + gap;
                from += count;
            }
            return rows;
        },

        /** Rows upwards from before `to`, the lowest ending at `bottom`; the topmost comes first. */
        up(items, to, bottom, isEnd) {
            const rows = [];
            while (to > 0) {
                // The first few of all make a row of their own.
                const full = take(items, to - 1, -1);
                const count = full || (isEnd ? to : 0);
                if (!count) break;
                const wished = heightOf(items, to - count, count);
                const found = (full ? wished : Math.min(wished, height * 1.3)) + head;
                bottom -= found;
                rows.unshift({
                    from: to - count, count, top: bottom, height: found, isShort: !full,
                });
                bottom -= gap;
                to -= count;
            }
            return rows;
        },

        /** Where each picture of a row is, from left to right: `{x, width, isFirst}`. */
        places(items, row) {
            let x = 0;
            return items.slice(row.from, row.from + row.count).map((asset, i) => {
                const before = items[row.from + i - 1];
                const room = i ? between(before, asset) : 0;
                const wide = isEven ? side : shapeOf(asset) * (row.height - head);
                const found = { x: x + room, width: wide, isFirst: !i || room > gap };
                x += room + wide;
                return found;
            });
        },
    };
};
