// One job: where it stands among its steps, what it was given, what came out, who works on it.
import { all, get, post, put } from '../app/api.js';
import { listen } from '../app/feed.js';
import { navigate, setTitle } from '../app/router.js';
import { button, clear, el, icon } from '../parts/dom.js';
import { confirm } from '../parts/dialog.js';
import { money, plural, seconds, when } from '../parts/format.js';
import { assetTile, generationTile } from '../parts/generation.js';
import { roam } from '../parts/sortable.js';
import { stateBadge, waitingFor } from '../parts/status.js';
import { toast } from '../parts/toast.js';
import { attempt, paced, pageHead, refill, remove } from '../parts/work.js';
import { again, enqueue } from './enqueue.js';
import { jobTitle, outputsOf, ranFor } from './rows.js';
import { drawTree, readTree } from './tree.js';

const isOver = (job) => ['completed', 'failed', 'cancelled'].includes(job.status);

const isToStop = () => confirm({
    title: 'Cancel this job?', action: 'Cancel the job', dismiss: 'Keep it', danger: true,
    body: 'Its steps, and the jobs that wait for it, are cancelled with it. It cannot go on later.',
});

const cancel = async (job) => {
    if (await isToStop()) await post(`/jobs/${job.id}/cancel`);
};

// A job that is deleted while it waits or runs is cancelled, which cannot be undone.
const discard = async (job) => {
    if (!isOver(job) && !await isToStop()) return;
    await remove(`jobs/${job.id}`, '/jobs', 'The job was deleted; its pictures stay.');
};

const head = (details) => {
    const { job, waiting_reason: reason } = details;
    const up = job.parent_id ? [`/jobs/${job.parent_id}`, 'Step of a job']
        : job.session_id ? [`/sessions/${job.session_id}`, 'Session'] : ['/jobs', 'Jobs'];
    const failures = job.results?.failures ?? [];
    return [
        pageHead(up, jobTitle(job), isOver(job) ? button({
            icon: 'retry', label: job.status === 'failed' ? 'Try again' : 'Run again',
            kind: job.status === 'failed' ? 'primary' : undefined, onClick: () => attempt(
                async () => navigate(`/jobs/${(await again(details)).id}`)),
        }) : button({
            icon: 'close', label: 'Cancel', onClick: () => attempt(() => cancel(job)),
        }), () => [
            {
                label: 'Add a step…', icon: 'branch', disabled: isOver(job), run: () => enqueue({
                    parent: job.id, session: job.session_id, project: job.project_id,
                }),
            },
            {
                label: 'More of this type', icon: 'filter',
                href: `/jobs?type=${encodeURIComponent(job.type)}`,
            },
            '-',
            {
                label: 'Delete', icon: 'trash', danger: true, run: () => discard(job),
            },
        ], { class: 'job-title' }),
        el('div', { class: 'work-line' }, stateBadge(job.status),
            el('span', { class: 'hint' }, el('bdi', job.type), reason && `, ${waitingFor(reason)}`,
                job.unmet > 0 && ` (${plural(job.unmet, 'job')})`,
                job.version_of && [', another version of ',
                    el('a', { href: `/jobs/${job.version_of}` }, 'this job')])),
        job.error && el('p', { class: ['banner', job.status === 'failed' && 'bad'], role: 'alert' },
            icon('warning'), el('span', job.status === 'failed'
                ? el('strong', 'It failed. ') : 'Cancelled because of ', el('bdi', job.error))),
        job.returned && !job.error && el('p', { class: 'banner' }, icon('retry'),
            el('span', 'It came back to the queue, ',
                plural(job.attempts, 'try', 'tries'), ` of ${job.max_attempts} lost: `,
                el('bdi', job.returned))),
        failures.map((reason) => el('p', { class: 'banner' }, icon('warning'), el('bdi', reason))),
    ];
};

const facts = (job, prices) => {
    const fact = (name, ...value) => value.some(Boolean) && [el('dt', name), el('dd', value)];
    const words = (name, text) => fact(name, text && el('bdi', text));
    const held = job.status === 'processing';
    const hasMore = Object.keys(job.parameters ?? {}).length > 0;
    return [
        el('section', { class: 'card', aria: { label: 'Request' } }, el('h2', 'What was asked for'),
            el('dl', { class: 'facts' }, words('Prompt', job.prompt),
                words('Made of it', job.generated_prompt), words('Not wanted', job.negative_prompt),
                words('Model', job.model), fact('Seed', job.seed && el('code', job.seed)),
                words('Shape', job.aspect_ratio), fact('How many', job.wanted),
                fact('Priority', job.priority !== 0 && job.priority)),
            hasMore && el('pre', JSON.stringify(job.parameters, null, 1))),
        el('section', { class: 'card', aria: { label: 'Work' } }, el('h2', 'Who works on it'),
            el('dl', { class: 'facts' },
                fact('Worker', job.worker_id ? el('bdi', job.worker_id) : 'Nobody yet',
                    job.is_own_worker && ' (your own)'),
                fact('Where', job.run_place === 'gpu' ? 'On a GPU' : 'By a service'),
                fact('Lease', job.lease > 0 && `number ${job.lease}`,
                    held && job.lease_until && [', may be silent until ', when(job.lease_until)]),
                fact('Last heard', held && when(job.heartbeat_at)),
                fact('Tries', job.attempts > 0 && `${job.attempts} of ${job.max_attempts} lost`),
                fact('Queued', when(job.created_at)), fact('Begun', when(job.started_at)),
                fact('Ended', when(job.ended_at)),
                fact('Took', job.started_at && seconds(ranFor(job))),
                fact('Cost', prices))),
    ];
};

