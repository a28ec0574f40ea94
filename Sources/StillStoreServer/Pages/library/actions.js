// What can be done with pictures, wherever they are shown. What can be undone is done at once.
import { contentURL, del, get, post, put } from '../app/api.js';
import { navigate } from '../app/router.js';
import { el } from '../parts/dom.js';
import { ask } from '../parts/dialog.js';
import { plural } from '../parts/format.js';
import { announce, toast } from '../parts/toast.js';

/** Does something to each, six at a time; throws the first problem when all have been tried. */
export const each = async (list, action) => {
    const waiting = [...list];
    let problem = null;
    const work = async () => {
        while (waiting.length) {
            try {
                await action(waiting.shift());
            } catch (error) {
                problem ??= error;
            }
        }
    };
    await Promise.all(Array.from({ length: Math.min(6, waiting.length) }, work));
    if (problem) throw problem;
};

const path = (asset, rest = '') => `/assets/${encodeURIComponent(asset.id)}${rest}`;
const these = (assets) => (assets.length === 1 ? 'The picture' : plural(assets.length, 'picture'));

/** Changes rating or star of pictures; `show(asset)` is told of each, before and after. */
const mark = async (assets, change, said, show) => {
    const before = assets.map((asset) => [asset, asset.marks ?? {}]);
    const apply = (pairs) => each(pairs, async ([asset, marks]) => {
        const old = asset.marks;
        asset.marks = { ...asset.marks, ...marks };
        asset.changes = (asset.changes ?? 0) + 1;
        show(asset);
        try {
            // What is not changed is left out: it may not be known here.
            await put(path(asset, '/rating'), {
                ...marks, ...('rating' in marks && { rating: marks.rating || null }),
            });
        } catch (error) {
            asset.marks = old;
            show(asset);
            throw error;
        } finally {
            asset.changes += 1;
        }
    });
    try {
        await apply(assets.map((asset) => [asset, change]));
    } catch (problem) {
        return toast('', { problem });
    }
    if (assets.length === 1) return announce(said);
    toast(`${these(assets)}: ${said}`, {
        undo: () => apply(before.map(([asset, { rating = 0, is_starred = false }]) =>
            [asset, { rating, is_starred }])),
    });
};

/** Stars pictures, or takes the stars when all have one. */
export const star = (assets, show) => {
    const isOn = !assets.every((asset) => asset.marks?.is_starred);
    return mark(assets, { is_starred: isOn }, isOn ? 'starred' : 'not starred any more', show);
};

/** Rates pictures from 1 to 5; 0 takes the rating. */
export const rate = (assets, rating, show) =>
    mark(assets, { rating }, rating ? `rated ${rating} of 5` : 'not rated any more', show);

/** Gives or takes a tag. */
export const tag = async (assets, name, isOn = true) => {
    const apply = (yes) => each(assets, (asset) => {
        const at = path(asset, `/tags/${encodeURIComponent(name)}`);
        return yes ? put(at) : del(at).catch((error) => {
            if (error.status !== 404) throw error;
        });
    });
    await apply(isOn);
    toast(`${these(assets)} ${isOn ? 'tagged' : 'not tagged any more'}: ${name}`,
        { undo: () => apply(!isOn) });
};

/** Asks for a tag and gives it. */
export const askForTag = async (assets) => {
    const { items } = await get('/tags');
    const list = el('datalist', { id: 'known-tags' },
        items.slice(0, 500).map(({ name }) => el('option', { value: name })));
    const asked = ask({
        title: `Tag ${plural(assets.length, 'picture')}`, label: 'Tag', action: 'Add tag',
        save: (name) => tag(assets, name),
    });
    const input = document.querySelector('dialog[open] input');
    input.setAttribute('list', 'known-tags');
    input.after(list);
    return asked;
};

/** Rejected pictures have a tag, so that searches can leave them out. */
export const reject = (assets, isOn = true) => tag(assets, 'rejected', isOn);

/** Deletes pictures; `removed()` and `restored(assets)` tell what is shown. */
export const remove = async (assets, { removed, restored }) => {
    removed(assets);
    const gone = [];
    let problem = null;
    try {
        await each(assets, async (asset) => {
            await del(path(asset));
            gone.push(asset);
        });
    } catch (error) {
        problem = error;
        restored(assets.filter((asset) => !gone.includes(asset)));
        toast('', { problem });
    }
    if (gone.length) {
        toast(`${these(gone)} deleted`, {
            undo: async () => {
                await each(gone, (asset) => post(path(asset, '/undelete')));
                restored(gone);
            },
        });
    }
};

/** Saves the originals, one file after the other. */
export const download = async (assets) => {
    for (const asset of assets) {
        const link = el('a', { href: contentURL(asset, { download: true }), download: '' });
        document.body.append(link);
        link.click();
        link.remove();
        await new Promise((resolve) => { setTimeout(resolve, 350); });
    }
};

/** Puts two to four pictures side by side. */
export const compare = (assets) => {
    if (assets.length < 2) return toast('Select two to four pictures to compare.');
    return navigate(`/compare?ids=${assets.slice(0, 4).map((asset) => asset.id).join(',')}`);
};

/** Chooses an album, or makes one, and puts pictures into it. */
export const addToAlbum = async (assets) => {
    const { chooseAlbum } = await import('../albums/choose.js');
    return chooseAlbum(assets);
};

/** Makes a link that shows one picture, or a new album of several, to people without an account. */
export const share = async (assets) => {
    const { share: shareOne } = await import('../picture/share.js');
    if (assets.length === 1) {
        const [{ id, name }] = assets;
        return shareOne({ target: 'asset', id, name });
    }
    return ask({
        title: `Share ${plural(assets.length, 'picture')}`, label: 'Album', action: 'Make album',
        value: 'Shared', hint: 'A new album of this name holds them, and the link shows it.',
        save: async (name) => {
            const album = await post('/albums', { name });
            await post(`/albums/${album.id}/assets`, { ids: assets.map(({ id }) => id) });
            setTimeout(() => shareOne({ target: 'album', id: album.id, name }));
        },
    });
};
