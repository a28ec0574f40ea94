// Keys of the page. One without a modifier does nothing while somebody types, and all of them can
// be switched off (WCAG 2.1.4).
import { el } from './dom.js';
import { dialog } from './dialog.js';
import { toggle } from './fields.js';

const bindings = [];
const setting = 'keys';

/**
 * Binds keys until `signal` ends: `{f: [handler, 'Favourite'], 'Shift+ArrowLeft': […],
 * 'Mod+a': […]}`. The newest binding hears first; a handler that answers false lets others hear.
 * A binding without a description is not in the list that `?` shows.
 */
export const bind = (keys, signal, { group = 'This page' } = {}) => {
    const binding = { keys, group };
    bindings.push(binding);
    signal?.addEventListener('abort', () => {
        bindings.splice(bindings.indexOf(binding), 1);
    }, { once: true });
};

const isTyping = (target) =>
    target.closest?.('input:not([type=checkbox]):not([type=range]), textarea, select, '
        + '[contenteditable=true]');

const nameOf = (event) => {
    const mod = event.ctrlKey || event.metaKey ? 'Mod+' : '';
    const alt = event.altKey ? 'Alt+' : '';
    const key = event.key === ' ' ? 'Space' : event.key.length === 1
        ? (mod ? event.key.toLowerCase() : event.key) : event.key;
    const shift = event.shiftKey && (key.length > 1 || mod) ? 'Shift+' : '';
    return mod + alt + shift + key;
};

document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const name = nameOf(event);
    if (isTyping(event.target)) {
        if (name === 'Escape') event.target.blur();
        return;
    }
    if (name.length === 1 && localStorage.getItem(setting) === 'off' && name !== '?') return;
    // Space and Enter belong to what has the focus, if that can be pressed.
    if ((name === 'Space' || name === 'Enter') && event.target.closest?.('button, summary, a, input')
        && !event.target.closest('.tile')) return;
    for (const { keys } of bindings.toReversed()) {
        const found = keys[name];
        if (found && found[0](event) !== false) return event.preventDefault();
    }
});

const shown = {
    ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓', Escape: 'Esc',
    Delete: 'Del', Mod: /Mac|iP/.test(navigator.platform) ? '⌘' : 'Ctrl', PageUp: 'PgUp',
    PageDown: 'PgDn',
};

/** A key as it is drawn. */
export const keycap = (name) =>
    el('span', { class: 'keys' }, name.split(/(?<=.)\+/).map((part) =>
        el('kbd', shown[part] ?? part)));

/** The dialog of all keys that work now. */
export const showKeys = () => {
    const groups = new Map();
    for (const { keys, group } of bindings.toReversed()) {
        const byText = groups.get(group) ?? groups.set(group, new Map()).get(group);
        for (const [name, [, text]] of Object.entries(keys)) {
            if (text) byText.set(text, [...(byText.get(text) ?? []), name]);
        }
    }
    dialog({
        title: 'Keys', wide: true,
        content: [
            el('div', { class: 'key-groups' }, [...groups].filter(([, list]) => list.size)
                .map(([group, list]) => el('section', el('h3', group), el('dl', [...list].map(
                    ([text, names]) => el('div', el('dt', text), el('dd', names.map(keycap)))))))),
            toggle({
                label: 'Keys without Ctrl or ⌘', checked: localStorage.getItem(setting) !== 'off',
                hint: 'Switch off if they get in the way of speech input.',
                onChange: (isOn) => localStorage.setItem(setting, isOn ? 'on' : 'off'),
            }),
        ],
    });
};
