import { Problem, isAbort } from '../app/api.js';
import { append, button, el, icon } from './dom.js';

let ids = 0;

const labelled = ({ label, hint, class: name }, input, ...more) => {
    input.id ||= `field-${ids += 1}`;
    const problem = el('span', { class: 'problem', id: `${input.id}-problem`, hidden: true });
    input.setAttribute('aria-describedby', problem.id);
    const node = el('div', { class: ['field', name] },
        el('label', { class: 'label', for: input.id }, label), input, more,
        hint && el('span', { class: 'hint' }, hint), problem);
    return Object.assign(node, { input, problem });
};

/** A labelled line of text: `{label, name, type, value, hint, …attributes}`; `.input` is inside. */
export const field = ({ label, hint, class: name, ...rest }) =>
    labelled({ label, hint, class: name }, el('input', { class: 'input', type: 'text', ...rest }));

/** A labelled text of several lines. */
export const area = ({ label, hint, class: name, ...rest }) =>
    labelled({ label, hint, class: name }, el('textarea', { class: 'input', rows: 3, ...rest }));

/** A labelled choice; options: `[value, label]` or plain text. */
export const select = ({ label, hint, options, value, class: name, ...rest }) =>
    labelled({ label, hint, class: name }, el('select', { class: 'input', ...rest },
        options.map((option) => {
            const [key, text] = Array.isArray(option) ? option : [option, option];
            return el('option', { value: key, selected: key === value }, text);
        })));

/** A switch: `{label, name, checked, hint, onChange(checked)}`. */
export const toggle = ({ label, hint, onChange, ...rest }) => {
    const input = el('input', {
        type: 'checkbox', role: 'switch', class: 'switch', ...rest,
        on: { change: () => onChange?.(input.checked) },
    });
    const node = el('label', { class: 'toggle' }, input,
        el('span', label, hint && el('span', { class: 'hint' }, hint)));
    return Object.assign(node, { input });
};

/** A small piece of text that can lead somewhere, be pressed or be taken away. */
export const chip = (label, { href, onClick, onRemove, name, pressed, icon: sign, title } = {}) => {
    const inside = [sign && icon(sign, 14), name && el('span', { class: 'chip-name' }, name),
        el('bdi', label)];
    const aria = { pressed: pressed === undefined ? undefined : String(pressed) };
    const body = href ? el('a', { href, title }, inside)
        : onClick ? el('button', { type: 'button', title, aria, on: { click: onClick } }, inside)
            : el('span', { title }, inside);
    return el('span', { class: ['chip', pressed && 'pressed'] }, body,
        onRemove && el('button', {
            type: 'button', class: 'chip-remove', on: { click: onRemove },
            aria: { label: `Remove ${name ?? ''} ${label}` }, title: 'Remove',
        }, icon('close', 14)));
};

/** A row of chips. */
export const chips = (list, props) => append(el('div', { class: 'chips', ...props }), list);

/** What the named inputs within a node hold; switches are true or false, empty text is ''. */
export const values = (node) => {
    const found = {};
    for (const input of node.querySelectorAll('[name]')) {
        if (input.type === 'checkbox') found[input.name] = input.checked;
        else if (input.type === 'number') {
            found[input.name] = input.value === '' ? null : Number(input.value);
        } else found[input.name] = input.value;
    }
    return found;
};

/** Shows a problem at the field that is to blame, else in `place`. */
export const showProblem = (node, place, error) => {
    for (const shown of node.querySelectorAll('.field > .problem')) shown.hidden = true;
    for (const input of node.querySelectorAll('[aria-invalid]')) {
        input.removeAttribute('aria-invalid');
    }
    place.hidden = true;
    if (!error) return;
    const problem = Problem.of(error);
    const input = problem.field
        && node.querySelector(`[name="${CSS.escape(problem.field.split(/[.[]/)[0])}"]`);
    const at = input?.closest('.field')?.querySelector('.problem') ?? place;
    at.textContent = problem.detail;
    at.hidden = false;
    input?.setAttribute('aria-invalid', 'true');
    input?.focus();
};

/** A form: `{fields, action, cancel, submit(values)}`; what `submit` throws is shown in it. */
export const form = ({ fields, action = 'Save', kind = 'primary', cancel, submit, ...rest }) => {
    const problem = el('p', { class: 'problem', role: 'alert', hidden: true });
    const send = button({ label: action, kind, type: 'submit' });
    const node = el('form', { class: 'form', novalidate: true, ...rest }, fields, problem,
        el('div', { class: 'form-actions' }, send,
            cancel && button({ label: 'Cancel', onClick: cancel })));
    node.addEventListener('submit', async (event) => {
        event.preventDefault();
        send.disabled = true;
        showProblem(node, problem, null);
        try {
            await submit(values(node), node);
        } catch (error) {
            if (!isAbort(error)) showProblem(node, problem, error);
        } finally {
            send.disabled = false;
        }
    });
    return Object.assign(node, { problem });
};

/** One choice of few, as buttons side by side: options `[value, label, icon?]`. */
export const segments = ({ label, options, value, onChange }) => {
    const node = el('div', { class: 'segments', role: 'group', aria: { label } },
        options.map(([key, text, sign]) => el('button', {
            type: 'button', title: sign ? text : undefined, dataset: { value: key },
            aria: { pressed: String(key === value), label: sign ? text : undefined },
            on: { click: () => { node.choose(key); onChange(key); } },
        }, sign ? icon(sign, 18) : text)));
    node.choose = (key) => {
        for (const one of node.children) {
            one.setAttribute('aria-pressed', String(one.dataset.value === String(key)));
        }
    };
    return node;
};
