// Everything that can be done in the library without a pointer.
import { navigate } from '../app/router.js';
import { stepSize } from './toolbar.js';

const ratings = [0, 1, 2, 3, 4, 5];

/** The keys of the library, as `bind` takes them. */
export const libraryKeys = (page) => {
    const { grid, selection, actions, show, setCurrent } = page;
    const now = () => page.source()?.indexOf(page.current()) ?? -1;
    const currentAsset = () => page.source()?.at(now());
    // What a key is about: the chosen ones, else the one with the focus.
    const chosen = () => {
        if (selection.size) return selection.assets;
        const asset = currentAsset();
        return asset && grid.canvas.contains(document.activeElement) ? [asset] : [];
    };
    const act = (run) => () => {
        const assets = chosen();
        if (!assets.length) return false;
        run(assets);
    };
    const go = (index, extend) => {
        const asset = page.source()?.at(index);
        if (!asset) return;
        if (extend) {
            if (!selection.size) selection.toggle(currentAsset() ?? asset);
            selection.extend(asset);
        }
        setCurrent(asset.id, { focus: true });
    };
    // The first key brings the focus to where one looks.
    const step = (move, extend = false) => () => {
        if (!page.source()?.items.length) return false;
        const at = now();
        if (at < 0 || !grid.canvas.contains(document.activeElement)) {
            const { from, to } = grid.seen();
            return go(at >= from && at < to ? at : from);
        }
        go(move(at), extend);
    };
    const rows = (n) => (at) => grid.beside(at, n);
    const resize = (by) => () => {
        stepSize(by);
        page.toolbar.update();
        grid.relayout();
    };

    const keys = {
        ArrowLeft: [step((at) => at - 1), 'Move'],
        ArrowRight: [step((at) => at + 1), 'Move'],
        ArrowUp: [step(rows(-1)), 'Move'],
        ArrowDown: [step(rows(1)), 'Move'],
        PageUp: [step((at) => grid.beside(at, -grid.rowsPerPage())), 'A page on, or back'],
        PageDown: [step((at) => grid.beside(at, grid.rowsPerPage())), 'A page on, or back'],
        Home: [() => { page.jump({ start: true }); }, 'To the beginning, or the end'],
        End: [() => { page.jump({ end: true }); }, 'To the beginning, or the end'],
        Enter: [() => {
            const asset = currentAsset();
            const link = asset && grid.tileOf(asset.id)?.anchor;
            if (!link) return false;
            navigate(link.getAttribute('href'));
        }, 'Open'],
        Space: [() => {
            if (!grid.canvas.contains(document.activeElement)) return grid.page(1);
            selection.toggle(currentAsset());
        }, 'Select'],
        'Shift+Space': [() => grid.page(-1)],
        'Mod+a': [() => {
            const { from, to } = grid.seen();
            selection.add(page.source().items.slice(from, to));
        }, 'Select what is seen'],
        Escape: [() => {
            if (selection.size) return selection.clear();
            if (page.query()) return void page.search('', { push: true });
            return false;
        }, 'Clear the selection, or the search'],
        f: [act((assets) => actions.star(assets, show)), 'Star'],
        x: [act((assets) => {
            actions.reject(assets);
            if (!selection.size) go(now() + 1);
        }), 'Reject'],
        t: [act(actions.askForTag), 'Tag'],
        a: [act(actions.addToAlbum), 'Add to an album'],
        s: [act(actions.share), 'Share'],
        d: [act(actions.download), 'Download'],
        c: [act((assets) => {
            // One alone is compared with the one behind it.
            const next = page.source().at(now() + 1);
            actions.compare(assets.length === 1 && next ? [...assets, next] : assets);
        }), 'Compare'],
        i: [() => {
            const asset = currentAsset();
            if (asset) navigate(`${grid.tileOf(asset.id)?.anchor.getAttribute('href')
                ?? `/picture/${asset.id}`}#details`);
        }, 'Details'],
        l: [act(([asset]) => page.search(`like:${asset.id}`, { push: true })),
            'Those that look like it'],
        Delete: [act((assets) => page.remove(assets)), 'Delete, and on to the next'],
        Backspace: [act((assets) => page.remove(assets))],
        '+': [resize(1), 'Larger, smaller'],
        '=': [resize(1)],
        '-': [resize(-1), 'Larger, smaller'],
        b: [() => page.toggleFacets(), 'Filters'],
    };
    for (const n of ratings) {
        keys[n] = [act((assets) => actions.rate(assets, n, show)), 'Rate; 0 takes the rating'];
    }
    const moves = {
        ArrowLeft: (at) => at - 1, ArrowRight: (at) => at + 1,
        ArrowUp: rows(-1), ArrowDown: rows(1),
    };
    for (const [name, move] of Object.entries(moves)) {
        keys[`Shift+${name}`] = [step(move, true),
            name === 'ArrowRight' ? 'Select as you go' : undefined];
    }
    return keys;
};
