// Puts pictures into an album, one that is there or a new one.
import { all, del, post } from '../app/api.js';
import { button, el, icon } from '../parts/dom.js';
import { ask, dialog } from '../parts/dialog.js';
import { plural } from '../parts/format.js';
import { navigate } from '../app/router.js';
import { toast } from '../parts/toast.js';

/** Puts assets into an album, with undo for those that were not in it. */
export const putInto = async (album, assets) => {
    const there = new Set((await all(`/albums/${album.id}/assets`, {}, { most: 5000 }))
        .map((one) => one.asset_id));
    const ids = assets.map((asset) => asset.id).filter((id) => !there.has(id));
    if (ids.length) await post(`/albums/${album.id}/assets`, { ids });
    toast(ids.length ? `${plural(ids.length, 'picture')} put into “${album.name}”.`
        : `Already in “${album.name}”.`, ids.length ? {
        undo: async () => {
            for (const id of ids) await del(`/albums/${album.id}/assets/${id}`);
        },
    } : { action: { label: 'Show', run: () => navigate(`/albums/${album.id}`) } });
};

/** Asks for an album and puts the assets into it; resolves with the album. */
export const chooseAlbum = async (assets) => {
    const albums = (await all('/albums')).filter((album) => !album.query);
    const make = () => ask({
        title: 'New album', label: 'Name', action: 'Make it',
        save: async (name) => {
            const album = await post('/albums', { name });
            await putInto(album, assets);
            return album;
        },
    });
    if (!albums.length) return make();
    const choose = async (album) => {
        shown.close(album);
        await putInto(album, assets);
    };
    const shown = dialog({
        title: `Add ${plural(assets.length, 'picture')} to an album`,
        content: el('div', { class: 'choices' },
            button({ icon: 'plus', label: 'New album', onClick: () => { shown.close(); make(); } }),
            albums.map((album, i) => el('button', {
                type: 'button', class: 'menu-item', autofocus: !i,
                on: { click: () => choose(album) },
            }, icon('album', 18), el('bdi', { class: 'grow clip' }, album.name)))),
    });
    return shown.done;
};
