import { del, get, post } from '../app/api.js';
import { button, clear, el, icon } from '../parts/dom.js';
import { field, select } from '../parts/fields.js';
import { bidi, bytes, count, plural, seconds } from '../parts/format.js';
import { tile } from '../parts/tile.js';
import { toast } from '../parts/toast.js';
import { filesOf, take, target } from './drop.js';
import * as queue from './queue.js';

// However many files there are, so many rows are drawn.
const shownRows = 50;
const shownTiles = 120;

const picker = (label, sign, kind, props) => {
    const input = el('input', {
        type: 'file', multiple: true, class: 'unseen', tabindex: -1, aria: { hidden: 'true' },
        ...props, on: { change: () => { take(filesOf(input.files)); input.value = ''; } },
    });
    return [input, button({ icon: sign, label, kind, onClick: () => input.click() })];
};

const places = () => {
    const to = target();
    const bucket = field({
        label: 'Bucket', name: 'bucket', value: to.bucket, list: 'buckets', spellcheck: 'false',
        required: true, autocapitalize: 'off', maxlength: 200,
    });
    const folder = field({
        label: 'Folder', name: 'folder', value: to.folder, placeholder: 'none', spellcheck: 'false',
        autocapitalize: 'off',
    });
    const clash = select({
        label: 'If a name is taken', value: to.replaces ? 'replace' : 'both',
        options: [['both', 'Keep both'], ['replace', 'Replace what is there']],
    });
    const known = el('datalist', { id: 'buckets' });
    get('/buckets').then(({ items }) => clear(known,
        items.map(({ name }) => el('option', { value: name }))), () => {});
    const keep = () => localStorage.setItem('upload-to', JSON.stringify({
        bucket: bucket.input.value.trim() || 'default', folder: folder.input.value.trim(),
        replaces: clash.input.value === 'replace',
    }));
    return el('div', { class: 'upload-to', on: { change: keep } }, bucket, folder, clash, known);
};

const words = { waiting: 'Waiting', hashing: 'Reading', sending: '' };

const row = (item) => {
    const shown = item.path === item.name ? item.name : item.path;
    const isActive = item.state === 'hashing' || item.state === 'sending';
    return el('li', { class: 'upload-row' },
        icon(item.state === 'failed' ? 'warning' : 'image', 20),
        el('div', { class: 'grow' }, el('div', { class: 'clip' }, bidi(shown)),
            item.problem ? el('p', { class: 'problem' }, item.problem.detail)
                : isActive && bar(item.sent, item.size, `Progress of ${item.name}`)),
        el('span', { class: 'hint number' }, words[item.state] ?? '', ' ', bytes(item.size)),
        item.state === 'failed' && button({ icon: 'retry', label: `Try ${item.name} again`,
            kind: 'quiet', iconOnly: true, onClick: () => queue.retry(item) }),
        button({ icon: 'close', label: `Remove ${item.name}`, kind: 'quiet', iconOnly: true,
            onClick: () => queue.cancel(item) }));
};

const bar = (part, whole, label) => {
    const share = whole ? Math.round(100 * part / whole) : 100;
    return el('div', {
        class: 'progress', role: 'progressbar',
        aria: { label, valuenow: share, valuemin: 0, valuemax: 100 },
    }, el('span', { style: { width: `${share}%` } }));
};

// A list that is drawn anew only where a row changed.
const section = (title, action) => {
    const list = el('ul', { class: 'list' });
    const more = el('p', { class: 'hint' });
    const heading = el('h2');
    const node = el('section', { hidden: true },
        el('div', { class: 'page-head' }, heading, action), list, more);
    const rows = new Map();
    node.show = (items) => {
        node.hidden = !items.length;
        heading.textContent = `${title} `;
        heading.append(el('span', { class: 'muted number' }, count(items.length)));
        const shown = items.slice(0, shownRows);
        for (const [item, { node: old }] of rows) {
            if (!shown.includes(item)) { old.remove(); rows.delete(item); }
        }
        shown.forEach((item, i) => {
            const mark = `${item.state} ${item.sent} ${item.path} ${item.problem?.detail}`;
            const known = rows.get(item);
            if (known?.mark !== mark) {
                const made = row(item);
                const at = known && [...known.node.querySelectorAll('button')].indexOf(
                    document.activeElement);
                if (known) known.node.replaceWith(made);
                else list.insertBefore(made, list.children[i] ?? null);
                if (at >= 0) made.querySelectorAll('button')[at]?.focus();
                rows.set(item, { mark, node: made });
            }
        });
        more.textContent = items.length > shownRows ? `and ${count(items.length - shownRows)} more` : '';
    };
    return node;
};

const progress = () => {
    const node = el('div', { class: 'card upload-progress', hidden: true });
    const label = el('strong');
    const hint = el('span', { class: 'hint number grow', role: 'status' });
    const pause = button({ icon: 'pause', label: 'Pause',
        onClick: () => queue.setPaused(!queue.state.isPaused) });
    const stop = button({ label: 'Cancel', kind: 'quiet', onClick: () => queue.cancel(
        ...queue.items.filter((item) => item.state !== 'done' && item.state !== 'failed')) });
    const line = el('div');
    node.append(el('div', { class: 'page-head' }, label, hint, pause, stop), line);
    node.show = () => {
        const { waiting, active, done, bytes: whole, sent } = queue.totals();
        const { isPaused, outage, speed } = queue.state;
        node.hidden = !waiting && !active;
        label.textContent = isPaused ? 'Paused' : outage ? 'Waiting for the store'
            : `${count(done)} of ${plural(waiting + active + done, 'file')}`;
        hint.textContent = [
            outage?.detail, `${bytes(sent)} of ${bytes(whole)}`,
            speed > 0 && !isPaused && !outage && `${bytes(speed)}/s`,
            speed > 0 && !isPaused && !outage && whole > sent
                && `${seconds(Math.ceil((whole - sent) / speed))} left`,
        ].filter(Boolean).join(' · ');
        clear(line, bar(sent, whole, 'Progress of all files'));
        const state = isPaused ? 'play' : 'pause';
        if (pause.dataset.state !== state) {
            pause.dataset.state = state;
            clear(pause, icon(state), el('span', isPaused ? 'Resume' : 'Pause'));
        }
    };
    return node;
};

