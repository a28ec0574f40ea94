// A job with its steps, drawn: a step stands right of what it is part of, and of what it waits
// for; lines lead from a job to its steps, dashed ones to what waits for it.
import { get } from '../app/api.js';
import { draw, el } from '../parts/dom.js';
import { generationTile } from '../parts/generation.js';
import { stateName } from '../parts/status.js';
import { jobTitle, outputsOf } from './rows.js';

const [wide, high, gapX, gapY, most] = [208, 60, 48, 16, 150];

/** All jobs of the tree that one belongs to, and what they wait for: details by id. */
export const readTree = async (details, signal) => {
    const found = new Map([[details.job.id, details]]);
    const waiting = [...details.steps, ...details.dependencies, details.job.parent_id];
    while (waiting.length && found.size < most) {
        const ids = [...new Set(waiting.splice(0, 4))].filter((id) => id && !found.has(id));
        for (const one of await Promise.all(ids.map((id) =>
            get(`/jobs/${id}`, { signal }).catch(() => null)))) {
            if (!one) continue;
            found.set(one.job.id, one);
            waiting.push(...one.steps, ...one.dependencies, one.job.parent_id);
        }
    }
    return found;
};

const place = (found) => {
    const columns = new Map();
    const column = (id) => {
        if (columns.has(id)) return columns.get(id);
        columns.set(id, 0);
        const { job, dependencies } = found.get(id);
        const before = [job.parent_id, ...dependencies].filter((one) => found.has(one));
        columns.set(id, before.length ? 1 + Math.max(...before.map(column)) : 0);
        return columns.get(id);
    };
    const rows = new Map();
    const free = [];
    // Each job takes the first row that is free in its column, from its parent's row on.
    const stand = (id, from) => {
        if (rows.has(id)) return;
        const x = column(id);
        const beside = found.get(id).dependencies.map((one) => rows.get(one) ?? from);
        const middle = beside.length ? beside.reduce((a, b) => a + b, 0) / beside.length : from;
        const row = Math.max(middle, free[x] ?? 0);
        rows.set(id, row);
        free[x] = row + 1;
        const below = found.get(id).steps.filter((one) => found.has(one));
        below.sort((a, b) => column(a) - column(b));
        for (const step of below) stand(step, row);
    };
    const roots = [...found.values()].filter(({ job }) => !found.has(job.parent_id))
        .sort((a, b) => column(a.job.id) - column(b.job.id) || (a.job.id < b.job.id ? -1 : 1));
    for (const { job, dependencies } of roots) {
        const isBeside = dependencies.some((id) => rows.has(id));
        stand(job.id, isBeside ? 0 : Math.max(0, ...free.map((n) => n ?? 0)));
    }
    return [...found.keys()].map((id) => ({
        ...found.get(id), id, x: column(id) * (wide + gapX), y: rows.get(id) * (high + gapY),
    }));
};

/** The drawing; `current` is the id of the job that the page is about. */
export const drawTree = (found, current) => {
    const places = place(found);
    const at = new Map(places.map((one) => [one.id, one]));
    const size = {
        width: Math.max(...places.map((one) => one.x)) + wide + 2,
        height: Math.max(...places.map((one) => one.y)) + high + 2,
    };
    const line = (from, to, name) => {
        const [x1, y1, x2, y2] = [from.x + wide, from.y + high / 2, to.x, to.y + high / 2];
        const half = (x1 + x2) / 2;
        return draw('path', {
            class: name, d: `M${x1} ${y1}C${half} ${y1} ${half} ${y2} ${x2} ${y2}`,
        });
    };
    // What waits for a step of the same job hangs on that.
    const isBehind = (one) => one.dependencies.some((id) =>
        at.get(id)?.job.parent_id === one.job.parent_id);
    const lines = places.flatMap((one) => [
        at.has(one.job.parent_id) && !isBehind(one) && line(at.get(one.job.parent_id), one, 'part'),
        ...one.dependencies.filter((id) => at.has(id)).map((id) => line(at.get(id), one, 'after')),
    ]);
    return el('div', { class: 'tree-frame', tabindex: 0, role: 'group', aria: { label: 'Steps' } },
        el('div', {
            class: 'tree', style: { width: `${size.width}px`, height: `${size.height}px` },
        }, draw('svg', { ...size, 'aria-hidden': 'true' }, lines),
        places.map(({ job, x, y, id }) => {
            const node = el('a', {
                class: ['tree-job', job.status], href: `/jobs/${id}`,
                style: { left: `${x}px`, top: `${y}px` },
                aria: { current: id === current ? 'true' : undefined },
            }, el('span', { class: 'grow' }, el('bdi', { class: 'clip' }, jobTitle(job)),
                el('span', { class: 'hint clip' }, stateName(job.status), ' · ',
                    el('bdi', job.type))));
            outputsOf(job, 1).then(([first]) => {
                if (first) node.prepend(el('span', { inert: true },
                    generationTile(first, { size: 44, marks: {} })));
            });
            return node;
        })));
};
