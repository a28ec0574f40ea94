// What the search finds, counted by model, sampler, month …: each count narrows the search.
import { get, isAbort } from '../app/api.js';
import { append, button, clear, el } from '../parts/dom.js';
import { dialog } from '../parts/dialog.js';
import { count, month } from '../parts/format.js';
import { failed, loading } from '../parts/states.js';
import { filter, hasFilter, withFilter } from './query.js';

const names = {
    model: 'Model', lora: 'LoRA', sampler: 'Sampler', generator: 'Generator', tag: 'Tag',
    format: 'Format', month: 'Month',
};

const fixed = [
    ['Rating', [['starred:yes', 'Starred'], ['rating>=4', '★★★★ and more'], ['rating:5', '★★★★★'],
        ['tag:rejected', 'Rejected']]],
    ['Shape', [['ratio:square', 'Square'], ['ratio:portrait', 'Portrait'],
        ['ratio:landscape', 'Landscape']]],
    ['Arrival', [['since:24h', 'Last 24 hours'], ['since:7d', 'Last 7 days'],
        ['status:pending', 'Awaited'], ['status:failed', 'Failed']]],
];

const examples = [
    ['red castle', 'both words, anywhere but in a negative prompt'],
    ['"red castle"', 'one behind the other'], ['cast*', 'words that begin so'],
    ['-people', 'without it'], ['fog or mist', 'either'],
    ['prompt:… negative:… name:… tag:…', 'words in that part'],
    ['model:… lora:… sampler:… seed:…', 'how it was made'],
    ['steps:20..30 cfg>=7 rating>=4', 'numbers, and ranges of them'],
    ['size>=1024x768 ratio:16:9', 'how large, of what shape'],
    ['since:7d until:2026-03', 'when it came'], ['album:… starred:yes', 'what you made of it'],
];

const showLanguage = () => dialog({
    title: 'How to search', wide: true,
    content: el('dl', { class: 'facts' }, examples.map(([text, meaning]) =>
        [el('dt', el('code', text)), el('dd', meaning)])),
});

const last = (text) => {
    const [year, number] = text.split('-').map(Number);
    return new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10);
};

const filterOf = (facet, value) =>
    facet === 'month' ? `since:${value}-01 until:${last(value)}` : filter(facet, value);

/** The panel beside the pictures: `query()` is the search now, `onQuery(text)` changes it. */
export const createFacets = ({ query, onQuery, onClose }) => {
    const body = el('div', { class: 'facets-body' });
    const node = el('aside', {
        class: 'facets', id: 'facets', aria: { label: 'Filters' }, hidden: true,
    },
        el('header', el('h2', 'Filters'), button({
            icon: 'close', label: 'Close filters', kind: 'quiet', iconOnly: true, onClick: onClose,
        })), body);
    let asking = null;

    const choice = (text, label, number, most) => el('button', {
        type: 'button', class: 'facet', aria: { pressed: String(hasFilter(query(), text)) },
        style: most ? { '--part': `${Math.max(1, (100 * number) / most)}%` } : {},
        on: { click: () => onQuery(withFilter(query(), text)) },
    }, el('bdi', { class: 'clip' }, label),
    number !== undefined && el('span', { class: 'number' }, count(number)));

    const group = (title, choices) => {
        const list = el('div', { class: 'facet-list' }, choices.slice(0, 8));
        if (choices.length > 8) {
            list.append(button({
                label: `${choices.length - 8} more`, kind: 'quiet', class: 'small',
                onClick: (event) => {
                    event.currentTarget.remove();
                    append(list, choices.slice(8));
                },
            }));
        }
        return el('section', el('h3', title), list);
    };

    const show = ({ facets }) => {
        const counted = facets.filter(({ values }) => values.length).map(({ facet, values }) => {
            const most = Math.max(...values.map((value) => value.count));
            return group(names[facet] ?? facet, values.map((value) => choice(
                filterOf(facet, value.value), facet === 'month' ? month(value.value) : value.value,
                value.count, most)));
        });
        const { scrollTop } = node;
        clear(body, fixed.map(([title, choices]) =>
            group(title, choices.map(([text, label]) => choice(text, label)))), counted,
        button({ icon: 'info', label: 'How to search', kind: 'quiet', onClick: showLanguage }));
        node.scrollTop = scrollTop;
    };

    return {
        node,
        get isOpen() { return !node.hidden; },
        /** Counts again, if anybody looks. */
        async update() {
            if (node.hidden) return;
            asking?.abort();
            asking = new AbortController();
            if (!body.children.length) clear(body, loading());
            try {
                show(await get('/assets/facets', {
                    query: { query: query() }, signal: asking.signal,
                }));
            } catch (error) {
                if (!isAbort(error)) clear(body, failed(error, () => this.update()));
            }
        },
    };
};
