// The library: all pictures, or what a search finds, in a window that is anywhere among a million.
import { get } from '../app/api.js';
import { setSearch } from '../app/header.js';
import { recall, remember, setQuery } from '../app/router.js';
import { button, el, icon } from '../parts/dom.js';
import { bind } from '../parts/keys.js';
import { actionBar, createSelection, wire } from '../parts/select.js';
import { empty } from '../parts/states.js';
import * as actions from './actions.js';
import { createBadges, watchArrivals } from './arrivals.js';
import { createFacets } from './facets.js';
import { createGrid } from './grid.js';
import { libraryKeys } from './keys.js';
import { createScrubber } from './scrubber.js';
import { shape, tileMaker } from './tiles.js';
import { createToolbar } from './toolbar.js';
import { createWalk } from './walk.js';

const firstUse = () => empty({
    icon: 'image', title: 'No pictures yet',
    body: el('div', { class: 'first-use' },
        el('p', 'Drop pictures or folders anywhere on this page, or bring in what is on the '
            + 'machine of the store:'),
        el('pre', 'stillstore ingest PICTURES')),
    actions: [el('a', { class: 'button primary', href: '/upload' }, icon('upload'),
        'Upload pictures')],
});

export const open = async ({ main, query: address, signal, isBack }) => {
    const search = { query: address.get('query') ?? '', order: address.get('order') ?? 'newest' };
    let current = null;

    const scroller = el('div', { class: 'scroller' });
    const shelf = el('div', { class: 'shelf' });
    const source = () => walk.source;
    const selection = createSelection({
        between: (a, b) => {
            const [from, to] = [source().indexOf(a), source().indexOf(b)];
            return from < 0 || to < 0 ? []
                : source().items.slice(Math.min(from, to), Math.max(from, to) + 1);
        },
        onChange: () => {
            for (const one of grid.tiles()) one.setPicked(selection.has(one.asset.id));
        },
    });
    const tiles = tileMaker({
        scroller, search, selection, isCurrent: (asset) => asset.id === current,
        onQuery: (text) => find(text, { push: true }),
    });
    const walk = createWalk({
        search, parts: () => ({ grid, scrubber, toolbar, shelf }),
        nothing: () => (search.query ? empty({
            icon: 'search', title: 'Nothing found', body: 'No picture is like this search.',
            actions: [button({
                label: 'Show all pictures', onClick: () => find('', { push: true }),
            })],
        }) : firstUse()),
        focused: () => (grid.canvas.contains(document.activeElement) ? current : null),
        onSeen: () => {
            badges();
            // The key Tab finds a picture among those that are seen.
            if (!grid.tileOf(current)) setCurrent(source().at(grid.seen().from)?.id);
        },
        onCount: () => facets.update(),
        onShown: () => {
            if (!current || source().indexOf(current) < 0) setCurrent(source().items[0]?.id);
        },
    });
    const grid = createGrid({
        scroller, source, shape, signal, onMove: () => walk.moved(), ...tiles,
    });
    const badges = createBadges({ tiles: grid.tiles, signal });
    const scrubber = createScrubber({ signal, onJump: (place) => jump(place) });
    const facets = createFacets({
        query: () => search.query, onQuery: (text) => find(text, { push: true }),
        onClose: () => toggleFacets(false),
    });
    const toolbar = createToolbar({
        state: () => search, onQuery: (text) => find(text, { push: true }),
        onOrder: (order) => {
            search.order = order;
            begin();
        },
        onView: async () => {
            toolbar.update();
            await walk.ready(source());
            grid.relayout();
        },
        onFacets: () => toggleFacets(),
    });

    const begin = (push = false) => {
        const { query, order } = search;
        setQuery({ query, at: null, order: order === 'newest' ? null : order }, { replace: !push });
        setSearch(query);
        remember('at', null);
        return walk.restart();
    };
    const find = (text, { push = false } = {}) => {
        if (text === search.query) return;
        search.query = text;
        return begin(push);
    };
    const jump = (place) => {
        setQuery({ at: place.start || place.end ? null : place.date });
        return walk.restart(place);
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
        const index = id ? source().indexOf(id) : -1;
        const found = focus && index >= 0 ? grid.reveal(index, how) : id && grid.tileOf(id);
        if (!found) return;
        found.anchor.tabIndex = 0;
        if (focus) found.anchor.focus({ preventScroll: true });
    };
    const show = (asset) => grid.tileOf(asset.id)?.setMarks(asset.marks);
    const remove = (assets) => {
        const now = source();
        const at = now.indexOf(assets.at(-1).id);
        const next = now.items.slice(at + 1).find((one) => !assets.includes(one))
            ?? now.items.slice(0, at).findLast((one) => !assets.includes(one));
        let taken = [];
        return actions.remove(assets, {
            removed: (gone) => {
                taken = now.remove(gone.map(({ id }) => id));
                selection.clear();
                grid.relayout();
                setCurrent(next?.id, { focus: true });
                if (!now.items.length) walk.showState(firstUse());
            },
            restored: (back) => {
                if (now !== source()) return;
                now.putBack(taken.filter(({ asset }) => back.includes(asset)));
                walk.showState(null);
                grid.relayout();
                setCurrent(back[0]?.id, { focus: true });
            },
        });
    };

    const pill = watchArrivals({
        scroller, source, grid, signal, restart: () => walk.restart(), recount: walk.recount,
        refreshMarks: (id) => {
            const asset = source()?.at(source().indexOf(id));
            if (!asset) return;
            asset.isStale = true;
            badges();
        },
    });
    shelf.append(scroller, scrubber.node, pill, walk.state);
    main.append(el('h1', { class: 'unseen' }, 'Library'), toolbar.node,
        el('div', { class: 'library' }, facets.node, shelf));

    wire(grid.canvas, selection, { signal, scroller });
    actionBar(selection, ({ size, assets }) => [
        ['star', 'Star', 'f', () => actions.star(assets, show)],
        ['tag', 'Tag', 't', () => actions.askForTag(assets)],
        ['album', 'Add to album', 'a', () => actions.addToAlbum(assets)],
        ['share', 'Share', 's', () => actions.share(assets)],
        size > 1 && size < 5 && ['compare', 'Compare', 'c', () => actions.compare(assets)],
        ['download', 'Download', 'd', () => actions.download(assets)],
        ['trash', 'Delete', 'Del', () => remove(assets)],
    ].filter(Boolean).map(([sign, label, key, run]) =>
        button({
            icon: sign, label, kind: 'quiet', title: `${label} (${key})`, onClick: run,
        })), signal);
    bind(libraryKeys({
        grid, selection, actions, show, remove, jump, setCurrent, toggleFacets, toolbar, source,
        search: find, current: () => current, query: () => search.query,
    }), signal, { group: 'Library' });
    grid.canvas.addEventListener('focusin', ({ target }) => {
        const id = target.closest('.tile')?.dataset.id;
        if (id && id !== current) setCurrent(id);
    }, { signal });
    addEventListener('online', () => {
        if (toolbar.hasProblem) walk.restart();
    }, { signal });
    document.addEventListener('searched', ({ detail }) => find(detail), { signal });

    setSearch(search.query);
    toolbar.update();
    const at = recall('at');
    const viewed = sessionStorage.getItem('picture') ?? at?.focused;
    sessionStorage.removeItem('picture');
    if (!isBack || !walk.resume(at)) {
        const asset = at
            && await get(`/assets/${encodeURIComponent(at.id)}`, { signal }).catch(() => null);
        const date = address.get('at');
        await (asset ? walk.restart({ asset }, at) : walk.restart(date ? { date } : {}));
    }

    return {
        focus: (wasBack) => {
            if (wasBack && viewed && source()?.indexOf(viewed) >= 0) {
                setCurrent(viewed, { focus: true, isCentred: !grid.tileOf(viewed) });
            } else main.focus({ preventScroll: true });
        },
        close: () => {
            source()?.close();
            tiles.close();
        },
    };
};
