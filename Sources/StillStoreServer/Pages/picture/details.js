// The panel beside a picture: how it was made, what is said of it, where it is used.
import { get } from '../app/api.js';
import { button, clear, debounce, el, icon, set } from '../parts/dom.js';
import { bytes, dimensions, moment, when } from '../parts/format.js';
import { toast } from '../parts/toast.js';
import { lineage, variants } from './lineage.js';
import { createMarks } from './marks.js';

const quoted = (text) => `"${String(text).replaceAll('"', ' ').slice(0, 1000).trim()}"`;
const searching = (name, value) => `/?query=${encodeURIComponent(`${name}:${value}`)}`;

/** Puts text on the clipboard, also where browsers allow that only by a field. */
export const copy = async (text, what = 'Copied.') => {
    try {
        await navigator.clipboard.writeText(text);
    } catch {
        const field = el('textarea', { class: 'unseen', value: text });
        (document.querySelector('dialog:modal') ?? document.body).append(field);
        field.select();
        document.execCommand('copy');
        field.remove();
    }
    toast(what);
};

const copyButton = (text, name) => button({
    icon: 'copy', label: `Copy ${name}`, kind: 'quiet', class: 'small copy', iconOnly: true,
    onClick: () => copy(text, `Copied: ${name}.`),
});

/** A part of the panel; folded ones are opened by their title. */
const section = (title, { folded = false, id } = {}, ...content) => (folded
    ? el('details', { class: 'details-part', id }, el('summary', el('h2', title)), content)
    : el('section', { class: 'details-part', id }, el('h2', title), content));

const passage = (title, text, search) => text && el('div', { class: 'passage' },
    el('div', { class: 'passage-head' }, el('h3', title),
        el('a', { class: 'button quiet small icon-only copy', href: search,
            title: 'More of the same', aria: { label: `More with this ${title.toLowerCase()}` },
        }, icon('search', 16)),
        copyButton(text, title.toLowerCase())),
    el('p', { class: 'prose', dir: 'auto' }, text));

const fact = (name, value, search) => value !== undefined && value !== '' && value !== null && [
    el('dt', name),
    el('dd', { class: 'copied' }, search
        ? el('a', { href: search, title: 'More of the same' }, el('bdi', String(value)))
        : value instanceof Node ? value : el('bdi', String(value)),
    copyButton(value instanceof Node ? value.title || value.textContent : String(value),
        name.toLowerCase())),
];

const amount = (number) => number && (number.value ?? number.text);

const made = (record = {}, generation = {}) => {
    const prompt = record.prompt ?? generation.prompt;
    const negative = record.negative ?? generation.negative_prompt;
    const seed = record.seed ?? generation.seed;
    const cfg = amount(record.cfg) ?? generation.guidance;
    const steps = amount(record.steps);
    const models = record.models?.length ? record.models
        : generation.model ? [{ name: generation.model }] : [];
    const facts = [
        ...models.map(({ name, role = 'checkpoint' }) => fact(
            role === 'checkpoint' ? 'Model' : role.replace(/_/g, ' '), name,
            searching('model', quoted(name)))),
        ...(record.loras ?? []).map(({ name, weight }) => fact('LoRA',
            amount(weight) === undefined && typeof weight !== 'number' ? name
                : `${name} × ${typeof weight === 'number' ? weight : amount(weight)}`,
            searching('lora', quoted(name)))),
        fact('Seed', seed, searching('seed', seed)),
        fact('Steps', steps, searching('steps', steps)),
        fact('CFG', cfg, searching('cfg', cfg)),
        fact('Sampler', record.sampler, searching('sampler', quoted(record.sampler))),
        fact('Scheduler', record.scheduler),
        fact('Denoise', amount(record.denoise)),
        record.width && fact('Made at', `${record.width} × ${record.height}`),
        fact('Generator', [record.generator, record.generator_version].filter(Boolean).join(' '),
            searching('generator', quoted(record.generator))),
    ].filter(Boolean);
    const more = (record.settings ?? []).slice(0, 60).map(({ key, value }) => fact(key, value))
        .filter(Boolean);
    if (!prompt && !negative && !facts.length) return null;
    return section('How it was made', {},
        passage('Prompt', prompt, searching('prompt', quoted(prompt))),
        passage('Negative prompt', negative, searching('negative', quoted(negative))),
        facts.length > 0 && el('dl', { class: 'facts' }, facts),
        more.length > 0 && el('details', el('summary', { class: 'hint' }, 'Other settings'),
            el('dl', { class: 'facts' }, more)));
};

const file = (asset) => section('File', {}, el('dl', { class: 'facts' },
    fact('Name', asset.name), fact('Path', asset.path && `${asset.bucket}/${asset.path}`),
    asset.width && fact('Size', dimensions(asset),
        searching('size', `${asset.width}x${asset.height}`)),
    fact('Format', asset.format?.toUpperCase(), searching('format', asset.format)),
    asset.size !== undefined && fact('Bytes', bytes(asset.size)),
    asset.frames > 1 && fact('Frames', asset.frames),
    fact('Created', set(when(asset.created_at), { title: moment(asset.created_at) })),
    fact('Source', asset.source), fact('Id', asset.id), fact('SHA-256', asset.digest),
    ...Object.entries(asset.metadata ?? {}).map(([key, value]) =>
        fact(key, typeof value === 'string' ? value : JSON.stringify(value)))));

