// What the pages of projects, sessions and jobs have in common.
import { del, pages, post } from '../app/api.js';
import { listen } from '../app/feed.js';
import { navigate } from '../app/router.js';
import { button, clear, el } from './dom.js';
import { menuButton } from './menu.js';
import { roam } from './sortable.js';
import { failed, loading } from './states.js';
import { toast } from './toast.js';

/** The head of a page about one thing: what it belongs to, its name, what can be done. */
export const pageHead = ([href, above], title, actions, items, more) =>
    el('div', { class: 'page-head' },
        el('div', { class: 'grow' }, el('a', { class: 'crumb', href }, el('bdi', above)),
            el('h1', { tabindex: -1, ...more }, el('bdi', title))),
        el('div', { class: 'actions' }, actions,
            menuButton({ icon: 'more', label: 'More', iconOnly: true }, items)));

/** Runs what may fail; the problem is shown. */
export const attempt = async (act) => {
    try {
        return await act();
    } catch (problem) {
        return toast('', { problem });
    }
};

/** Deletes what a page is about, goes to `home`, and offers to bring it back. */
export const remove = (path, home, said) => attempt(async () => {
    await del(`/${path}`);
    await navigate(home);
    toast(said, {
        undo: async () => {
            await post(`/${path}/restore`);
            await navigate(`/${path}`);
        },
    });
});

/**
 * The same action, at most once in so many milliseconds however often it is called, and never
 * twice at a time: for what the feed brings.
 */
export const paced = (milliseconds, act) => {
    let [isDue, isBusy] = [false, false];
    return async () => {
        isDue = true;
        if (isBusy) return;
        isBusy = true;
        while (isDue) {
            await new Promise((resolve) => { setTimeout(resolve, milliseconds); });
            isDue = false;
            // The next change tries again; what is shown stays.
            try { await act(); } catch { /* as above */ }
        }
        isBusy = false;
    };
};

/** Fills a node anew; the focus stays at what is called the same. */
export const refill = (node, ...children) => {
    const held = node.contains(document.activeElement) ? document.activeElement : null;
    const nameOf = (one) => one.getAttribute('aria-label') ?? one.textContent;
    clear(node, children);
    if (!held || document.activeElement === held) return;
    const same = [...node.querySelectorAll('a, button')]
        .find((one) => nameOf(one) === nameOf(held));
    (same ?? node.querySelector('h1'))?.focus({ preventScroll: true });
};

/** Calls `see(node)` once for each node that comes near the window. */
export const whenSeen = (see, signal) => {
    const observer = new IntersectionObserver((entries) => {
        for (const { target, isIntersecting } of entries) {
            if (!isIntersecting) continue;
            observer.unobserve(target);
            see(target);
        }
    }, { rootMargin: '200px' });
    signal?.addEventListener('abort', () => observer.disconnect(), { once: true });
    return (node) => observer.observe(node);
};

/**
 * A list that reads on as one comes to its end, and keeps up with the feed while its first page is
 * all that is shown: `query()` answers the filter, `make(item)` a node whose `.see()` reads what
 * the list does not say, `none()` what stands there instead. Answers `{node, read}`.
 */
export const listing = ({
    path, query = () => ({}), make, none, items, tables, class: name, signal,
}) => {
    const list = el('div', { class: name });
    const limit = 60;
    const onward = button({ label: 'More', hidden: true, onClick: () => read(false) });
    const near = whenSeen(() => read(false), signal);
    const seen = whenSeen((node) => node.see().catch(() => {}), signal);
    let found;
    const read = async (isNew = true) => {
        try {
            if (isNew) found = pages(path, { limit, ...query() }, { signal });
            const mine = found;
            const { value } = await mine.next();
            if (mine !== found) return;
            const focused = list.querySelector(':focus')?.closest('[data-id]')?.dataset.id;
            if (isNew) clear(list, !value.items.length && none());
            for (const item of value?.items ?? []) {
                const node = make(item);
                list.append(node);
                seen(node);
            }
            if (focused && isNew) {
                const again = list.querySelector(`[data-id="${focused}"]`);
                (again?.querySelector('h2 a') ?? again)?.focus({ preventScroll: true });
            }
            onward.hidden = !value?.next;
            if (value?.next) near(onward);
        } catch (error) {
            if (signal.aborted) return;
            if (isNew) clear(list, failed(error, () => read()));
            else toast('', { problem: error });
        }
    };
    clear(list, loading());
    roam(list, items, signal);
    listen({ tables }, paced(400, () => list.children.length <= limit && read()), signal);
    return { node: [list, onward], read };
};
