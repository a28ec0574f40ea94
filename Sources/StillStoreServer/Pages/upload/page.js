import { del, get, post } from '../app/api.js';
import { button, clear, el, icon } from '../parts/dom.js';
import { field, select } from '../parts/fields.js';
import { bidi, bytes, count, plural, seconds } from '../parts/format.js';
import { tile } from '../parts/tile.js';
import { toast } from '../parts/toast.js';
import { filesOf, take, target } from './drop.js';
import * as queue from './queue.js';

// However many files there are, so many of each kind are drawn.
const most = { rows: 50, tiles: 120 };

const picker = (label, sign, kind, props) => {
    const input = el('input', {
        type: 'file', multiple: true, hidden: true, ...props,
        on: { change: () => { take(filesOf(input.files)); input.value = ''; } },
    });
    return [input, button({ icon: sign, label, kind, onClick: () => input.click() })];
};

const places = () => {
    const to = target();
    const plain = { spellcheck: 'false', autocapitalize: 'off', autocomplete: 'off' };
    const bucket = field({ label: 'Bucket', value: to.bucket, list: 'buckets', ...plain });
    const folder = field({ label: 'Folder', value: to.folder, placeholder: 'none', ...plain });
    const clash = select({ label: 'If a name is taken', value: String(to.replaces),
        options: [['false', 'Keep both'], ['true', 'Replace what is there']] });
    const known = el('datalist', { id: 'buckets' });
    get('/buckets').then(({ items }) => clear(known,
        items.map(({ name }) => el('option', { value: name }))), () => {});
    const keep = () => localStorage.setItem('upload-to', JSON.stringify({
        bucket: bucket.input.value.trim() || 'default', folder: folder.input.value.trim(),
        replaces: clash.input.value === 'true',
    }));
    return el('div', { class: 'upload-to', on: { change: keep } }, bucket, folder, clash, known);
};

const bar = (part, whole, label) => {
    const share = whole ? Math.round(100 * part / whole) : 100;
    return el('div', { class: 'progress', role: 'progressbar',
        aria: { label, valuenow: share, valuemin: 0, valuemax: 100 },
    }, el('span', { style: { width: `${share}%` } }));
};

const quiet = (sign, label, onClick) =>
    button({ icon: sign, label, kind: 'quiet', iconOnly: true, onClick });

const isUnreadable = (item) => item.state === 'done' && item.asset?.refusal;

const words = { waiting: 'Waiting ', hashing: 'Reading ' };

const row = (item) => el('li', { class: 'upload-row' },
    icon(item.state === 'failed' ? 'warning' : item.asset ? 'file' : 'image'),
    el('div', { class: 'grow' },
        item.asset ? el('a', { href: `/picture/${item.asset.id}` }, bidi(item.path))
            : el('div', { class: 'clip' }, bidi(item.path)),
        item.problem ? el('p', { class: 'problem' }, item.problem.detail)
            : item.asset ? el('p', { class: 'hint' }, item.asset.refusal)
                : item.state !== 'waiting'
                    && bar(item.sent, item.size, `Progress of ${item.name}`)),
    el('span', { class: 'hint number' }, words[item.state], bytes(item.size)),
    item.problem && quiet('retry', `Try ${item.name} again`, () => queue.retry(item)),
    item.asset ? quiet('trash', `Delete ${item.name}`, () => takeBack(item))
        : quiet('close', `Remove ${item.name}`, () => queue.cancel(item)));

// Bytes that are no picture are kept all the same; who did not mean that takes them back.
const takeBack = async (item) => {
    try {
        await del(`/assets/${item.asset.id}`);
        queue.cancel(item);
        toast(`${item.name} is deleted.`,
            { undo: () => post(`/assets/${item.asset.id}/undelete`) });
    } catch (problem) {
        toast('', { problem });
    }
};

/** Files under a title; nodes stay while nothing changes that they show. */
const section = (title, { isGrid, make, action }) => {
    const list = el(isGrid ? 'div' : 'ul', { class: isGrid ? 'tiles' : 'list' });
    const [heading, more] = [el('h2'), el('p', { class: 'hint' })];
    const nodes = new Map();
    const limit = isGrid ? most.tiles : most.rows;
    const show = (items, hint) => {
        node.hidden = !items.length;
        clear(heading, `${title} `, el('span', { class: 'muted number' }, count(items.length)));
        const shown = isGrid ? items.slice(-limit).reverse() : items.slice(0, limit);
        let isLost = false;
        for (const [item, { made }] of nodes) {
            if (shown.includes(item)) continue;
            isLost ||= made.contains(document.activeElement);
            made.remove();
            nodes.delete(item);
        }
        shown.forEach((item, i) => {
            const mark = `${item.state} ${item.sent} ${item.path}`;
            const known = nodes.get(item);
            if (known?.mark === mark) return;
            const made = make(item);
            const hadFocus = known?.made.contains(document.activeElement);
            if (known) known.made.replaceWith(made);
            else list.insertBefore(made, list.children[i] ?? null);
            if (hadFocus) made.querySelector('button:last-child, a')?.focus();
            nodes.set(item, { mark, made });
        });
        if (isLost) list.querySelector('button, a')?.focus();
        const rest = items.length - limit;
        more.textContent = [hint, rest > 0 && `And ${count(rest)} more.`].filter(Boolean).join(' ');
    };
    const node = el('section', { hidden: true },
        el('div', { class: 'page-head' }, heading, action), list, more);
    return Object.assign(node, { show });
};

