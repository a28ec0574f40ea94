// Two to four pictures side by side, enlarged and moved as one, with what differs marked.
import { contentURL, get, thumbURL } from '../app/api.js';
import { back, setQuery, setTitle } from '../app/router.js';
import { append, button, clear, el } from '../parts/dom.js';
import { toggle } from '../parts/fields.js';
import { bidi, bytes, dimensions, moment } from '../parts/format.js';
import { bind } from '../parts/keys.js';
import { empty } from '../parts/states.js';
import { nameOf, pictureURL } from '../parts/tile.js';
import { createGlass } from './glass.js';

const shownByBrowsers = new Set(['jpeg', 'png', 'webp', 'gif']);

// Each row: its name, and how one picture has it. `asset` is the file, `made` what it says of itself.
const facts = [
    ['Prompt', ({ made }) => made.prompt, 'words'],
    ['Negative', ({ made }) => made.negative, 'words'],
    ['Model', ({ made }) => made.models?.map(({ name, hash }) => name ?? hash).join(', ')],
    ['LoRAs', ({ made }) => made.loras?.map(({ name, weight }) =>
        `${name}${weight ? ` × ${weight.text ?? weight.value}` : ''}`).join(', ')],
    ['Seed', ({ made }) => made.seed],
    ['Steps', ({ made }) => made.steps?.text ?? made.steps?.value],
    ['CFG', ({ made }) => made.cfg?.text ?? made.cfg?.value],
    ['Sampler', ({ made }) => made.sampler],
    ['Scheduler', ({ made }) => made.scheduler],
    ['Generator', ({ made }) => made.generator],
    ['Size', ({ asset }) => dimensions(asset)],
    ['Format', ({ asset }) => asset.format?.toUpperCase()],
    ['Bytes', ({ asset }) => asset.size && bytes(asset.size)],
    ['Made', ({ asset }) => moment(asset.created_at)],
    ['Rating', ({ marks }) => '★'.repeat(marks?.rating ?? 0)],
    ['Tags', ({ marks }) => marks?.tags?.map((tag) => tag.name ?? tag).join(', ')],
];

const wordsOf = (text) => String(text ?? '').split(/(\s+|[,;()[\]<>]+)/).filter(Boolean);

// A text with the words marked that not every other text has.
const marked = (text, others) => {
    const sets = others.map((other) => new Set(wordsOf(other).map((word) => word.toLowerCase())));
    return el('bdi', wordsOf(text).map((word) =>
        (/[\p{L}\p{N}]/u.test(word) && sets.some((set) => !set.has(word.toLowerCase()))
            ? el('mark', word) : word)));
};

const table = (pictures, isOnlyDifferent) => {
    const rows = facts.map(([label, read, kind]) => {
        const values = pictures.map((picture) => String(read(picture) ?? ''));
        const differs = new Set(values).size > 1;
        if (!values.some(Boolean) || (isOnlyDifferent && !differs)) return null;
        return el('tr', { class: differs && 'differs' },
            el('th', { scope: 'row' }, label, differs && el('span', { class: 'unseen' }, ', differs')),
            values.map((value, i) => el('td', !value ? el('span', { class: 'muted' }, '–')
                : differs && kind ? marked(value, values.filter((_, j) => j !== i)) : bidi(value))));
    }).filter(Boolean);
    if (!rows.length) {
        return el('p', { class: 'hint compare-same' },
            'They are the same in all that is known of them.');
    }
    return el('div', { class: 'scroll-x', tabindex: 0, role: 'group', aria: { label: 'Parameters' } },
        el('table', { class: 'table compare-table' },
        el('thead', el('tr', el('td'), pictures.map(({ asset }, i) =>
            el('th', { scope: 'col' }, `${i + 1} · `, bidi(nameOf(asset)))))), el('tbody', rows)));
};

const load = async (ids, signal) => {
    const { items } = await get('/assets/badges', { query: { ids: ids.join(',') }, signal });
    const marks = new Map(items.map((one) => [one.id, one]));
    return Promise.all(ids.map(async (id) => {
        const path = `/assets/${encodeURIComponent(id)}`;
        const [asset, metadata] = await Promise.all([
            get(path, { signal }), get(`${path}/metadata`, { signal }).catch(() => null)]);
        return { asset, made: metadata?.record ?? {}, marks: marks.get(id) };
    }));
};

