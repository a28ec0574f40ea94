// How many pictures there are of each month, and by that where in a million a moment is.
import { get } from '../app/api.js';

const start = (month) => Date.parse(`${month}-01T00:00:00Z`);
const end = (month) => {
    const [year, number] = month.split('-').map(Number);
    return Date.UTC(year, number, 1);
};

/** The months of a search in the order shown; `isOldest` turns them. */
export const timelineOf = (items, isOldest = false) => {
    const months = isOldest ? items.toReversed() : items.slice();
    let total = 0;
    const steps = months.map(({ month, count }) => {
        const step = { month, count, before: total };
        total += count;
        return step;
    });
    const within = (step, time) => {
        const part = (time - start(step.month)) / (end(step.month) - start(step.month));
        return Math.min(1, Math.max(0, isOldest ? part : 1 - part));
    };
    return {
        steps, total, isOldest,
        /** How many stand before the first of a month, if that has any. */
        before: (month) => steps.find((step) => step.month === month)?.before,
        /** About how many stand before a moment. */
        indexOf(iso) {
            const month = iso.slice(0, 7);
            const step = steps.find((one) => (isOldest ? one.month >= month : one.month <= month));
            if (!step) return total;
            if (step.month !== month) return step.before;
            return Math.round(step.before + within(step, Date.parse(iso)) * step.count);
        },
        /** The month and about the day of a place from 0 to 1. */
        at(fraction) {
            const index = Math.min(total - 1, Math.max(0, Math.floor(fraction * total)));
            const step = steps.findLast((one) => one.before <= index) ?? steps[0];
            if (!step) return null;
            const part = (index - step.before) / step.count;
            const [from, to] = [start(step.month), end(step.month)];
            const time = isOldest ? from + part * (to - from) : to - 1 - part * (to - from);
            return {
                month: step.month, index, isFirst: index === step.before,
                date: new Date(Math.min(time, to - 1)).toISOString().slice(0, 10),
            };
        },
    };
};

/** Asks for the months of a search. */
export const loadTimeline = async (query, isOldest, signal) => {
    const { items } = await get('/assets/timeline', { query: { query }, signal });
    return timelineOf(items, isOldest);
};