const readPrices = async (job, signal) => {
    const sums = {};
    const [costs, ledger] = await Promise.all([
        job.session_id ? all('/costs', { session: job.session_id }, { signal }) : [],
        get('/credits/ledger', { query: { limit: 200 }, signal }),
    ]);
    const made = new Set(job.results?.generations);
    for (const one of costs) {
        if (one.job_id !== job.id && !made.has(one.generation_id)) continue;
        sums[one.currency] = (sums[one.currency] ?? 0) + one.amount;
    }
    for (const one of ledger.items) {
        if (one.job_id === job.id) sums.credits = (sums.credits ?? 0) - one.amount;
    }
    return Object.entries(sums).filter(([, sum]) => sum)
        .map(([currency, sum]) => money(sum, currency)).join(' + ');
};

/** Makes one output the job's choice: the only one of its alternatives on the session's board. */
const choose = async (job, generation, outputs) => {
    const path = `/sessions/${job.session_id}/board`;
    const { items } = await get(path);
    const before = items.map((one) => one.id);
    const off = new Set((generation.is_selected ? [generation] : outputs).map((one) => one.id));
    const ids = before.filter((id) => !off.has(id));
    if (!generation.is_selected) ids.push(generation.id);
    await put(path, { ids });
    toast(generation.is_selected ? 'Not chosen any more.' : 'Chosen.',
        { undo: () => put(path, { ids: before }) });
};

const outputTiles = (job, outputs) => outputs.map((generation) => {
    const node = generationTile(generation, { size: 240 });
    node.classList.add('output', generation.is_selected ? 'approved' : 'none');
    if (job.session_id) {
        node.append(el('span', { class: 'judges' }, button({
            icon: 'check', iconOnly: true, class: 'judge approved',
            label: generation.is_selected ? 'Chosen; take it back' : 'Choose this one',
            aria: { pressed: generation.is_selected },
            onClick: () => attempt(() => choose(job, generation, outputs)),
        })));
    }
    return node;
});

export const open = async ({ main, params, signal }) => {
    const [top, tree, given, came, side] = ['stack', '', '', '', 'stack'].map((name) =>
        el('div', { class: name }));
    const page = el('div', { class: 'page wide-page' }, top, tree,
        el('div', { class: 'columns' },
            el('div', { class: 'stack' }, came, given), el('aside', side)));
    let found = new Map();
    const read = async () => {
        const details = await get(`/jobs/${params.id}`, { signal });
        const { job, references } = details;
        setTitle(jobTitle(job));
        refill(top, head(details));
        const [outputs, prices, jobs] = await Promise.all([
            outputsOf(job, 100, signal), readPrices(job, signal).catch(() => ''),
            readTree(details, signal),
        ]);
        found = jobs;
        refill(side, facts(job, prices));
        if (!page.isConnected) main.append(page);
        const scroll = tree.querySelector('.tree-frame')?.scrollLeft;
        refill(tree, found.size > 1 && [el('h2', 'Steps'), drawTree(found, job.id)]);
        const frame = tree.querySelector('.tree-frame');
        const here = tree.querySelector('[aria-current]');
        // The job that the page is about is in sight, until somebody looks elsewhere.
        if (frame) {
            frame.scrollLeft = scroll
                ?? here.offsetLeft + (here.offsetWidth - frame.clientWidth) / 2;
        }
        clear(given, references.length > 0 && [el('h2', 'Refers to'),
            el('div', { class: 'given' }, references.map((one) => el('figure',
                assetTile(one.asset_id, { size: 120 }),
                el('figcaption', { class: 'hint' }, el('bdi', one.role)))))]);
        const variants = job.results?.variants?.length ?? 0;
        const isChoice = outputs.length > 1 && job.session_id;
        refill(came, el('h2', isChoice ? 'Alternatives' : 'What came out'),
            outputs.length ? el('div', { class: 'tiles large' }, outputTiles(job, outputs))
                : el('p', { class: 'muted' }, variants ? [plural(variants, 'variant'), ' of ',
                    job.outcome_generation_id ? 'a picture that was there.' : 'pictures.']
                    : isOver(job) ? 'Nothing.' : 'Nothing yet. It appears here by itself.'));
    };
    await read();
    roam(came, '.tile', signal);
    const renew = paced(250, read);
    listen({ tables: ['jobs', 'generations'] }, (change) => {
        const isOurs = change.reset || found.has(change.id) || found.has(change.row?.parent_id)
            || found.has(change.row?.job_id);
        if (isOurs) renew();
    }, signal);
};
