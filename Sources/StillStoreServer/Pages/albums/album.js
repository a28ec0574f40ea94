// One album: its pictures in their order.
import { all, del, get, pages, post, put } from '../app/api.js';
import { listen } from '../app/feed.js';
import { navigate, setTitle } from '../app/router.js';
import { button, clear, debounce, el, icon } from '../parts/dom.js';
import { count, plural } from '../parts/format.js';
import { bind } from '../parts/keys.js';
import { menuButton } from '../parts/menu.js';
import { actionBar, createSelection, wire } from '../parts/select.js';
import { empty } from '../parts/states.js';
import { pictureURL, tile } from '../parts/tile.js';
import { announce, toast } from '../parts/toast.js';
import { share } from '../picture/share.js';
import { arrange } from './arrange.js';
import { chooseAlbum } from './choose.js';
import { edit, remove } from './edit.js';

// More than so many are for the library, which holds any number.
const most = 1000;

const contents = async (album, signal) => {
    // A search first takes in what is new; a list of its album does not.
    if (album.query) await get('/assets', { query: { query: album.query, limit: 1 }, signal });
    const first = await get(`/albums/${album.id}/assets`, { query: { page: 1, limit: 1 }, signal });
    if (!first.items.length) return { assets: [], total: 0 };
    const ids = (await all(`/albums/${album.id}/assets`, {}, { signal, most }))
        .slice(0, most).map((one) => one.asset_id);
    const wanted = new Set(ids);
    const found = new Map();
    for await (const page of pages('/assets', { query: album.query || `album:${album.id}`,
        limit: 500 }, { signal })) {
        for (const asset of page.items) if (wanted.has(asset.id)) found.set(asset.id, asset);
        if (found.size === wanted.size) break;
    }
    return {
        assets: ids.map((id) => found.get(id)).filter(Boolean), total: first.total ?? ids.length,
    };
};

