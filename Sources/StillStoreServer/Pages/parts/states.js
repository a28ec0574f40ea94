// What a page shows while it has nothing to show.
import { Problem } from '../app/api.js';
import { button, el, icon } from './dom.js';

/** Something is on its way. */
export const loading = (label = 'Loading…') =>
    el('div', { class: 'state loading', role: 'status' },
        el('span', { class: 'spinner', aria: { hidden: 'true' } }),
        el('span', { class: 'unseen' }, label));

/** There is nothing here, and what to do about it: `{icon, title, body, actions}`. */
export const empty = ({ icon: name = 'image', title, body, actions = [] }) =>
    el('div', { class: 'state' }, el('span', { class: 'state-icon' }, icon(name, 32)),
        el('h2', title), body && (body instanceof Node ? body : el('p', body)),
        actions.length > 0 && el('div', { class: 'state-actions' }, actions));

/** It failed, with the reason and a button that tries again. */
export const failed = (error, retry) => {
    const problem = Problem.of(error);
    const [title, name] = {
        offline: ['No connection', 'offline'], not_loaded: ['No connection', 'offline'],
        not_found: ['Not here', 'search'],
        forbidden: ['Not for you', 'lock'],
    }[problem.code] ?? (problem.status === 404 ? ['Not here', 'search']
        : ['This did not work', 'warning']);
    return el('div', { class: 'state failed', role: 'alert' },
        el('span', { class: 'state-icon' }, icon(name, 32)), el('h2', title),
        el('p', problem.detail),
        el('div', { class: 'state-actions' },
            retry && problem.status !== 404
                && button({ icon: 'retry', label: 'Try again', onClick: retry }),
            problem.status === 404 && el('a', { class: 'button', href: '/' }, 'To the library')));
};
