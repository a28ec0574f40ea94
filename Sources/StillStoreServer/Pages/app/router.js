// Addresses and pages. Every state that is worth coming back to has an address; where one was on
// a page is kept beside it in the browser's history.
import { Problem, isAbort } from './api.js';
import { clear, el } from '../parts/dom.js';
import { failed, loading } from '../parts/states.js';
import { announce } from '../parts/toast.js';

const page = (name) => () => import(`../${name}.js`);

/** Which module makes which address; `title` stands until the page knows better. */
export const routes = [
    ['/', page('library/page'), 'Library'],
    ['/sign-in', page('sign-in/page'), 'Sign in'],
    ['/picture/{id}', page('picture/page'), 'Picture'],
    ['/compare', page('compare/page'), 'Compare'],
    ['/albums', page('albums/page'), 'Albums'],
    ['/albums/{id}', page('albums/album'), 'Album'],
    ['/projects', page('projects/page'), 'Projects'],
    ['/projects/{id}', page('projects/project'), 'Project'],
    ['/shots/{id}', page('projects/shot'), 'Shot'],
    ['/sessions', page('sessions/page'), 'Sessions'],
    ['/sessions/{id}', page('sessions/session'), 'Session'],
    ['/jobs', page('jobs/page'), 'Jobs'],
    ['/jobs/{id}', page('jobs/job'), 'Job'],
    ['/upload', page('upload/page'), 'Upload'],
    ['/missing', page('missing/page'), 'Missing'],
    ['/store', page('store/page'), 'Store'],
    ['/settings', page('settings/page'), 'Settings'],
].map(([pattern, load, title]) => ({
    pattern, load, title,
    expression: new RegExp(`^${pattern.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`),
}));

let main = null;
let current = null;
let memory = {};
let saving = null;

/** What a page has shown of itself, for going back to it. */
export const recall = (key) => memory[key];

/** Keeps a small value beside the address of this visit. */
export const remember = (key, value) => {
    memory[key] = value;
    // Browsers refuse more than some changes of history a second.
    saving ??= setTimeout(save, 400);
};

const save = () => {
    clearTimeout(saving);
    saving = null;
    history.replaceState({ memory }, '');
};

/** Names the page in the window's title. */
export const setTitle = (text) => {
    document.title = text ? `${text} · StillStore` : 'StillStore';
};

/** Goes to an address of this site. */
export const navigate = (path, { replace = false } = {}) => {
    const to = new URL(path, location.href);
    if (to.origin !== location.origin) return location.assign(to);
    if (current) memory.scroll = scrollY;
    save();
    if (replace) history.replaceState({ memory: {} }, '', to);
    else history.pushState({ memory: {} }, '', to);
    return show(false);
};

/** Goes back within the site, or to `path` when one came from elsewhere. */
export const back = (path = '/') => {
    if (history.length > 1 && sessionStorage.getItem('visited')) history.back();
    else navigate(path, { replace: true });
};

/** A link that is followed without loading the page anew. */
export const link = (path, ...children) => el('a', { href: path }, children);

/** Changes the query of the address without leaving the page; null takes a name away. */
export const setQuery = (changes, { replace = true } = {}) => {
    const to = new URL(location.href);
    for (const [name, value] of Object.entries(changes)) {
        if (value === null || value === undefined || value === '') to.searchParams.delete(name);
        else to.searchParams.set(name, value);
    }
    if (to.href === location.href) return;
    if (replace) history.replaceState({ memory }, '', to);
    else {
        save();
        history.pushState({ memory }, '', to);
    }
};

const show = async (isBack) => {
    memory = history.state?.memory ?? {};
    current?.leave.abort();
    try {
        current?.page?.close?.();
    } catch (error) {
        console.error(error);
    }
    const leave = new AbortController();
    const visit = { leave, page: null };
    current = visit;
    const found = routes.find((route) => route.expression.test(location.pathname));
    document.dispatchEvent(new CustomEvent('navigated', { detail: location.pathname }));
    setTitle(found?.title);
    main.className = '';
    const late = setTimeout(() => clear(main, loading()), isBack ? 400 : 200);
    try {
        const module = await load(found);
        if (visit !== current) return;
        clearTimeout(late);
        clear(main);
        main.dataset.page = found?.title.toLowerCase() ?? 'none';
        if (!isBack) scrollTo(0, 0);
        const parts = found?.expression.exec(location.pathname).groups ?? {};
        visit.page = await module.open({
            path: location.pathname,
            params: Object.fromEntries(
                Object.entries(parts).map(([name, value]) => [name, decodeURIComponent(value)])),
            query: new URLSearchParams(location.search), main, signal: leave.signal, isBack,
        });
        if (visit !== current) return visit.page?.close?.();
        sessionStorage.setItem('visited', '1');
        if (isBack && recall('scroll')) scrollTo(0, recall('scroll'));
    } catch (error) {
        clearTimeout(late);
        if (visit !== current || isAbort(error)) return;
        console.error(error);
        const problem = Problem.of(error);
        // Browsers do not ask again for a module that did not come.
        const again = () => (problem.code === 'not_loaded' ? location.reload() : show(isBack));
        clear(main, el('h1', { class: 'unseen' }, found?.title ?? 'Not here'),
            failed(problem, again));
        addEventListener('online', again, { once: true, signal: leave.signal });
    }
    focusPage(visit, isBack);
};

const load = async (found) => {
    if (!found) {
        throw new Problem({
            status: 404, code: 'not_found', detail: 'There is no page at this address.',
        });
    }
    try {
        return await found.load();
    } catch (error) {
        if (error instanceof TypeError) {
            throw new Problem({
                code: 'not_loaded', detail: 'This page could not be loaded from the store.',
            });
        }
        throw error;
    }
};

// Who uses a screen reader or the keyboard begins at the beginning of the new page.
const focusPage = (visit, isBack) => {
    announce(document.title.replace(/ · StillStore$/, ''));
    if (visit.page?.focus) return visit.page.focus(isBack);
    if (main.contains(document.activeElement)) return;
    const heading = main.querySelector('h1');
    if (heading) heading.tabIndex = -1;
    (heading ?? main).focus({ preventScroll: true });
};

const isOurs = (link) => {
    if (!link || link.target || link.hasAttribute('download')) return false;
    const to = new URL(link.href, location.href);
    return to.origin === location.origin
        && routes.some((route) => route.expression.test(to.pathname))
        && !(to.hash && to.pathname === location.pathname && to.search === location.search);
};

/** Starts at the address that is there. */
export const startRouter = (element) => {
    main = element;
    history.scrollRestoration = 'manual';
    addEventListener('popstate', () => show(true));
    addEventListener('scrollend', () => remember('scroll', scrollY));
    addEventListener('pagehide', save);
    document.addEventListener('click', (event) => {
        if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey
            || event.shiftKey || event.altKey) return;
        const link = event.target.closest?.('a[href]');
        if (!isOurs(link)) return;
        event.preventDefault();
        navigate(link.href);
    });
    document.addEventListener('signed-out', () => {
        if (location.pathname === '/sign-in') return;
        const next = location.pathname + location.search;
        navigate(`/sign-in${next === '/' ? '' : `?next=${encodeURIComponent(next)}`}`,
            { replace: true });
    });
    return show(Boolean(history.state?.memory));
};
