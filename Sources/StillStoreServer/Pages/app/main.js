import { Problem } from './api.js';
import { startFeed } from './feed.js';
import { header, searchField } from './header.js';
import { loadMe } from './me.js';
import { navigate, startRouter } from './router.js';
import { clear, el } from '../parts/dom.js';
import { bind, showKeys } from '../parts/keys.js';
import { failed } from '../parts/states.js';
import { toast, undoLast } from '../parts/toast.js';

const main = document.querySelector('main');
document.documentElement.style.colorScheme = localStorage.getItem('theme') ?? '';
let isStarted = false;

const keys = {
    '/': [() => { searchField.focus(); searchField.select(); }, 'Search'],
    u: [undoLast, 'Undo'], 'Mod+z': [undoLast, 'Undo'],
    '?': [showKeys, 'All keys'],
};

/** Shows the header and listens, once it is known who is here. */
export const signedIn = () => {
    if (isStarted) return;
    isStarted = true;
    document.body.prepend(
        el('a', { class: 'skip', href: '#main', on: {
            click: (event) => { event.preventDefault(); main.focus(); },
        } }, 'To the content'),
        header());
    document.body.classList.add('signed-in');
    bind(keys, null, { group: 'Everywhere' });
    startFeed();
    import('../upload/drop.js').then(({ startDrops }) => startDrops(), () => {});
};

const start = async () => {
    try {
        if (await loadMe()) signedIn();
        else if (location.pathname !== '/sign-in') {
            const next = location.pathname + location.search;
            history.replaceState(null, '',
                `/sign-in${next === '/' ? '' : `?next=${encodeURIComponent(next)}`}`);
        }
        await startRouter(main);
    } catch (error) {
        clear(main, failed(Problem.of(error), () => { clear(main); start(); }));
    }
};

// What nobody caught is said, not swallowed.
addEventListener('unhandledrejection', ({ reason }) => {
    if (reason?.name !== 'AbortError') toast('', { problem: reason });
});

export { navigate };
start();
