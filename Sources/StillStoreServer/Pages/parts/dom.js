// Elements are made here and nowhere else: whatever a picture is called becomes a text node or an
// attribute, never markup.
import { paths } from './icons.js';

const asProperty = new Set(['value', 'checked', 'indeterminate', 'muted', 'open', 'selected']);
const safeAddress = /^(?:https?:|mailto:|blob:|data:image\/|[/?#.])/i;

/** Makes an element; `props` may be left out. Children: nodes, text, numbers, lists; null is none. */
export const el = (tag, props, ...children) => {
    const node = document.createElement(tag);
    if (isChild(props)) children.unshift(props);
    else set(node, props ?? {});
    append(node, children);
    return node;
};

const isChild = (value) =>
    value instanceof Node || Array.isArray(value) || typeof value === 'string'
    || typeof value === 'number';

/** Sets what `el` takes as props on an element that is there. */
export const set = (node, props) => {
    for (const [name, value] of Object.entries(props)) {
        if (value === undefined || value === null) continue;
        if (name === 'class') {
            node.className = Array.isArray(value) ? value.filter(Boolean).join(' ') : value;
        } else if (name === 'dataset') Object.assign(node.dataset, value);
        else if (name === 'on') {
            for (const [event, handler] of Object.entries(value)) {
                if (handler) node.addEventListener(event, handler);
            }
        } else if (name === 'aria') {
            for (const [key, text] of Object.entries(value)) {
                if (text !== undefined && text !== null) node.setAttribute(`aria-${key}`, text);
            }
        } else if (name === 'style') {
            for (const [key, text] of Object.entries(value)) {
                if (key.startsWith('--')) node.style.setProperty(key, text);
                else node.style[key] = text;
            }
        } else if (asProperty.has(name)) node[name] = value;
        else if (name === 'href' && !safeAddress.test(value)) continue;
        else if (value === true) node.setAttribute(name, '');
        else if (value !== false) node.setAttribute(name, value);
    }
    return node;
};

/** Appends children as `el` does. */
export const append = (node, children) => {
    for (const child of [children].flat(Infinity)) {
        if (child !== null && child !== undefined && child !== false && child !== true) {
            node.append(child);
        }
    }
    return node;
};

/** A text node. */
export const text = (value) => document.createTextNode(value ?? '');

/** Empties a node, and fills it with other children if there are any. */
export const clear = (node, ...children) => {
    node.replaceChildren();
    return append(node, children);
};

const svg = 'http://www.w3.org/2000/svg';

/** One icon of `icons.js`; it says nothing to screen readers. */
export const icon = (name, size = 20) => {
    const node = document.createElementNS(svg, 'svg');
    for (const [key, value] of Object.entries({
        viewBox: '0 0 24 24', width: size, height: size, class: `icon icon-${name}`,
        'aria-hidden': 'true', focusable: 'false',
    })) node.setAttribute(key, value);
    const path = document.createElementNS(svg, 'path');
    path.setAttribute('d', paths[name] ?? paths.file);
    node.append(path);
    return node;
};

/** An element of SVG, for what is drawn: graphs, bars. */
export const draw = (tag, props = {}, ...children) => {
    const node = document.createElementNS(svg, tag);
    for (const [key, value] of Object.entries(props)) {
        if (key === 'on') {
            for (const [event, handler] of Object.entries(value)) {
                node.addEventListener(event, handler);
            }
        } else if (value !== undefined && value !== null) node.setAttribute(key, value);
    }
    return append(node, children);
};

/** A button: `{icon, label, kind: 'primary'|'danger'|'quiet', iconOnly, on…}`. */
export const button = (props, ...children) => {
    const { icon: name, label, kind, iconOnly, onClick, aria, ...rest } = props;
    return el('button', {
        type: 'button', class: ['button', kind, iconOnly && 'icon-only', rest.class],
        title: iconOnly ? label : undefined, ...without(rest, 'class'),
        aria: { label: iconOnly ? label : undefined, ...aria },
        on: { click: onClick, ...rest.on },
    }, name && icon(name), !iconOnly && label && el('span', label), children);
};

const without = (object, ...names) =>
    Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)
        && name !== 'on'));

/** The same function, called once the calls have rested for so long. */
export const debounce = (milliseconds, action) => {
    let timer;
    const later = (...values) => {
        clearTimeout(timer);
        timer = setTimeout(() => action(...values), milliseconds);
    };
    later.cancel = () => clearTimeout(timer);
    return later;
};
