import { Problem } from '../app/api.js';
import { button, el, icon } from './dom.js';

const region = el('div', {
    class: 'toasts', role: 'region', aria: { label: 'Messages' },
});
const polite = el('div', { class: 'unseen', role: 'status', aria: { live: 'polite' } });
document.body.append(region, polite);

let lastUndo = null;

/** Takes back what was done last, while its message is shown; false when there is none. */
export const undoLast = () => lastUndo?.() ?? false;

/** Messages go back to the page when a dialog that showed them is closed. */
export const bringHome = () => document.body.append(region, polite);

/** Says something to screen readers only. */
export const announce = (message) => {
    polite.textContent = '';
    // The same sentence twice is a change only if the region was empty between.
    setTimeout(() => { polite.textContent = message; }, 50);
};

/**
 * A passing message; `undo` is a function that takes back what was done, `problem` makes it one of
 * something that failed. Answers a function that takes it away.
 */
export const toast = (message, { undo, problem, action, seconds } = {}) => {
    const sentence = problem ? Problem.of(problem).detail : message;
    const close = () => {
        clearTimeout(timer);
        node.remove();
        if (lastUndo === takeBack) lastUndo = null;
    };
    const act = async (run) => {
        close();
        try {
            await run();
        } catch (error) {
            toast('', { problem: error });
        }
    };
    const takeBack = () => {
        act(undo);
        return true;
    };
    if (undo) lastUndo = takeBack;
    const node = el('div', { class: ['toast', problem && 'failed'] },
        problem && icon('warning', 18),
        el('p', problem && message && el('strong', `${message} `), sentence),
        undo && button({ label: 'Undo', kind: 'quiet', title: 'Undo (u)', onClick: takeBack }),
        action && button({ label: action.label, kind: 'quiet', onClick: () => act(action.run) }),
        button({ icon: 'close', label: 'Dismiss', kind: 'quiet', iconOnly: true, onClick: close }));
    let timer;
    const start = () => {
        timer = setTimeout(close, 1000 * (seconds ?? (undo || problem || action ? 10 : 4)));
    };
    node.addEventListener('pointerenter', () => clearTimeout(timer));
    node.addEventListener('pointerleave', start);
    node.addEventListener('focusin', () => clearTimeout(timer));
    node.addEventListener('focusout', start);
    while (region.children.length > 2) region.firstChild.remove();
    // A modal dialog covers all but what is shown above it.
    const modal = document.querySelector('dialog:modal');
    (modal ?? document.body).append(region, polite);
    region.append(node);
    announce(undo ? `${sentence} Undo is possible.` : sentence);
    start();
    return close;
};
