// All albums, each shown by what is in it.
import { all, get, thumbURL } from '../app/api.js';
import { listen } from '../app/feed.js';
import { button, clear, debounce, el, icon } from '../parts/dom.js';
import { count, plural } from '../parts/format.js';
import { bind } from '../parts/keys.js';
import { menuButton } from '../parts/menu.js';
import { empty } from '../parts/states.js';
import { share } from '../picture/share.js';
import { edit, make, remove } from './edit.js';

/** The pictures that stand for an album, its cover first, and how many there are. */
const front = async (album, signal) => {
    const { items, total } = await get(`/albums/${album.id}/assets`,
        { query: { page: 1, limit: 4 }, signal });
    const ids = items.map((one) => one.asset_id);
    const shown = new Set([album.cover_asset_id, ...ids].filter(Boolean));
    return { ids: [...shown].slice(0, 3), total: total ?? ids.length };
};

const card = (album, { near, changed, signal }) => {
    const cover = el('span', { class: 'album-cover' });
    const said = el('span', { class: 'hint' }, album.query ? 'Search' : ' ');
    const node = el('li', { class: 'album-card' },
        el('a', { href: `/albums/${album.id}`, class: 'album-link' }, cover,
            el('span', { class: 'album-name clip' }, album.query && icon('search', 16),
                el('bdi', album.name)), said),
        menuButton({ icon: 'more', label: `Actions for ${album.name}`, kind: 'quiet',
            class: 'small', iconOnly: true }, () => [
            { label: 'Share…', icon: 'share',
                run: () => share({ target: 'album', id: album.id, name: album.name }) },
            { label: 'Edit…', icon: 'edit', run: () => edit(album, changed) }, '-',
            { label: 'Delete', icon: 'trash', danger: true, run: () => remove(album, changed) },
        ]));
    node.fill = async () => {
        near.unobserve(node);
        const { ids, total } = await front(album, signal).catch(() => ({ ids: [], total: 0 }));
        said.textContent = (album.query ? 'Search · ' : '') + plural(total, 'picture');
        cover.classList.toggle('several', ids.length > 2);
        clear(cover, ids.length ? ids.slice(0, ids.length > 2 ? 3 : 1).map((id, i) =>
            el('img', { alt: '', decoding: 'async',
                src: thumbURL({ id }, i || ids.length > 2 ? 180 : 260) })) : icon('album', 32));
    };
    near.observe(node);
    return node;
};

export const open = async ({ main, signal }) => {
    const list = el('ul', { class: 'albums' });
    const total = el('span', { class: 'hint number' });
    const body = el('div', list);
    const page = el('div', { class: 'page full' },
        el('div', { class: 'page-head' }, el('h1', 'Albums ', total),
            button({ icon: 'plus', label: 'New album', kind: 'primary', onClick: () => make() })),
        body);
    const near = new IntersectionObserver((entries) => {
        for (const { target, isIntersecting } of entries) if (isIntersecting) target.fill();
    }, { rootMargin: '300px' });
    const read = async () => {
        const albums = await all('/albums', {}, { signal, most: 5000 });
        total.textContent = albums.length ? count(albums.length) : '';
        clear(list, albums.map((album) => card(album, { near, changed: read, signal })));
        clear(body, albums.length ? list : empty({
            icon: 'album', title: 'No albums yet',
            body: 'An album is a list of pictures that you choose, or a search that fills itself.',
            actions: [button({ icon: 'plus', label: 'New album', kind: 'primary',
                onClick: () => make() }),
                el('a', { class: 'button', href: '/' }, 'Choose pictures')],
        }));
    };
    await read();
    main.append(page);
    const again = debounce(400, () => read().catch(() => {}));
    listen({ tables: ['albums', 'album_assets'] }, again, signal);
    bind({ n: [() => { make(); }, 'New album'] }, signal, { group: 'Albums' });
    signal.addEventListener('abort', () => near.disconnect(), { once: true });
    return {};
};