export const open = async ({ main, query, signal }) => {
    const ids = [...new Set((query.get('ids') ?? '').split(',').filter(Boolean))].slice(0, 4);
    if (ids.length < 2) {
        main.append(el('h1', { class: 'unseen' }, 'Compare'), empty({
            icon: 'compare', title: 'Nothing to compare',
            body: 'Select two to four pictures in the library and press c.',
            actions: [el('a', { class: 'button', href: '/' }, 'To the library')],
        }));
        return {};
    }
    let pictures = await load(ids, signal);
    let isOnlyDifferent = true;
    const glass = createGlass(signal, (scale) => {
        readout.firstChild.textContent = scale === 1 ? 'Fit' : `${Math.round(scale * 100)} %`;
        if (scale > 1) sharpen();
    });
    const readout = button({ kind: 'quiet', class: 'small', label: 'Fit', title: 'Fit (0)',
        onClick: () => glass.fit() });
    const panes = el('div', { class: 'panes' });
    const parameters = el('div', { class: 'compare-facts' });

    // Enlarged, the original is shown as soon as it is there.
    const sharpen = () => {
        for (const image of panes.querySelectorAll('img[data-original]')) {
            const { original } = image.dataset;
            delete image.dataset.original;
            const full = new Image();
            full.src = original;
            full.decode().then(() => { image.src = original; }, () => {});
        }
    };
    const without = (asset) => {
        pictures = pictures.filter((one) => one.asset !== asset);
        setQuery({ ids: pictures.map((one) => one.asset.id).join(',') });
        if (pictures.length < 2) back('/');
        else show();
    };
    const pane = ({ asset }, i) => {
        const hasOriginal = shownByBrowsers.has(asset.format)
            && Math.max(asset.width, asset.height) > 1024;
        return el('figure', { class: 'pane' },
            glass.view(el('img', {
                alt: nameOf(asset), decoding: 'async', draggable: 'false', src: thumbURL(asset, 1024),
                dataset: hasOriginal ? { original: contentURL(asset) } : {},
            })),
            el('figcaption', el('strong', i + 1),
                el('a', { href: pictureURL(asset), class: 'clip grow' }, bidi(nameOf(asset))),
                button({ icon: 'close', label: `Take ${nameOf(asset)} out`, kind: 'quiet',
                    class: 'small', iconOnly: true, onClick: () => without(asset) })));
    };
    const showFacts = () => clear(parameters, table(pictures, isOnlyDifferent));
    const show = () => {
        glass.clear();
        panes.dataset.count = pictures.length;
        clear(panes, pictures.map(pane));
        showFacts();
        setTitle(`Compare ${pictures.length} pictures`);
    };
    append(main, [el('div', { class: 'compare' },
        el('div', { class: 'compare-head' },
            button({
                icon: 'left', label: 'Back', kind: 'quiet', iconOnly: true,
                onClick: () => back('/'),
            }),
            el('h1', 'Compare'),
            el('div', { class: 'tools' },
                button({ icon: 'minus', label: 'Smaller', kind: 'quiet', class: 'small', iconOnly: true,
                    onClick: () => glass.zoom(1 / 1.5) }), readout,
                button({ icon: 'plus', label: 'Larger', kind: 'quiet', class: 'small', iconOnly: true,
                    onClick: () => glass.zoom(1.5) }))),
        panes,
        toggle({
            label: 'Only what differs', checked: true,
            onChange: (isOn) => { isOnlyDifferent = isOn; showFacts(); },
        }), parameters)]);
    show();
    bind({
        Escape: [() => back('/'), 'Back'],
        '+': [() => glass.zoom(1.5), 'Larger, smaller'], '=': [() => glass.zoom(1.5)],
        '-': [() => glass.zoom(1 / 1.5), 'Larger, smaller'],
        0: [() => glass.fit(), 'Fit'],
        ArrowLeft: [() => glass.pan(0.1, 0), 'Move'], ArrowRight: [() => glass.pan(-0.1, 0), 'Move'],
        ArrowUp: [() => glass.pan(0, 0.1), 'Move'], ArrowDown: [() => glass.pan(0, -0.1), 'Move'],
    }, signal, { group: 'Compare' });
    return {};
};