const progress = () => {
    const label = el('strong');
    const hint = el('span', { class: 'hint number grow', role: 'status' });
    const pause = button({ icon: 'pause', onClick: () => queue.setPaused(!queue.state.isPaused) });
    const stop = button({ label: 'Cancel', kind: 'quiet', onClick: () => queue.cancel(
        ...queue.items.filter(({ state }) => state !== 'done' && state !== 'failed')) });
    const line = el('div');
    const node = el('div', { class: 'card upload-progress' },
        el('div', { class: 'page-head' }, label, hint, pause, stop), line);
    node.show = () => {
        const { waiting, active, done, size, sent } = queue.totals();
        const { isPaused, outage, speed } = queue.state;
        const left = waiting + active;
        node.hidden = !left;
        label.textContent = isPaused ? 'Paused' : outage ? 'Waiting for the store'
            : `${count(done)} of ${plural(left + done, 'file')}`;
        hint.textContent = [outage?.detail, `${bytes(sent)} of ${bytes(size)}`,
            speed && !isPaused && !outage
                && `${bytes(speed)}/s · ${seconds(Math.ceil((size - sent) / speed))} left`,
        ].filter(Boolean).join(' · ');
        clear(line, bar(sent, size, 'Progress of all files'));
        clear(pause, icon(isPaused ? 'play' : 'pause'), isPaused ? 'Resume' : 'Pause');
    };
    return node;
};

const interrupted = () => {
    const node = el('div', { class: 'card upload-again' });
    node.show = () => {
        const found = queue.remembered();
        node.hidden = !found.length;
        if (node.dataset.count === String(found.length)) return;
        node.dataset.count = found.length;
        const rest = found.length - 3;
        clear(node, icon('retry', 24), el('div', { class: 'grow' },
            el('strong', `${plural(found.length, 'file')} did not get here last time`),
            el('p', { class: 'hint' }, 'Choose or drop the same again, and it goes on where it '
                + 'ended: ', found.slice(0, 3).map(({ name }, i) => [i ? ', ' : '', bidi(name)]),
            rest > 0 ? ` and ${count(rest)} more.` : '.')),
        button({ label: 'Dismiss', kind: 'quiet', onClick: queue.forgetRemembered }));
    };
    return node;
};

export const open = ({ main, signal }) => {
    const isTouch = matchMedia('(pointer: coarse)').matches;
    const zone = el('div', { class: 'drop-zone' }, icon('upload', 32),
        el('div', el('strong', isTouch ? 'Send pictures' : 'Drop pictures or folders anywhere'),
            el('p', { class: 'hint' }, isTouch ? '' : 'or paste one. ',
                'What is here already is not sent again.')),
        el('div', { class: 'upload-choose' }, picker('Choose files', 'image', 'primary'),
            !isTouch && picker('Choose a folder', 'album', '', { webkitdirectory: true })));
    const of = (...states) => queue.items.filter(({ state }) => states.includes(state));
    const [again, all] = [interrupted(), progress()];
    const failed = section('Not taken', { make: row, action: button({ icon: 'retry',
        label: 'Try all again', kind: 'quiet', onClick: () => queue.retry(...of('failed')) }) });
    const unreadable = section('Kept, but no readable pictures', { make: row });
    const coming = section('On the way', { make: row });
    const here = section('In the store', {
        isGrid: true, make: ({ asset }) => tile(asset, { size: 160 }),
        action: button({ label: 'Clear list', kind: 'quiet',
            onClick: () => queue.cancel(...of('done')) }) });
    const show = () => {
        const done = of('done');
        const known = done.filter(({ isKnown }) => isKnown).length;
        again.show();
        all.show();
        failed.show(of('failed'));
        unreadable.show(done.filter(isUnreadable));
        coming.show([...of('hashing', 'sending'), ...of('waiting')]);
        here.show(done.filter((item) => item.asset && !isUnreadable(item)),
            known && `${plural(known, 'file')} of these did not have to be sent.`);
        zone.classList.toggle('small', queue.items.length > 0);
    };
    main.append(el('div', { class: 'page upload' }, el('h1', 'Upload'), zone, places(), again, all,
        failed, unreadable, coming, here, el('p', { class: 'hint' },
            'Many thousands? On the machine of the store, ', el('code', 'stillstore ingest FOLDER'),
            ' takes them at once.')));
    queue.watch(show, signal);
    show();
};
