// The states of sessions and jobs, in words.
import { el } from './dom.js';

const states = {
    pending: ['Waiting'], processing: ['Running', 'live'], completed: ['Done', 'good'],
    failed: ['Failed', 'bad'], cancelled: ['Cancelled'], active: ['Active', 'live'],
    archived: ['Archived'], created: ['New'], prompting: ['Writing prompts', 'live'],
    generating_images: ['Making pictures', 'live'],
    reviewing_images: ['Pictures to review', 'warn'], generating_videos: ['Making clips', 'live'],
    reviewing_videos: ['Clips to review', 'warn'], composing: ['Composing', 'live'],
    abandoned: ['Abandoned'], generating: ['Making', 'live'],
};

const reasons = {
    ready: ['ready', 'ready for the next worker'],
    dependencies: ['behind others', 'waits for other jobs'],
    limit: ['over your limit', 'you run as many as you may at once'],
    credits: ['without credits', 'there are not enough credits'],
    switched_off: ['switched off', 'its type is switched off'],
    no_worker: ['without a worker', 'no worker takes jobs of its kind'],
};

/** What a state is called. */
export const stateName = (status) => states[status]?.[0] ?? status;

/** A state as a badge. */
export const stateBadge = (status) =>
    el('span', { class: ['badge', states[status]?.[1]] }, stateName(status));

/** Why a job waits, as a sentence; or as it is counted. */
export const waitingFor = (reason, isCounted) => reasons[reason]?.[isCounted ? 0 : 1] ?? reason;
