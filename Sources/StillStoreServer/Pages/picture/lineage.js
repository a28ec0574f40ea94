// What a picture was made of, and what was made of it, drawn; and its variants.
import { get, post, thumbURL } from '../app/api.js';
import { button, clear, draw, el, icon } from '../parts/dom.js';
import { dialog } from '../parts/dialog.js';
import { plural } from '../parts/format.js';
import { toast } from '../parts/toast.js';

const most = 200;

/** The graph of a generation, or null if it stands alone. */
export const lineage = async ({ generation, asset, ask }) => {
    const [above, below, job] = await Promise.all([
        ask(`/generations/${generation.id}/ancestors`),
        ask(`/generations/${generation.id}/descendants`),
        generation.job_id && ask(`/jobs/${generation.job_id}`),
    ]);
    const family = [...above?.items ?? [], generation, ...below?.items ?? []].slice(0, most);
    const nodes = new Map(family.map((one) => [one.id, {
        id: one.id, asset: one.id === generation.id ? asset.id : one.asset_id,
        text: one.prompt ?? one.name ?? one.kind, isHere: one.id === generation.id,
        up: [one.based_on], below: [],
    }]));
    // What a job was given are pictures that need not be generations.
    for (const { asset_id: id, role } of job?.references ?? []) {
        const known = [...nodes.values()].find((one) => one.asset === id);
        if (known) {
            if (!known.isHere) nodes.get(generation.id).up.push(known.id);
        } else {
            nodes.set(id, { id, asset: id, text: role, up: [], below: [], isGiven: true });
            nodes.get(generation.id).up.push(id);
        }
    }
    if (nodes.size < 2) return null;
    for (const one of nodes.values()) {
        one.up = [...new Set(one.up)].map((id) => nodes.get(id)).filter(Boolean);
        for (const parent of one.up) parent.below.push(one);
    }
    const drawn = el('div', { class: 'lineage', tabindex: 0, role: 'group',
        aria: { label: `Lineage: ${plural(nodes.size, 'picture')}` } }, graph(nodes, 64));
    // Where it is wider than its place, what is shown stands in the middle.
    const here = drawn.querySelector('.here');
    requestAnimationFrame(() => {
        drawn.scrollLeft = here.offsetLeft + here.offsetWidth / 2 - drawn.clientWidth / 2;
    });
    return [drawn, nodes.size > 3 && button({ icon: 'expand', label: 'Enlarge', class: 'small',
        onClick: () => {
            const shown = dialog({ title: 'Lineage', wide: true, class: 'lineage-dialog',
                content: el('div', { class: 'lineage', on: { click: (event) => {
                    if (event.target.closest('a')) shown.close();
                } } }, graph(nodes, 120)) });
        } })];
};

// Rows from the oldest down; within a row each stands as near as it can below what it came from.
const place = (nodes) => {
    const depth = (one, seen = new Set()) => {
        if (one.row !== undefined || seen.has(one)) return one.row ?? 0;
        seen.add(one);
        one.row = Math.max(-1, ...one.up.map((parent) => depth(parent, seen))) + 1;
        return one.row;
    };
    for (const one of nodes.values()) depth(one);
    // A picture that was given stands right above what was made with it.
    for (const one of nodes.values()) {
        if (!one.up.length && one.below.length) {
            one.row = Math.min(...one.below.map((child) => child.row)) - 1;
        }
    }
    let next = 0;
    const across = (one) => {
        if (one.x !== undefined) return one.x;
        const below = one.below.filter((child) => child.up[0] === one).map(across);
        one.x = below.length ? (below[0] + below.at(-1)) / 2 : next++;
        return one.x;
    };
    [...nodes.values()].filter((one) => !one.up.length).forEach(across);
    const rows = Map.groupBy([...nodes.values()].sort((a, b) => a.x - b.x), (one) => one.row);
    for (const row of rows.values()) {
        row.forEach((one, i) => { if (i) one.x = Math.max(one.x, row[i - 1].x + 1); });
    }
    return [Math.max(...[...nodes.values()].map((one) => one.x)) + 1, Math.max(...rows.keys()) + 1];
};

const graph = (nodes, size) => {
    for (const one of nodes.values()) delete one.x, delete one.row;
    const [columns, rows] = place(nodes);
    const [gap, drop] = [size / 4, size / 2];
    const x = (one) => one.x * (size + gap) + 4;
    const y = (one) => one.row * (size + drop) + 4;
    const [width, height] = [columns * (size + gap) - gap + 8, rows * (size + drop) - drop + 8];
    const lines = [...nodes.values()].flatMap((one) => one.below.map((child) => {
        const [ax, ay, bx, by] = [x(one) + size / 2, y(one) + size, x(child) + size / 2, y(child)];
        const middle = (ay + by) / 2;
        return draw('path', { class: one.isGiven ? 'given' : null,
            d: `M${ax} ${ay}C${ax} ${middle} ${bx} ${middle} ${bx} ${by}` });
    }));
    return el('div', { class: 'graph', style: { width: `${width}px`, height: `${height}px` } },
        draw('svg', { width, height, 'aria-hidden': 'true' }, lines),
        [...nodes.values()].map((one) => el(one.asset ? 'a' : 'span', {
            class: ['graph-node', one.isHere && 'here'],
            href: one.asset && `/picture/${one.asset}`, title: one.text,
            aria: { current: one.isHere ? 'true' : undefined, label: one.text },
            style: {
                left: `${x(one)}px`, top: `${y(one)}px`, width: `${size}px`, height: `${size}px`,
            },
        }, one.asset
            ? el('img', { alt: '', loading: 'lazy', src: thumbURL({ id: one.asset }, size) })
            : icon('image'))));
};

/** The strip of a generation's variants; `{step(by), menu}`, or null when there is only one. */
export const variants = ({ whole, asset, strip, onShow }) => {
    const list = (whole?.variants ?? []).filter((one) => one.asset_id);
    strip.hidden = list.length < 2;
    if (strip.hidden) return null;
    const here = list.findIndex((one) => one.asset_id === asset.id);
    clear(strip, list.map((one, i) => el('button', {
        type: 'button', class: 'variant', title: one.name ?? one.type,
        aria: { current: i === here ? 'true' : undefined,
            label: [`Variant ${i + 1}`, one.name ?? one.type, one.is_primary && 'primary']
                .filter(Boolean).join(', ') },
        on: { click: () => onShow(one.asset_id) },
    }, el('img', { alt: '', src: thumbURL({ id: one.asset_id }, 56) }),
    el('span', { class: 'clip' }, one.is_primary && icon('check', 14), one.name ?? one.type))));
    strip.children[here]?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    if (whole.badges?.unseen) post(`/generations/${whole.generation.id}/seen`).catch(() => {});
    const act = (path, said) => async () => {
        try {
            await post(`/variants/${list[here].id}/${path}`);
            toast(said);
            const now = await get(`/generations/${whole.generation.id}`);
            variants({ whole: now, asset, strip, onShow });
        } catch (problem) {
            toast('', { problem });
        }
    };
    return {
        step: (by) => list[here + by] && onShow(list[here + by].asset_id),
        menu: here < 0 ? [] : [
            !list[here].is_primary && { label: 'Make this variant the primary', icon: 'variants',
                run: act('primary', 'It is the primary variant now.') },
            { label: 'Make it a generation of its own', icon: 'branch',
                run: act('promote', 'It is a generation of its own now.') },
        ],
    };
};
