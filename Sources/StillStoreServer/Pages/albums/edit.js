// Making, changing and deleting an album.
import { del, patch, post } from '../app/api.js';
import { navigate } from '../app/router.js';
import { dialog } from '../parts/dialog.js';
import { area, field, form } from '../parts/fields.js';
import { toast } from '../parts/toast.js';

const shown = (title, action, album, save) => {
    const opened = dialog({
        title,
        content: form({
            action,
            fields: [
                field({ label: 'Name', name: 'name', value: album.name ?? '', autofocus: true,
                    maxlength: 400, required: true }),
                area({ label: 'Description', name: 'description', value: album.description ?? '' }),
                field({ label: 'Search', name: 'query', value: album.query ?? '', maxlength: 4096,
                    spellcheck: 'false', autocapitalize: 'off', placeholder: 'castle rating:>=4',
                    hint: 'With a search the album fills itself. Without one you fill it.' }),
            ],
            submit: async (given) => {
                // What was not touched is not sent.
                const changes = {};
                for (const key of ['name', 'description', 'query']) {
                    const text = given[key].trim();
                    if (text !== (album[key] ?? '')) changes[key] = text || null;
                }
                opened.close(Object.keys(changes).length ? await save(changes) : album);
            },
        }),
    });
    opened.node.querySelector('input').focus();
    return opened.done;
};

/** Asks for a new album, and goes to it. */
export const make = () => shown('New album', 'Make it', {}, async (given) => {
    const album = await post('/albums', given);
    navigate(`/albums/${album.id}`);
});

/** Asks for another name, description or search. */
export const edit = (album, changed) => shown('Edit album', 'Save', album, async (given) => {
    const now = await patch(`/albums/${album.id}`, given);
    await changed(now);
});

/** Deletes an album; its pictures stay. */
export const remove = async (album, changed) => {
    try {
        await del(`/albums/${album.id}`);
        await changed();
    } catch (problem) {
        return toast('', { problem });
    }
    toast('Album deleted. Its pictures are still in the library.', {
        undo: async () => {
            await post(`/albums/${album.id}/restore`);
            await changed(album);
        },
    });
};