export const open = async ({ params, main, signal }) => {
    const path = `/albums/${params.id}`;
    let album = await get(path, { signal });
    let assets = [];
    let isArranging = false;
    const tiles = new Map();
    const grid = el('div', { class: 'tiles album-tiles' });
    const body = el('div');
    const head = el('div', { class: 'page-head album-head' });
    main.append(el('div', { class: 'page full' }, head, body));

    const selection = createSelection({
        between: (a, b) => {
            const [from, to] = [a, b].map((id) => assets.findIndex((one) => one.id === id))
                .sort((x, y) => x - y);
            return from < 0 ? [] : assets.slice(from, to + 1);
        },
        onChange: () => tiles.forEach((node, id) => node.setPicked(selection.has(id))),
    });
    const guarded = (action) => async (...given) => {
        try {
            await action(...given);
        } catch (problem) {
            toast('', { problem });
        }
    };
    const order = (ids) => put(`${path}/order`, { ids });
    const takeOut = guarded(async () => {
        const gone = selection.ids;
        const before = assets.map((one) => one.id);
        const at = before.indexOf(gone[0]);
        selection.clear();
        for (const id of gone) await del(`${path}/assets/${id}`);
        await read();
        (tiles.get(assets[at]?.id ?? assets.at(-1)?.id)?.anchor)?.focus({ preventScroll: true });
        toast(`${plural(gone.length, 'picture')} taken out of the album, not of the library.`, {
            undo: async () => {
                await post(`${path}/assets`, { ids: gone });
                if (before.length < most) await order(before).catch(() => {});
                await read();
            },
        });
    });
    const setCover = guarded(async (id) => {
        album = await put(`${path}/cover`, { asset: id });
        selection.clear();
        toast('This is the cover now.');
    });
    const save = guarded(async (sorted) => {
        const before = assets;
        assets = sorted;
        try {
            await order(sorted.map((one) => one.id));
        } catch (problem) {
            assets = before;
            show();
            throw problem;
        }
    });
    const changed = (now) => {
        if (!now) return navigate('/albums');
        if (location.pathname !== path) return navigate(path);
        album = now;
        return read();
    };

    const inLibrary = () => `/?query=${encodeURIComponent(album.query || `album:${album.id}`)}`;
    const showHead = (total) => {
        setTitle(album.name);
        const isSearch = Boolean(album.query);
        clear(head, el('div', { class: 'grow' }, el('h1', { tabindex: -1 }, el('bdi', album.name)),
            el('p', { class: 'hint' }, plural(total, 'picture'), isSearch && [
                ' that this search finds: ',
                el('a', { href: inLibrary() }, el('bdi', album.query))]),
            album.description && el('p', { class: 'album-text', dir: 'auto' }, album.description)),
        el('div', { class: 'actions' },
            !isSearch && assets.length > 1 && total <= most && button({
                icon: 'drag', label: isArranging ? 'Done' : 'Arrange',
                kind: isArranging ? 'primary' : undefined,
                onClick: () => {
                    isArranging = !isArranging;
                    selection.clear();
                    show();
                    showHead(total);
                    if (isArranging) announce('Drag pictures, or use Alt and the arrows.');
                },
            }),
            button({ icon: 'share', label: 'Share',
                onClick: () => share({ target: 'album', id: album.id, name: album.name }) }),
            menuButton({ icon: 'more', label: 'More', iconOnly: true }, () => [
                { label: 'Edit…', icon: 'edit', run: () => edit(album, changed) },
                { label: 'Show in the library', icon: 'library',
                    href: inLibrary() },
                '-', { label: 'Delete album', icon: 'trash', danger: true,
                    run: () => remove(album, changed) },
            ])));
    };
    const show = () => {
        tiles.clear();
        for (const asset of assets) {
            tiles.set(asset.id, tile(asset, { size: 200, pick: !isArranging,
                href: pictureURL(asset,
                    album.query ? { query: album.query } : { album: album.id }) }));
        }
        grid.classList.toggle('arranging', isArranging);
        clear(grid, [...tiles.values()]);
    };
    const read = async () => {
        const found = await contents(album, signal);
        assets = found.assets;
        selection.remove(selection.ids.filter((id) => !assets.some((one) => one.id === id)));
        showHead(found.total);
        show();
        clear(body, assets.length ? [grid, found.total > assets.length && el('p', {
            class: 'state-more',
        }, `These are the first ${count(assets.length)} of ${count(found.total)}. `,
            el('a', { href: inLibrary() }, 'All of them, in the library'))]
            : empty(album.query ? { icon: 'search', title: 'Nothing found yet',
                body: 'Pictures that this search finds appear here by themselves.' } : {
                icon: 'album', title: 'An empty album',
                body: 'Choose pictures in the library, and press “Add to album”.',
                actions: [el('a', { class: 'button primary', href: '/' }, 'To the library')],
            }));
    };
    await read();

    arrange(grid, { signal, isOn: () => isArranging,
        onDrop: (nodes) => save(nodes.map((node) => node.asset)) });
    wire(grid, selection, { signal, scroller: document.scrollingElement });
    actionBar(selection, ({ size, ids, assets: chosen }) => [
        size === 1 && !album.query && button({ icon: 'image', label: 'Make cover', kind: 'quiet',
            onClick: () => setCover(ids[0]) }),
        button({ icon: 'album', label: 'Add to album', kind: 'quiet',
            onClick: () => chooseAlbum(chosen) }),
        !album.query && button({ icon: 'minus', label: 'Take out', kind: 'quiet',
            onClick: takeOut }),
    ].filter(Boolean), signal);
    const move = (by) => () => {
        const nodes = [...grid.children];
        const at = nodes.indexOf(document.activeElement?.closest('.tile'));
        const across = nodes.filter((one) => one.offsetTop === nodes[0].offsetTop).length;
        const far = Math.abs(by) === 2 ? Math.sign(by) * across : by;
        const to = at < 0 ? nodes[0] : nodes[at + far];
        if (!to) return at >= 0 ? undefined : false;
        to.anchor.focus();
        to.scrollIntoView({ block: 'nearest' });
    };
    bind({
        ArrowRight: [move(1), 'Next picture'], ArrowLeft: [move(-1), 'Previous picture'],
        ArrowDown: [move(2), 'Row below'], ArrowUp: [move(-2), 'Row above'],
        Space: [() => {
            const asset = document.activeElement?.closest('.tile')?.asset;
            return asset && !isArranging ? selection.toggle(asset) : false;
        }, 'Select'],
        'Mod+a': [() => selection.add(assets), 'Select all'],
        Delete: [() => (selection.size && !album.query ? void takeOut() : false),
            'Take out of the album'],
        Escape: [() => (selection.size ? selection.clear() : navigate('/albums')),
            'Clear selection, or back to all albums'],
    }, signal, { group: 'Album' });
    const again = debounce(400, async () => {
        album = await get(path, { signal });
        if (!isArranging) await read();
    });
    listen({ tables: ['albums', 'album_assets', 'assets'] }, (change) => {
        const isOurs = change.table === 'assets' ? album.query
            : String(change.id).startsWith(album.id);
        if (change.reset || isOurs) again();
    }, signal);
    return {
        focus: () => {
            const seen = tiles.get(sessionStorage.getItem('picture'));
            sessionStorage.removeItem('picture');
            if (!seen) return head.querySelector('h1').focus({ preventScroll: true });
            seen.scrollIntoView({ block: 'nearest' });
            seen.anchor.focus({ preventScroll: true });
            seen.classList.add('now');
        },
    };
};
