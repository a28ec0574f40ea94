// The library: all pictures, or what a search finds, in a window that is anywhere among a million.
import { get, isAbort } from '../app/api.js';
import { setSearch } from '../app/header.js';
import { recall, remember, setQuery } from '../app/router.js';
import { button, debounce, el, icon } from '../parts/dom.js';
import { bind } from '../parts/keys.js';
import { actionBar, createSelection, wire } from '../parts/select.js';
import { empty, failed, loading } from '../parts/states.js';
import { forget, observerWithin, pictureURL, tile } from '../parts/tile.js';
import { announce } from '../parts/toast.js';
import * as actions from './actions.js';
import { createBadges, watchArrivals } from './arrivals.js';
import { createFacets } from './facets.js';
import { createGrid } from './grid.js';
import { libraryKeys } from './keys.js';
import { loadPrompts, promptOf } from './prompts.js';
import { filter } from './query.js';
import { createScrubber } from './scrubber.js';
import { createSource } from './source.js';
import { loadTimeline } from './timeline.js';
import { createToolbar, view } from './toolbar.js';

// What was read stays for coming back from a picture.
let kept = null;

export const open = async ({ main, query: address, signal, isBack }) => {
    let query = address.get('query') ?? '';
    let order = address.get('order') ?? 'newest';
    let source = null;
    let months = null;
    let current = null;

    const scroller = el('div', { class: 'scroller' });
    const state = el('div', { class: 'library-state', hidden: true });
    const observer = observerWithin(scroller);
    const selection = createSelection({
        between: (a, b) => {
            const [from, to] = [source.indexOf(a), source.indexOf(b)];
            return from < 0 || to < 0 ? []
                : source.items.slice(Math.min(from, to), Math.max(from, to) + 1);
        },
        onChange: () => {
            for (const one of grid.tiles()) one.setPicked(selection.has(one.asset.id));
        },
    });

    const makeTile = (asset, size) => {
        const made = tile(asset, {
            size, observer, pick: true, marks: asset.marks,
            href: pictureURL(asset, {
                ...(query && { query }), ...(order !== 'newest' && { order }),
            }),
        });
        made.anchor.tabIndex = asset.id === current ? 0 : -1;
        if (selection.has(asset.id)) made.setPicked(true);
        return made;
    };

    const makeHead = (asset) => {
        const prompt = promptOf(asset);
        return prompt ? el('button', {
            type: 'button', class: 'row-head', tabindex: -1, title: `${prompt}\nSearch for more of it`,
            on: { click: () => search(filter('prompt', prompt), { push: true }) },
        }, el('bdi', prompt)) : el('span', { class: 'row-head' }, 'No prompt');
    };
    // Groups are made of prompts, which come one by one.
    const ready = async (of) => {
        if (view.isGrouped) await loadPrompts(of.items, of.signal);
    };

    const shape = () => ({
        height: view.height * (innerWidth < 720 ? 0.62 : innerWidth > 2400 ? 1.4 : 1),
        gap: innerWidth < 720 ? 2 : 4, isSquare: view.isSquare,
        groupOf: view.isGrouped ? promptOf : undefined,
    });
    const grid = createGrid({
        scroller, source: () => source, makeTile, makeHead, dropTile: (one) => forget(one, observer), shape,
        signal, onMove: () => moved(),
    });
    const scrubber = createScrubber({ signal, onJump: (place) => jump(place) });
    const facets = createFacets({
        query: () => query, onQuery: (text) => search(text, { push: true }),
        onClose: () => toggleFacets(false),
    });
    const toolbar = createToolbar({
        state: () => ({ query, order }), onQuery: (text) => search(text, { push: true }),
        onOrder: (next) => {
            order = next;
            setQuery({ order: order === 'newest' ? null : order, at: null });
            restart();
        },
        onView: async () => {
            toolbar.update();
            await ready(source);
            grid.relayout();
        }, onFacets: () => toggleFacets(),
    });
    const badges = createBadges({ tiles: grid.tiles, signal });
    const pill = watchArrivals({
        scroller, source: () => source, grid, signal, restart: () => restart(),
        recount: () => recount(source), refreshMarks: (id) => refreshMarks(id),
    });
    main.append(el('h1', { class: 'unseen' }, 'Library'), toolbar.node,
        el('div', { class: 'library' }, facets.node,
            el('div', { class: 'shelf' }, scroller, scrubber.node, pill, state)));

    // Where one is, while it moves: rows to read on, counts, the place to come back to.
    const note = debounce(200, () => {
        const at = grid.anchor();
        const asset = at && source?.at(at.index);
        if (asset) remember('at', { id: asset.id, offset: at.offset, created: asset.created_at });
    });
    const moved = () => {
        if (!source?.items.length) return;
        const { from, above, below, part, height, isMoving } = grid.seen();
        const near = 2.5 * height;
        if (below < near) extend('down');
        if (above < near) extend('up');
        scrubber.show(source.base + from + part, source.at(from)?.created_at.slice(0, 7), isMoving);
        badges();
        note();
    };

    const extend = async (direction) => {
        const now = source;
        if (!now.more[direction] || now.isReading?.[direction]) return;
        (now.isReading ??= {})[direction] = true;
        try {
            const added = await now.extend(direction);
            await ready(now);
            if (now !== source) return;
            grid.extend(direction === 'up' ? added : 0);
            const length = now.items.length;
            const cut = now.trim(grid.seen().from);
            if (now.items.length !== length) grid.cut(cut);
        } catch (error) {
            if (!isAbort(error) && now === source) showFoot(error, direction);
        } finally {
            now.isReading[direction] = false;
        }
        if (now === source) grid.schedule();
    };

    const showFoot = (error, direction) => {
        if (shelf.querySelector('.more-failed')) return;
        const node = el('div', { class: 'more-failed', role: 'alert' }, el('span', error.detail ?? error.message),
            button({ icon: 'retry', label: 'Try again', class: 'small', onClick: () => { node.remove(); extend(direction); } }));
        source.isReading[direction] = true;
        setTimeout(() => { node.remove(); if (source.isReading) source.isReading[direction] = false; grid.schedule(); }, 5000);
        shelf.append(node);
    };
    const shelf = scroller.parentElement;

    const recount = async (now) => {
        try {
            const found = await loadTimeline(now.query, now.order === 'oldest', now.signal);
            if (now !== source) return;
            months = found;
            now.guess();
            toolbar.setTotal(found.total);
            scrubber.setMonths(now.isDated ? found : null);
            const { from, part } = grid.seen();
            scrubber.show(now.base + from + part, now.items[from]?.created_at.slice(0, 7));
        } catch (error) {
            if (!isAbort(error)) console.error(error);
        }
    };

    const showState = (node) => {
        state.hidden = !node;
        state.replaceChildren(...(node ? [node] : []));
        scroller.style.visibility = node ? 'hidden' : '';
        scrubber.node.hidden ||= Boolean(node);
    };

    /** Begins anew at a place. What is shown stays until the other pictures are there. */
    const restart = async (place = {}, anchor = null) => {
        const next = createSource({ query, order, timeline: () => months });
        waiting?.close();
        waiting = next;
        toolbar.update();
        const late = setTimeout(() => {
            if (!source) showState(loading());
            else shelf.classList.add('waiting');
        }, 250);
        try {
            await next.start(place);
            await ready(next);
            if (waiting !== next) return next.close();
            source?.close();
            source = next;
            kept = next;
            toolbar.setProblem(null);
            showState(next.items.length ? null : nothing());
            grid.relayout(anchor ?? (place.end ? { id: next.items.at(-1)?.id, offset: scroller.clientHeight - view.height - 8 } : next.more.up ? { id: next.items[0]?.id, offset: 4 } : null));
            if (!current || source.indexOf(current) < 0) setCurrent(source.items[0]?.id);
            if (!place.date && !place.end) {
                facets.update();
                recount(next).then(() => {
                    if (query && next === source && months) announce(`${months.total} found`);
                });
            }
        } catch (error) {
            if (isAbort(error) || waiting !== next) return;
            waiting = null;
            if (error.status === 400 || error.status === 422) toolbar.setProblem(error.detail);
            else if (source) toolbar.setProblem(error.detail);
            else showState(failed(error, () => restart(place)));
        } finally {
            clearTimeout(late);
            if (waiting === next) waiting = null;
            if (!waiting) shelf.classList.remove('waiting');
        }
    };
    let waiting = null;

    const firstUse = () => empty({
        icon: 'image', title: 'No pictures yet',
        body: el('div', { class: 'first-use' },
            el('p', 'Drop pictures or folders anywhere on this page, or bring in what is on the '
                + 'machine of the store:'),
            el('pre', 'stillstore ingest PICTURES')),
        actions: [el('a', { class: 'button primary', href: '/upload' }, icon('upload'), 'Upload pictures')],
    });

    const nothing = () => (query
        ? empty({
            icon: 'search', title: 'Nothing found', body: 'No picture is like this search.',
            actions: [button({ label: 'Show all pictures', onClick: () => search('', { push: true }) })],
        }) : firstUse());

    const jump = (place) => {
        setQuery({ at: place.start || place.end ? null : place.date });
        return restart(place.start ? {} : place.end ? { end: true } : { date: place.date });
    };

    const search = (text, { push = false } = {}) => {
        if (text === query) return;
        query = text;
        setQuery({ query, at: null, order: order === 'newest' ? null : order }, { replace: !push });
        setSearch(query);
        return restart();
    };

    const toggleFacets = (isOpen = !facets.isOpen) => {
        facets.node.hidden = !isOpen;
        toolbar.setFacets(isOpen);
        facets.update();
        if (isOpen) facets.node.querySelector('button').focus();
    };

    const setCurrent = (id, { focus = false, ...how } = {}) => {
        const before = current && grid.tileOf(current);
        if (before) before.anchor.tabIndex = -1;
        current = id;
        const index = id ? source.indexOf(id) : -1;
        const found = focus && index >= 0 ? grid.reveal(index, how) : id && grid.tileOf(id);
        if (!found) return;
        found.anchor.tabIndex = 0;
        if (focus) found.anchor.focus({ preventScroll: true });
    };

    const show = (asset) => grid.tileOf(asset.id)?.setMarks(asset.marks);
    const refreshMarks = (id) => {
        const asset = source?.at(source.indexOf(id));
        if (!asset) return;
        asset.isStale = true;
        badges();
    };

    const remove = (assets) => {
        const at = source.indexOf(assets.at(-1).id);
        const next = source.items.slice(at + 1).find((one) => !assets.includes(one))
            ?? source.items.slice(0, at).findLast((one) => !assets.includes(one));
        const now = source;
        let taken = [];
        return actions.remove(assets, {
            removed: (gone) => {
                taken = source.remove(gone.map(({ id }) => id));
                selection.clear();
                grid.relayout();
                setCurrent(next?.id, { focus: true });
                if (!source.items.length) showState(nothing());
            },
            restored: (back) => {
                if (now !== source) return;
                source.putBack(taken.filter(({ asset }) => back.includes(asset)));
                showState(null);
                grid.relayout();
                setCurrent(back[0]?.id, { focus: true });
            },
        });
    };

    wire(grid.canvas, selection, { signal, scroller });
    actionBar(selection, ({ size }) => [
        ['star', 'Star', 'f', () => actions.star(selection.assets, show)],
        ['tag', 'Tag', 't', () => actions.askForTag(selection.assets)],
        ['album', 'Add to album', 'a', () => actions.addToAlbum(selection.assets)],
        ['share', 'Share', 's', () => actions.share(selection.assets)],
        size > 1 && size < 5 && ['compare', 'Compare', 'c', () => actions.compare(selection.assets)],
        ['download', 'Download', 'd', () => actions.download(selection.assets)],
        ['trash', 'Delete', 'Del', () => remove(selection.assets)],
    ].filter(Boolean).map(([sign, label, key, run]) =>
        button({ icon: sign, label, kind: 'quiet', title: `${label} (${key})`, onClick: run })), signal);

    bind(libraryKeys({
        grid, selection, actions, show, remove, jump, setCurrent, toggleFacets, toolbar, search,
        source: () => source, current: () => current, query: () => query,
    }), signal, { group: 'Library' });

    grid.canvas.addEventListener('focusin', ({ target }) => {
        const id = target.closest('.tile')?.dataset.id;
        if (id && id !== current) setCurrent(id);
    }, { signal });
    addEventListener('online', () => {
        if (toolbar.hasProblem) restart();
    }, { signal });
    document.addEventListener('searched', ({ detail }) => search(detail), { signal });

    setSearch(query);
    toolbar.update();
    const at = recall('at');
    const viewed = sessionStorage.getItem('picture');
    sessionStorage.removeItem('picture');
    if (isBack && kept?.query === query && kept.order === order && kept.items.length) {
        source = kept;
        source.reopen();
        grid.relayout(at ?? null);
        recount(source);
        badges();
    } else if (at && order in { newest: 1, oldest: 1 } && address.get('at') === null) {
        try {
            const asset = await get(`/assets/${encodeURIComponent(at.id)}`, { signal });
            await restart({ asset }, at);
        } catch {
            await restart();
        }
    } else await restart(address.get('at') ? { date: address.get('at') } : {});
    const seen = viewed && source?.indexOf(viewed) >= 0 ? viewed : null;

    return {
        focus: (wasBack) => {
            if (wasBack && seen) setCurrent(seen, { focus: true, isCentred: !grid.tileOf(seen) });
            else main.focus({ preventScroll: true });
        },
        close: () => {
            source?.close();
            observer.disconnect();
        },
    };
};
