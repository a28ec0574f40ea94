// What was done to the store as a whole, newest first; each opens to its failures.
import { get } from '../app/api.js';
import { button, clear, el } from '../parts/dom.js';
import { bidi, bytes, count, plural, seconds, when } from '../parts/format.js';
import { failed } from '../parts/states.js';

const status = {
    running: ['live', 'Running'], completed: ['good', 'Completed'],
    interrupted: ['warn', 'Interrupted'], failed: ['bad', 'Failed'],
};

const columns = ['stored', 'duplicates', 'unchanged', 'skipped', 'failed'];

/** A list that goes on by a button: `fill` answers a page, `make` a node of an item. */
const paged = (path, limit, make, signal, isShown = () => true) => {
    const list = el('div', { class: 'list' });
    const more = button({ label: 'Show more', hidden: true, onClick: () => load() });
    const node = el('div', { class: 'paged' }, list, more);
    let after;
    const load = async (rounds = 0) => {
        more.disabled = true;
        try {
            const page = await get(path, { query: { limit, after }, signal });
            after = page.next;
            const shown = page.items.filter(isShown);
            list.append(...shown.map(make));
            more.hidden = !after;
            if (after && shown.length < 5 && rounds < 4) return load(rounds + 1);
            if (!list.childElementCount) clear(node, el('p', { class: 'hint' }, 'Nothing yet.'));
        } catch (problem) {
            if (!signal.aborted) node.append(failed(problem, () => {
                node.lastChild.remove();
                load();
            }));
        }
        more.disabled = false;
    };
    return Object.assign(node, { load });
};

const failure = ({ file, reason, kind }) => el('div', { class: 'run-failure' },
    el('div', { class: 'grow' }, el('div', { class: 'break' }, bidi(file)),
        el('p', { class: 'hint' }, reason)), el('span', { class: 'badge' }, kind));

const run = (signal) => (one) => {
    const [kind, word] = status[one.status] ?? ['', one.status];
    const length = one.finished_at
        && (new Date(one.finished_at) - new Date(one.started_at)) / 1000;
    const body = el('div', { class: 'run-body' });
    const fill = () => {
        if (!node.open || body.childElementCount) return;
        const words = [one.arguments].flat();
        body.append(words[0] === 'stillstore-server'
            ? el('p', { class: 'hint' }, 'By the server itself')
            : el('pre', ['stillstore', ...words].join(' ')), el('dl', { class: 'facts' }, [
                ...columns.map((name) => one[name] > 0 && [name, count(one[name])]),
                one.bytes > 0 && ['read', bytes(one.bytes)],
                length !== undefined && ['took', seconds(length)],
            ].filter(Boolean).map(([name, value]) => [el('dt', name), el('dd', value)])));
        if (one.error) body.prepend(el('p', { class: 'problem' }, one.error));
        if (one.failed) {
            const list = paged(`/runs/${one.id}/failures`, 20, failure, signal);
            body.append(el('h3', plural(one.failed, 'failure')), list);
            list.load();
        }
    };
    const node = el('details', { class: 'run', on: { toggle: fill } }, el('summary',
        el('strong', one.verb), kind !== 'good' && el('span', { class: ['badge', kind] }, word),
        one.failed > 0 && one.status !== 'failed'
            && el('span', { class: 'badge bad' }, `${count(one.failed)} failed`),
        el('span', { class: 'grow hint' }, plural(one.found, 'item')),
        el('span', { class: 'hint' }, when(one.started_at))), body);
    return node;
};

// The server looks every minute for what is due; that it found nothing is no news.
const hasDone = ({ verb, found, status: how }) => verb !== 'retry' || found > 0 || how === 'failed';

/** The section of all runs. */
export const runs = (signal) => {
    const list = paged('/runs', 50, run(signal), signal, hasDone);
    const node = el('section', { class: 'runs' }, el('h2', 'Runs'), list);
    return Object.assign(node, { load: list.load });
};