// Bytes that are no picture are kept all the same; who did not mean that takes them back.
const unreadable = () => {
    const node = el('section', { hidden: true });
    node.show = (items) => {
        if (node.dataset.count === String(items.length)) return;
        node.dataset.count = items.length;
        node.hidden = !items.length;
        clear(node, el('h2', 'Kept, but no readable pictures'), el('ul', { class: 'list' },
            items.slice(-shownRows).map((item) => el('li', { class: 'upload-row' },
                icon('file', 20), el('div', { class: 'grow' },
                    el('a', { href: `/picture/${item.asset.id}` }, bidi(item.path)),
                    el('p', { class: 'hint' }, item.asset.refusal)),
                button({ label: 'Delete', class: 'small', onClick: () => takeBack(item) })))));
    };
    return node;
};

const takeBack = async (item) => {
    try {
        await del(`/assets/${item.asset.id}`);
        queue.cancel(item);
        toast(`${item.name} is deleted.`, { undo: () => post(`/assets/${item.asset.id}/undelete`) });
    } catch (problem) {
        toast('', { problem });
    }
};

const finished = () => {
    const grid = el('div', { class: 'tiles', style: { '--tile': '128px' } });
    const heading = el('h2');
    const more = el('p', { class: 'hint' });
    const node = el('section', { hidden: true }, el('div', { class: 'page-head' }, heading,
        button({ label: 'Clear list', kind: 'quiet', onClick: () => queue.cancel(
            ...queue.items.filter((item) => item.state === 'done')) })), grid, more);
    const tiles = new Map();
    node.show = (items) => {
        node.hidden = !items.length;
        const known = items.filter((item) => item.isKnown).length;
        clear(heading, 'In the store ', el('span', { class: 'muted number' }, count(items.length)));
        more.textContent = [
            known && `${plural(known, 'file')} ${known === 1 ? 'was' : 'were'} there and not sent again.`,
            items.length > shownTiles && `The last ${shownTiles} are shown.`,
        ].filter(Boolean).join(' ');
        const shown = new Set(items.slice(-shownTiles));
        for (const [item, old] of tiles) {
            if (!shown.has(item)) { old.remove(); tiles.delete(item); }
        }
        for (const item of shown) {
            if (tiles.has(item)) continue;
            tiles.set(item, tile(item.asset, { size: 160 }));
            grid.prepend(tiles.get(item));
        }
    };
    return node;
};

const interrupted = () => {
    const node = el('div', { class: 'card upload-again', hidden: true });
    node.show = () => {
        const found = queue.remembered();
        if (node.dataset.count === String(found.length)) return;
        node.dataset.count = found.length;
        node.hidden = !found.length;
        clear(node, icon('retry', 24), el('div', { class: 'grow' },
            el('strong', `${plural(found.length, 'file')} did not get here last time`),
            el('p', { class: 'hint' }, 'Choose or drop the same again, and it goes on where it '
                + 'ended: ', found.slice(0, 3).flatMap(({ name }, i) => [i ? ', ' : '', bidi(name)]),
            found.length > 3 ? ` and ${count(found.length - 3)} more.` : '.')),
        button({ label: 'Dismiss', kind: 'quiet', onClick: queue.forgetRemembered }));
    };
    return node;
};

export const open = ({ main, signal }) => {
    const hasFolders = 'webkitdirectory' in HTMLInputElement.prototype
        && !matchMedia('(pointer: coarse)').matches;
    const zone = el('div', { class: 'drop-zone' }, icon('upload', 32),
        el('div', el('strong', hasFolders ? 'Drop pictures or folders anywhere' : 'Pictures of yours'),
            el('p', { class: 'hint' }, hasFolders ? 'or paste one. What is here already is not sent '
                + 'again.' : 'What is here already is not sent again.')),
        el('div', { class: 'upload-choose' },
            picker('Choose files', 'image', 'primary'),
            hasFolders && picker('Choose a folder', 'album', '', { webkitdirectory: true })));
    const parts = {
        again: interrupted(), all: progress(),
        failed: section('Not taken', button({ icon: 'retry', label: 'Try all again', kind: 'quiet',
            onClick: () => queue.retry(...byState('failed')) })),
        unreadable: unreadable(), coming: section('On the way'), done: finished(),
    };
    const byState = (...names) => queue.items.filter((item) => names.includes(item.state));
    const show = () => {
        const done = byState('done');
        parts.again.show();
        parts.all.show();
        parts.failed.show(byState('failed'));
        parts.coming.show([...byState('hashing', 'sending'), ...byState('waiting')]);
        parts.unreadable.show(done.filter((item) => item.asset?.refusal));
        parts.done.show(done.filter((item) => item.asset && !item.asset.refusal));
        zone.classList.toggle('small', queue.items.length > 0);
    };
    main.append(el('div', { class: 'page upload' }, el('h1', 'Upload'), zone, places(),
        Object.values(parts)));
    queue.watch(show, signal);
    show();
};