const used = (uses) => {
    const row = (sign, href, name, kind) => el(href ? 'a' : 'span', { href, class: 'use' },
        icon(sign, 18), el('bdi', { class: 'grow clip' }, name),
        el('span', { class: 'hint' }, kind));
    const rows = [
        ...(uses.albums ?? []).map((one) => row('album', `/albums/${one.id}`, one.name, 'Album')),
        ...(uses.sessions ?? []).map((one) =>
            row('session', `/sessions/${one.id}`, one.title || 'Session', 'Session')),
        ...(uses.jobs ?? []).map((one) => row('jobs', `/jobs/${one.id}`,
            one.name ?? one.prompt ?? one.type, 'Job')),
        ...(uses.shots ?? []).map((one) => row('project', `/shots/${one.id}`, one.name, 'Shot')),
        ...(uses.links ?? []).filter((one) => !one.revoked_at).map((one) => row('link', null,
            `${one.views} views`, 'Shared link')),
    ];
    return rows.length > 0 && section('Used in', {}, el('div', { class: 'uses' }, rows));
};

const texts = ({ slots = [], problems = [] }) => (slots.length > 0 || problems.length > 0)
    && section('Texts in the file', { folded: true },
        problems.map((one) => el('p', { class: 'hint' }, one)),
        slots.map(({ slot, key, text, bytes: size }) => el('div', { class: 'passage' },
            el('div', { class: 'passage-head' },
                el('h3', el('bdi', [slot, key].filter(Boolean).join(' '))),
                el('span', { class: 'hint' }, bytes(size)), text && copyButton(text, 'the text')),
            text && el('pre', { tabindex: 0 }, text.slice(0, 200000)))));

/** The panel: `{node, show(asset), marks, tag(), variant(by), menu()}`. */
export const createDetails = ({ strip, onShow, signal }) => {
    const node = el('aside', { class: 'details', aria: { label: 'Details' } });
    const body = el('div', { class: 'details-body' });
    node.append(body);
    let current = null;
    let asking = null;
    let others = null;
    let shown = null;
    let marking = Promise.resolve();
    const panel = { node, marks: null, onMarks: null };

    const fill = async (asset) => {
        asking?.abort();
        asking = new AbortController();
        const ended = AbortSignal.any([asking.signal, signal]);
        let lost = null;
        const ask = (path, query) => get(path, { signal: ended, query }).catch((problem) => {
            lost ??= problem;
            return null;
        });
        const [metadata, uses, badges, captions] = await Promise.all([
            asset.digest && ask(`/assets/${asset.id}/metadata`), ask(`/assets/${asset.id}/uses`),
            ask('/assets/badges', { ids: asset.id }), ask('/captions', { asset: asset.id }),
        ]);
        if (ended.aborted) return;
        if (!uses && !badges) {
            clear(body, el('section', { class: 'details-part' },
                el('p', { class: 'hint' }, 'What else is known could not be read. ',
                    lost?.detail ?? ''),
                button({ icon: 'retry', label: 'Try again', class: 'small',
                    onClick: () => fill(asset) })), file(asset));
            return;
        }
        const first = uses?.generations?.[0];
        const whole = first && await ask(`/generations/${first.id}`);
        if (ended.aborted) return;
        const generation = whole?.generation;
        const shots = await Promise.all((whole?.places ?? []).slice(0, 8)
            .map((one) => ask(`/shots/${one.shot_id}`)));
        if (ended.aborted) return;
        // Nobody loses what they are typing.
        const active = document.activeElement;
        if (shown === asset.id && active?.value && body.contains(active)) return;
        shown = asset.id;
        panel.marks = createMarks({
            asset, badges: badges?.items?.[0], captions: captions?.items ?? [],
            onChange: (marks) => panel.onMarks?.(marks),
        });
        panel.onMarks?.(panel.marks.now);
        const tree = el('div');
        clear(body, panel.marks.node, made(metadata?.record, generation), tree,
            used({ ...uses, shots: shots.filter(Boolean).map((one) => one.shot) }),
            panel.marks.captions, file(asset), texts(metadata ?? {}));
        others = variants({ whole, asset, strip, onShow });
        if (generation) {
            const drawn = await lineage({ generation, asset, ask }).catch(() => null);
            if (!ended.aborted && drawn) tree.replaceWith(section('Lineage', {}, drawn));
        }
    };
    const soon = debounce(120, fill);
    panel.show = (asset) => {
        const isOther = current?.id !== asset.id;
        current = asset;
        if (isOther) {
            asking?.abort();
            panel.marks = null;
            others = null;
        }
        // While somebody leafs through, nothing is asked for.
        if (body.firstChild) soon(asset);
        else {
            clear(body, file(asset));
            fill(asset);
        }
    };
    // Who leafs and marks quickly need not wait for the panel; one mark is saved after the other.
    panel.mark = (name, ...values) => {
        const asset = current;
        marking = marking.then(async () => {
            const isHere = current === asset && panel.marks;
            const marks = isHere ? panel.marks : createMarks({
                asset, captions: [], onChange: () => {},
                badges: (await get('/assets/badges', { query: { ids: asset.id } })).items[0],
            });
            await marks[name](...values);
            if (current === asset && panel.marks !== marks) await fill(asset);
        }).catch((problem) => toast('', { problem }));
    };
    addEventListener('online', () => { if (!panel.marks && current) fill(current); }, { signal });
    panel.tag = () => panel.marks?.focusTag();
    panel.variant = (by) => others?.step(by) ?? false;
    panel.menu = () => others?.menu ?? [];
    return panel;
};
