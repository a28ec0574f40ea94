// The bar above every page: where one can go, what is looked for, whether the store is reached.
import { post } from './api.js';
import { watchState } from './feed.js';
import { me } from './me.js';
import { navigate } from './router.js';
import { button, debounce, el, icon } from '../parts/dom.js';
import { showKeys } from '../parts/keys.js';
import { menuButton } from '../parts/menu.js';

const places = [
    ['/', 'Library', 'library'], ['/albums', 'Albums', 'album'],
    ['/projects', 'Projects', 'project'], ['/sessions', 'Sessions', 'session'],
    ['/jobs', 'Jobs', 'jobs'], ['/upload', 'Upload', 'upload'],
];

const belongs = (path, place) =>
    place === '/' ? path === '/' || /^\/(picture|compare)/.test(path)
        : path.startsWith(place) || (place === '/projects' && path.startsWith('/shots'));

// The library hears `searched` live; Chromium has an event `search` of its own.
/** The field for searches, of all pages. */
export const searchField = el('input', {
    class: 'search-input', type: 'search', name: 'query', placeholder: 'Search', autocomplete: 'off',
    autocapitalize: 'off', spellcheck: 'false', maxlength: 4096, enterkeyhint: 'search',
    aria: { label: 'Search pictures' },
});

/** Shows a search in the field, unless somebody is typing there. */
export const setSearch = (text) => {
    if (document.activeElement !== searchField) searchField.value = text ?? '';
};

const tell = debounce(50, () => {
    document.dispatchEvent(new CustomEvent('searched', { detail: searchField.value.trim() }));
});

const searchForm = () => {
    searchField.addEventListener('input', () => {
        if (location.pathname === '/') tell();
    });
    return el('form', {
        class: 'search', role: 'search', action: '/',
        on: {
            submit: (event) => {
                event.preventDefault();
                if (location.pathname === '/') tell();
                else navigate(`/?query=${encodeURIComponent(searchField.value.trim())}`);
            },
        },
    }, icon('search', 18), searchField, el('kbd', { aria: { hidden: 'true' } }, '/'));
};

const connection = () => {
    const node = el('span', { class: 'connection', role: 'status' });
    const words = {
        online: '', connecting: 'Connecting…', offline: 'Offline',
    };
    watchState((state) => {
        node.dataset.state = state;
        node.replaceChildren(...(state === 'offline' ? [icon('offline', 16)] : []), words[state]);
    });
    return node;
};

const accountMenu = () => menuButton(
    { icon: 'user', label: 'Account and more', kind: 'quiet', iconOnly: true, class: 'account' },
    () => [
        el('div', { class: 'menu-head' }, el('strong', el('bdi', me.name ?? '')),
            el('bdi', { class: 'hint' }, me.email ?? '')),
        '-',
        { label: 'Missing', icon: 'missing', href: '/missing' },
        { label: 'Store', icon: 'store', href: '/store' },
        { label: 'Settings', icon: 'settings', href: '/settings' },
        { label: 'Keys', icon: 'keyboard', hint: '?', run: showKeys },
        '-',
        { label: 'Sign out', icon: 'leave', run: signOut },
    ]);

const signOut = async () => {
    await post('/auth/logout');
    // Nothing of what was shown stays in memory.
    location.assign('/sign-in');
};

/** Makes the header; it stands until the page is loaded anew. */
export const header = () => {
    const navigation = el('nav', { class: 'places', aria: { label: 'Main' } },
        places.map(([path, label, sign]) => el('a', { href: path, title: label, aria: { label } },
            icon(sign, 20), el('span', label))));
    const show = () => {
        for (const [i, [path]] of places.entries()) {
            const isHere = belongs(location.pathname, path);
            if (isHere) navigation.children[i].setAttribute('aria-current', 'page');
            else navigation.children[i].removeAttribute('aria-current');
        }
    };
    document.addEventListener('navigated', ({ detail }) => {
        show();
        if (detail !== '/') searchField.value = '';
    });
    show();
    return el('header', { class: 'header' },
        el('a', { class: 'brand', href: '/', aria: { label: 'StillStore, library' } },
            el('span', { class: 'brand-mark', aria: { hidden: 'true' } }), el('span', 'StillStore')),
        navigation, searchForm(), connection(), accountMenu());
};
