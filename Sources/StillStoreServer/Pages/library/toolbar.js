// The slim line above the pictures: how many, what narrows the search, how they are shown.
import { setTitle } from '../app/router.js';
import { button, clear, el } from '../parts/dom.js';
import { chip, segments } from '../parts/fields.js';
import { plural } from '../parts/format.js';
import { openMenu } from '../parts/menu.js';
import { filtersOf, without } from './query.js';

const orders = [
    ['newest', 'Newest first'], ['oldest', 'Oldest first'], ['relevance', 'Best match first'],
    ['path', 'By path'], ['largest', 'Largest first'],
];

/** How pictures are shown; kept in this browser. */
export const view = {
    height: 200, isSquare: false, isGrouped: false,
    ...JSON.parse(localStorage.getItem('view') ?? '{}'),
};

const keep = () => localStorage.setItem('view', JSON.stringify(view));

/** Sizes that `+` and `-` step through. */
export const sizes = [72, 104, 144, 200, 280, 400];

export const stepSize = (by) => {
    const at = sizes.findIndex((size) => size >= view.height);
    view.height = sizes[Math.min(sizes.length - 1, Math.max(0, at + by))];
    keep();
};

/** `{state(), onQuery, onOrder, onView, onFacets}`; `state()` answers `{query, order}`. */
export const createToolbar = ({ state, onQuery, onOrder, onView, onFacets }) => {
    const total = el('span', { class: 'total number', role: 'status' });
    const chips = el('div', { class: 'chips' });
    const problem = el('p', { class: 'problem', role: 'alert', hidden: true });
    const size = el('input', {
        type: 'range', min: 0, max: sizes.length - 1, step: 1, class: 'size',
        value: sizes.indexOf(view.height), aria: { label: 'Size of pictures' }, title: 'Size',
        on: {
            input: () => {
                view.height = sizes[size.value];
                keep();
                onView();
            },
        },
    });
    const shape = segments({
        label: 'Layout', value: String(view.isSquare),
        options: [['false', 'Rows', 'rows'], ['true', 'Squares', 'squares']],
        onChange: (value) => {
            view.isSquare = value === 'true';
            keep();
            onView();
        },
    });
    const grouping = () => ({
        label: 'Group by prompt', checked: view.isGrouped, run: () => {
            view.isGrouped = !view.isGrouped;
            keep();
            onView();
        },
    });
    const order = button({
        icon: 'sort', label: 'Order', kind: 'quiet', class: 'order',
        aria: { haspopup: 'menu', expanded: 'false' },
        onClick: () => openMenu(order, orders.map(([key, label]) => ({
            label, checked: state().order === key,
            disabled: key === 'relevance' && !state().query, run: () => onOrder(key),
        })).concat('-', grouping()), { label: 'Order' }),
    });
    const narrow = button({
        icon: 'more', label: 'View', kind: 'quiet', iconOnly: true, class: 'narrow-only',
        aria: { haspopup: 'menu', expanded: 'false' },
        onClick: () => openMenu(narrow, [
            ...orders.map(([key, label]) => ({
                label, checked: state().order === key, run: () => onOrder(key),
                disabled: key === 'relevance' && !state().query,
            })), '-',
            ...[[false, 'Rows'], [true, 'Squares']].map(([value, label]) => ({
                label, checked: view.isSquare === value, run: () => {
                    view.isSquare = value;
                    keep();
                    onView();
                },
            })), '-', grouping(), '-',
            { label: 'Larger', icon: 'plus', run: () => { stepSize(1); onView(); } },
            { label: 'Smaller', icon: 'minus', run: () => { stepSize(-1); onView(); } },
        ], { label: 'View' }),
    });
    const filters = button({
        icon: 'filter', label: 'Filters', kind: 'quiet', class: 'filters-button',
        aria: { expanded: 'false', controls: 'facets' }, onClick: onFacets,
    });
    const node = el('div', { class: 'toolbar' }, total, chips, problem, el('div', { class: 'tools' },
        filters, order, el('div', { class: 'wide-only tools' }, shape, size), narrow));

    return {
        node,
        get hasProblem() { return !problem.hidden; },
        setTotal(n) {
            total.textContent = n === null ? '' : plural(n, 'picture');
        },
        setProblem(text) {
            problem.hidden = !text;
            problem.textContent = text ?? '';
            total.hidden = Boolean(text);
        },
        setFacets: (isOpen) => filters.setAttribute('aria-expanded', String(isOpen)),
        update() {
            const { query } = state();
            order.lastChild.textContent = orders.find(([key]) => key === state().order)[1];
            size.value = sizes.indexOf(view.height);
            shape.choose(String(view.isSquare));
            setTitle(query || 'Library');
            clear(chips, filtersOf(query).map((one) => chip(one.value, {
                name: one.isNot ? `not ${one.name}` : one.name,
                onRemove: () => onQuery(without(query, one.text)),
            })));
        },
    };
};
