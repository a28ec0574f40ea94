// The mood board, and what came out beside it: approved ones stand on the board, in its order.
import { patch, put } from '../app/api.js';
import { clear, el, button } from '../parts/dom.js';
import { segments } from '../parts/fields.js';
import { generationTile, keyed, kindName, kindNames, titleOf } from '../parts/generation.js';
import { roam, sortable } from '../parts/sortable.js';
import { announce, toast } from '../parts/toast.js';

/** Board and outputs of a session: `{board, outputs, show(outputs, board), keys}`. */
export const createBoard = (id, signal) => {
    let [made, chosen, filter, most] = [[], [], 'all', 200];
    const board = el('div', { class: 'board' });
    const outputs = el('div', { class: 'outputs' });
    const order = async (ids) => {
        await put(`/sessions/${id}/board`, { ids });
        chosen = ids.map((one) => made.find((other) => other.id === one)).filter(Boolean);
        render();
    };
    const ids = () => chosen.map((one) => one.id);
    const current = (generation) => made.find((one) => one.id === generation.id) ?? generation;
    const renew = (generation, review) => {
        made = made.map((one) => (one.id === generation.id ? { ...one, review } : one));
    };
    // What was pressed shows at once; the feed brings whatever else followed.
    const judge = async (generation, review, { isUndo, place } = {}) => {
        const [before, was] = [ids(), generation.review];
        const next = before.filter((one) => one !== generation.id);
        if (review === 'approved') next.splice(place ?? next.length, 0, generation.id);
        try {
            await patch(`/generations/${generation.id}`, { review });
            renew(generation, review);
            if (String(next) !== String(before)) await order(next);
            else render();
        } catch (problem) {
            return toast('', { problem });
        }
        const said = {
            approved: 'On the board.', rejected: 'Rejected.', none: 'Off the board.',
        }[review];
        if (isUndo) return announce('Undone');
        const at = before.indexOf(generation.id);
        toast(said, {
            undo: () => judge({ ...generation, review },
                was === 'none' && at >= 0 ? 'approved' : was,
                { isUndo: true, place: at < 0 ? undefined : at }),
        });
    };
    // What was approved and is not on the board gets there.
    const isSo = (generation, review) => generation.review === review
        && (review === 'rejected' || ids().includes(generation.id));
    const press = (generation, review) =>
        judge(generation, isSo(generation, review) ? 'none' : review);
    const judging = (generation, sign, review, label) => button({
        icon: sign, label: `${label} ${titleOf(generation).slice(0, 60)}`, iconOnly: true,
        class: `judge ${review}`, title: label, aria: { pressed: generation.review === review },
        onClick: () => press(current(generation), review),
    });
    const card = keyed(({ is_selected: _, ...generation }) => {
        const node = generationTile(generation, { size: 200 });
        node.classList.add('output', generation.review);
        node.append(el('span', { class: 'judges' },
            judging(generation, 'check', 'approved', 'Approve'),
            judging(generation, 'close', 'rejected', 'Reject')));
        return node;
    });
    const pinned = keyed((generation) => {
        const node = generationTile(generation, { size: 320 });
        const ratio = /^(\d+):(\d+)$/.exec(generation.aspect_ratio ?? '');
        if (ratio) node.style.setProperty('--ratio', ratio[1] / ratio[2]);
        node.image?.addEventListener('load', () => node.style.setProperty('--ratio',
            node.image.naturalWidth / node.image.naturalHeight));
        node.append(button({
            icon: 'close', label: 'Take off the board', iconOnly: true, class: 'judge off',
            onClick: () => judge(current(generation), 'none'),
        }));
        return node;
    });
    const render = () => {
        const active = document.activeElement;
        const focused = active?.closest('.board, .outputs') && active;
        const held = focused?.closest('.tile')?.dataset.id;
        const within = focused?.closest('.board') ? board : outputs;
        clear(board, chosen.length ? pinned(chosen) : el('p', { class: 'board-empty' },
            'Approve what came out, and it stands here. Drag it, or press shift and an arrow key, '
            + 'for an order.'));
        const isShown = (one) => filter === 'all' || one.review === filter;
        const count = (review) => made.filter((one) => one.review === review).length;
        bar.hidden = !made.length;
        for (const [review, name] of views) {
            const n = review === 'all' ? made.length : count(review);
            bar.querySelector(`[data-value="${review}"]`).textContent = `${name} ${n}`;
        }
        const wanted = made.filter(isShown);
        const nodes = card(wanted.slice(0, most));
        clear(outputs, kindNames.map((kind) => {
            const of = nodes.filter((node) => node.generation.kind === kind);
            return of.length > 0
                && [el('h3', kindName(kind, true)), el('div', { class: 'tiles' }, of)];
        }), wanted.length > most && button({
            label: 'More', onClick: () => { most += 200; render(); },
        }), !wanted.length && el('p', { class: 'muted' },
            made.length ? 'None of these.' : 'Nothing yet. It appears here by itself.'));
        if (held && document.activeElement !== focused) {
            within.querySelector(`[data-id="${held}"] a`)?.focus({ preventScroll: true });
        }
    };
    const views = [['all', 'All'], ['none', 'To review'], ['approved', 'Approved'],
        ['rejected', 'Rejected']];
    const bar = segments({
        label: 'Show', value: filter, options: views,
        onChange: (value) => { filter = value; render(); },
    });
    sortable(board, { items: '.tile', signal, onOrder: order });
    roam(outputs, '.tile', signal);
    const onFocused = (act) => () => {
        const generation = document.activeElement?.closest?.('.tile')?.generation;
        if (!generation) return false;
        act(current(generation));
    };
    return {
        board, outputs, bar,
        show: (newOutputs, newBoard) => {
            [made, chosen] = [newOutputs, newBoard];
            if (!board.querySelector('.dragging')) render();
        },
        keys: {
            a: [onFocused((one) => press(one, 'approved')), 'Approve the picture, or take it back'],
            x: [onFocused((one) => press(one, 'rejected')), 'Reject the picture, or take it back'],
            'Shift+ArrowLeft': [() => false, 'Earlier on the board'],
            'Shift+ArrowRight': [() => false, 'Later on the board'],
        },
    };
};
