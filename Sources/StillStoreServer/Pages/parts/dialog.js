import { Problem } from '../app/api.js';
import { button, el } from './dom.js';
import { bringHome } from './toast.js';

let titles = 0;

/**
 * Shows a modal dialog: `{title, content, actions, wide}`; `actions` are buttons or
 * `{label, kind, run}` whose `run` may be slow or fail, and closes the dialog unless it answers
 * false; null as `run` only closes. Answers `{node, close, done}`;
 * `done` resolves with what `close(value)` was given.
 */
export const dialog = ({ title, content, actions = [], wide = false, class: name }) => {
    const id = `dialog-${titles += 1}`;
    const problem = el('p', { class: 'problem', role: 'alert', hidden: true });
    let finish;
    const done = new Promise((resolve) => { finish = resolve; });
    const opener = document.activeElement;
    const node = el('dialog', { class: ['dialog', wide && 'wide', name], aria: { labelledby: id } },
        el('header', el('h2', { id }, title),
            button({ icon: 'close', label: 'Close', kind: 'quiet', iconOnly: true,
                onClick: () => close() })),
        el('div', { class: 'dialog-body' }, content, problem));
    const close = (value) => {
        if (!node.isConnected) return;
        node.close();
        bringHome();
        node.remove();
        if (opener?.isConnected) opener.focus({ preventScroll: true });
        finish(value);
    };
    const run = async (action, made) => {
        problem.hidden = true;
        made.disabled = true;
        try {
            const value = await action.run?.();
            if (value !== false) close(value ?? true);
        } catch (error) {
            problem.textContent = Problem.of(error).detail;
            problem.hidden = false;
        } finally {
            made.disabled = false;
        }
    };
    if (actions.length) {
        node.append(el('footer', actions.map((action) => {
            if (action instanceof Node) return action;
            const made = button({ ...action, run: undefined });
            made.addEventListener('click', () => (action.run === null ? close() : run(action, made)));
            return made;
        })));
    }
    node.addEventListener('cancel', (event) => {
        event.preventDefault();
        close();
    });
    // The keys of the page behind do not hear what is typed here.
    node.addEventListener('keydown', (event) => event.stopPropagation());
    node.addEventListener('pointerdown', (event) => {
        if (event.target === node) close();
    });
    document.body.append(node);
    node.showModal();
    node.querySelector('[autofocus]')?.focus();
    return { node, close, done };
};

/** Asks before what cannot be undone; true when it is to be done. */
export const confirm = ({
    title, body, action = 'Continue', dismiss = 'Cancel', danger = false,
}) => {
    const shown = dialog({
        title, content: typeof body === 'string' ? el('p', body) : body,
        actions: [
            { label: dismiss, run: null },
            { label: action, kind: danger ? 'danger' : 'primary', autofocus: !danger },
        ],
    });
    if (danger) shown.node.querySelector('footer .button').focus();
    return shown.done.then(Boolean);
};

/** Asks for one line of text; undefined when it was cancelled. `save` may fail and is shown so. */
export const ask = ({ title, label, value = '', action = 'Save', hint, save }) => {
    const input = el('input', { class: 'input', value, autofocus: true, maxlength: 400 });
    const shown = dialog({
        title,
        content: el('label', { class: 'field' }, el('span', { class: 'label' }, label ?? title),
            input, hint && el('span', { class: 'hint' }, hint)),
        actions: [
            { label: 'Cancel', run: null },
            {
                label: action, kind: 'primary',
                run: async () => {
                    const text = input.value.trim();
                    if (!text) return false;
                    return (await save?.(text)) ?? text;
                },
            },
        ],
    });
    const confirmed = shown.node.querySelector('footer .primary');
    input.addEventListener('keydown', (event) => {
        if (event.key === 'Enter' && !event.isComposing) confirmed.click();
    });
    input.select();
    return shown.done;
};
