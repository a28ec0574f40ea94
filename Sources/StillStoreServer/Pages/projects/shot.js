// One shot: its pictures on the timeline, and those without a place.
import { del, get, patch, post, put } from '../app/api.js';
import { listen } from '../app/feed.js';
import { navigate, setTitle } from '../app/router.js';
import { button, debounce, el } from '../parts/dom.js';
import { ask, dialog } from '../parts/dialog.js';
import { field, form } from '../parts/fields.js';
import { plural } from '../parts/format.js';
import { generationOf, titleOf } from '../parts/generation.js';
import { bind } from '../parts/keys.js';
import { menuButton } from '../parts/menu.js';
import { pickAssets } from '../parts/picker.js';
import { toast } from '../parts/toast.js';
import { paced, pageHead } from '../parts/work.js';
import { readShot, shotActions } from './project.js';
import { createTimeline } from './timeline.js';

export const open = async ({ main, params, signal }) => {
    const { id } = params;
    let details = await readShot(id, signal);
    const project = await get(`/projects/${details.shot.project_id}`, { signal });
    const said = el('p', { class: 'hint', role: 'status' });
    const pending = new Map();
    const tried = async (act) => {
        try {
            return await act();
        } catch (problem) {
            toast('', { problem });
            return read();
        }
    };
    const read = async () => {
        details = await readShot(id, signal);
        show();
    };
    const show = () => {
        const { entries } = details;
        const placed = entries.filter((one) => one.timeline_frame !== undefined);
        const frameOf = (entry) => entry.timeline_frame ?? Infinity;
        entries.sort((a, b) => frameOf(a) - frameOf(b) || 0);
        const last = Math.max(0, ...placed.map((one) => one.timeline_frame));
        said.textContent = [plural(placed.length, 'picture'), placed.length > 1 && `${last} frames`,
            placed.length < entries.length && `${entries.length - placed.length} without a place`]
            .filter(Boolean).join(', ');
        timeline.show(entries);
    };
    const frames = (moves) => put(`/shots/${id}/entries/frames`, { moves });
    // Many presses of a key are one change.
    const flush = debounce(350, () => tried(async () => {
        const moves = [...pending].map(([entry, { frame }]) => ({ entry, frame }));
        pending.clear();
        await frames(moves);
    }));
    const move = (entry, frame, isDropped) => {
        const before = pending.get(entry.id)?.before ?? entry.timeline_frame ?? null;
        pending.set(entry.id, { frame, before });
        const at = details.entries.findIndex((one) => one.id === entry.id);
        details.entries[at] = { ...details.entries[at], timeline_frame: frame ?? undefined };
        show();
        flush();
        if (isDropped) {
            toast(frame === null ? 'Off the timeline.' : `At frame ${frame}.`, {
                undo: async () => {
                    await frames([{ entry: entry.id, frame: before }]);
                    await read();
                },
            });
        }
    };
    const toTray = (entry) => {
        const last = Math.max(-project.spacing,
            ...details.entries.map((one) => one.timeline_frame ?? -project.spacing));
        move(entry, entry.timeline_frame === undefined ? last + project.spacing : null, true);
    };
    const lock = (entry) => tried(async () => {
        await patch(`/entries/${entry.id}`, { is_locked: !entry.is_locked });
        await read();
    });
    const remove = (entry) => tried(async () => {
        await del(`/entries/${entry.id}`);
        await read();
        toast('Taken out of the shot.', {
            undo: async () => {
                await post(`/entries/${entry.id}/restore`);
                await read();
            },
        });
    });
    const menu = (entry) => menuButton({
        icon: 'more', label: `More of ${titleOf(entry.generation).slice(0, 60)}`, iconOnly: true,
        class: 'judge off',
    }, () => [
        {
            label: 'To a frame…', icon: 'right', run: () => ask({
                title: 'To which frame?', label: 'Frame', action: 'Move',
                value: String(entry.timeline_frame ?? 0),
                save: async (text) => {
                    await frames([{ entry: entry.id, frame: Math.round(Number(text)) }]);
                    await read();
                },
            }),
        },
        {
            ...(entry.timeline_frame === undefined
                ? { label: 'To the end of the timeline', icon: 'up' }
                : { label: 'Off the timeline', icon: 'down' }),
            hint: 't', run: () => toTray(entry),
        },
        {
            label: entry.is_locked ? 'Unlock' : 'Lock where it is', icon: 'lock', hint: 'l',
            run: () => lock(entry),
        },
        {
            label: 'Put another in its place…', icon: 'retry', run: () => tried(async () => {
                const [asset] = await pickAssets({ several: false, action: 'Put it there' }) ?? [];
                if (!asset) return;
                const { id: generation } = await generationOf(asset, project.id);
                await put(`/entries/${entry.id}/generation`, { generation });
                await read();
                toast('Exchanged.', {
                    undo: () => put(`/entries/${entry.id}/generation`,
                        { generation: entry.generation_id }),
                });
            }),
        },
        '-',
        { label: 'Take out', icon: 'trash', danger: true, hint: 'Del', run: () => remove(entry) },
    ]);
    const add = () => tried(async () => {
        const assets = await pickAssets({ title: 'Add to the shot' }) ?? [];
        const made = [];
        for (const asset of assets) {
            const { id: generation } = await generationOf(asset, project.id);
            made.push(await post(`/shots/${id}/entries`, { generation }));
        }
        if (!made.length) return;
        await read();
        toast(`${plural(made.length, 'picture')} added.`, {
            undo: async () => {
                for (const entry of made) await del(`/entries/${entry.id}`);
                await read();
            },
        });
    });
    const spread = () => {
        const shown = dialog({
            title: 'Even out', content: form({
                action: 'Even out', fields: [
                    el('p', { class: 'muted' }, 'Pictures stand at equal distances, in their '
                        + 'order. Locked ones and clips stay where they are.'),
                    field({
                        label: 'Frames between two', name: 'spacing', type: 'number', min: 1,
                        value: project.spacing, autofocus: true,
                    }),
                    field({
                        label: 'All within so many frames', name: 'length', type: 'number', min: 1,
                        hint: 'They come closer together where they do not fit.',
                    }),
                ],
                submit: async ({ spacing, length }) => {
                    const { moves } = await post(`/shots/${id}/entries/spread`, {
                        spacing: spacing ?? undefined, length: length ?? undefined,
                    });
                    shown.close();
                    await read();
                    toast(`${plural(moves.length, 'picture')} moved.`, {
                        undo: moves.length ? async () => {
                            await frames(moves.map(({ entry, from }) =>
                                ({ entry, frame: from ?? null })));
                            await read();
                        } : undefined,
                    });
                },
            }),
        });
    };
    const timeline = createTimeline({ signal, spacing: () => project.spacing, move, menu });
    const zoom = (icon, label, onClick) =>
        button({ icon, label, iconOnly: true, kind: 'quiet', onClick });
    setTitle(details.shot.name);
    main.append(el('div', { class: 'page full' },
        pageHead([`/projects/${project.id}`, project.name], details.shot.name, [
            button({ icon: 'plus', label: 'Add pictures', kind: 'primary', onClick: add }),
            button({ icon: 'compare', label: 'Even out…', onClick: spread }),
        ], () => shotActions(details.shot, { after: () => navigate(`/projects/${project.id}`) })),
        el('div', { class: 'time-bar' }, said, el('div',
            zoom('zoomout', 'Smaller', () => timeline.zoom(1 / 1.5)),
            zoom('zoomin', 'Larger', () => timeline.zoom(1.5)),
            zoom('expand', 'All of it', timeline.fit))),
        timeline.node, el('section', el('h2', 'Without a place'), timeline.tray)));
    show();
    const onEntry = (act) => () => {
        const entry = document.activeElement?.closest?.('.entry')?.entry;
        if (!entry) return false;
        act(entry);
    };
    bind({
        n: [add, 'Add pictures'], e: [spread, 'Even out'],
        '+': [() => timeline.zoom(1.5), 'Larger'],
        '-': [() => timeline.zoom(1 / 1.5), 'Smaller'], 0: [timeline.fit, 'All of it'],
        'Shift+ArrowLeft': [() => false, 'A frame earlier'],
        'Shift+ArrowRight': [() => false, 'A frame later'],
        'Shift+PageUp': [() => false, 'A spacing earlier'],
        'Shift+PageDown': [() => false, 'A spacing later'],
        t: [onEntry(toTray), 'Off the timeline, or onto it'], l: [onEntry(lock), 'Lock or unlock'],
        Delete: [onEntry(remove), 'Take out of the shot'],
    }, signal, { group: 'Shot' });
    const renew = paced(300, () => (timeline.isBusy() || pending.size ? renew() : read()));
    listen({ tables: ['shot_entries', 'shots', 'generations'] }, (change) => {
        const isOurs = change.reset || change.row?.shot_id === id || change.id === id
            || details.entries.some((one) => one.generation_id === change.id);
        if (isOurs) renew();
    }, signal);
};
