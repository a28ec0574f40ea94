// Jobs as rows of a list.
import { get } from '../app/api.js';
import { el, icon } from '../parts/dom.js';
import { plural, seconds, when } from '../parts/format.js';
import { generationTile } from '../parts/generation.js';
import { stateBadge, waitingFor } from '../parts/status.js';

/** What a job is called. */
export const jobTitle = (job) => job.name || job.prompt || job.type;

/** How long a job ran, or has been running, in seconds. */
export const ranFor = (job) => (job.started_at
    ? Math.max(0, (new Date(job.ended_at ?? Date.now()) - new Date(job.started_at)) / 1000)
    : null);

/** The generations that a job made, as far as they are there. */
export const outputsOf = async (job, most = 100, signal) => {
    const ids = (job.results?.generations ?? []).slice(0, most);
    const found = await Promise.all(ids.map((id) =>
        get(`/generations/${id}`, { signal }).then(({ generation }) => generation, () => null)));
    return found.filter(Boolean);
};

const progress = (job) => [
    job.status === 'pending' && job.unmet > 0 && `waits for ${plural(job.unmet, 'job')}`,
    (job.status === 'completed' || job.received > 0) && job.outcome !== 'none'
        && `${job.received} of ${job.wanted}`,
    job.status === 'processing' && job.started_at && `for ${seconds(ranFor(job))}`,
    job.status === 'failed' && job.error,
    job.status === 'cancelled' && job.error,
    job.status === 'pending' && job.returned && `came back: ${job.returned}`,
].filter(Boolean).join(', ');

/** One row: `isSmall` leaves out pictures; `.see()` reads what the list does not say. */
export const jobRow = (job, { isSmall = false } = {}) => {
    const thumbs = el('span', { class: 'job-thumbs', inert: true });
    const reason = el('bdi', { class: 'hint clip' }, progress(job));
    const node = el('a', { class: 'job-row', href: `/jobs/${job.id}`, dataset: { id: job.id } },
        icon(job.is_steering ? 'branch' : { failed: 'warning', processing: 'bolt' }[job.status]
            ?? 'jobs', 18),
        el('span', { class: 'grow job-words' }, el('bdi', { class: 'clip' }, jobTitle(job)),
            el('span', { class: 'hint clip' }, el('bdi', job.type), ' · ', when(job.created_at)),
            reason),
        !isSmall && thumbs, stateBadge(job.status));
    node.see = async () => {
        if (job.status === 'pending' && !job.unmet) {
            const { waiting_reason: found } = await get(`/jobs/${job.id}`);
            if (found) reason.textContent = waitingFor(found);
        }
        if (!isSmall) {
            thumbs.append(...(await outputsOf(job, 4)).map((one) =>
                generationTile(one, { size: 44, marks: {} })));
        }
    };
    return node;
};

export const jobRows = (jobs, options) =>
    el('div', { class: 'job-list' }, jobs.map((job) => jobRow(job, options)));
