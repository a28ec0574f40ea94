// The states of a session: drawn as the way from the brief to the film, with what can follow.
import { post } from '../app/api.js';
import { button, el, icon } from '../parts/dom.js';
import { ask, confirm } from '../parts/dialog.js';
import { stateName } from '../parts/status.js';
import { toast } from '../parts/toast.js';

// The server refuses what is not allowed; this is what it allows.
const stops = ['failed', 'cancelled'];
const following = {
    images: { active: ['archived'], archived: ['active'] },
    refinement: { active: ['completed', 'abandoned'] },
    ad: {
        created: ['prompting', ...stops],
        prompting: ['generating_images', ...stops],
        generating_images: ['reviewing_images', ...stops],
        reviewing_images: ['generating_videos', 'generating_images', 'prompting', ...stops],
        generating_videos: ['reviewing_videos', ...stops],
        reviewing_videos: ['composing', 'generating_videos', ...stops],
        composing: ['completed', ...stops],
        failed: ['cancelled'],
    },
};

const verbs = {
    prompting: 'Write prompts', generating_images: 'Make pictures',
    reviewing_images: 'Review pictures', generating_videos: 'Make clips',
    reviewing_videos: 'Review clips', composing: 'Compose the film', completed: 'Complete',
    failed: 'Mark as failed…', cancelled: 'Cancel session…', abandoned: 'Abandon…',
    archived: 'Put aside', active: 'Go on',
};

const path = [
    ['created', 'Brief'], ['prompting', 'Prompts'], ['generating_images', 'Pictures'],
    ['reviewing_images', 'Review'], ['generating_videos', 'Clips'], ['reviewing_videos', 'Review'],
    ['composing', 'Film'], ['completed', 'Done'],
];

/** The states that can follow, the one that leads on first. */
export const nextStates = (session) => [
    ...(session.status === 'failed' && session.failed_from ? [session.failed_from] : []),
    ...following[session.workflow]?.[session.status] ?? [],
];

/** The way of an ad through its stages. */
export const stages = (session) => {
    if (session.workflow !== 'ad') return null;
    const is = session.status === 'failed' ? session.failed_from : session.status;
    const at = path.findIndex(([state]) => state === is);
    return el('ol', { class: 'stages', aria: { label: 'Stages' } }, path.map(([, name], i) => {
        const isDone = i < at || is === 'completed';
        const isHere = i === at && !isDone;
        return el('li', {
            class: [isDone && 'done', isHere && 'here',
                isHere && session.status === 'failed' && 'bad'],
            aria: { current: isHere ? 'step' : undefined },
        }, el('span', { class: 'stage-mark' }, isDone && icon('check', 14)), el('span', name));
    }));
};

/** Brings a session to another state, after a question where there is no way back. */
export const moveTo = async (session, status) => {
    const go = (error) => post(`/sessions/${session.id}/transition`, { status, error });
    if (status === 'failed') {
        await ask({
            title: 'What went wrong?', label: 'Reason', action: 'Mark as failed', save: go,
        });
        return;
    }
    const isFinal = ['completed', 'cancelled', 'abandoned'].includes(status);
    if (isFinal && !await confirm({
        title: `${verbs[status].replace('…', '')}?`, danger: status !== 'completed',
        body: 'Nothing follows this state. Pictures and costs stay.',
        action: status === 'cancelled' ? 'Yes, cancel it' : verbs[status].replace('…', ''),
    })) return;
    try {
        await go();
        toast(`${stateName(status)}.`);
    } catch (problem) {
        toast('', { problem });
    }
};

/** Buttons for what leads on, and entries of a menu for the rest. */
export const steps = (session) => {
    const next = nextStates(session);
    const isAside = (state) => [...stops, 'abandoned'].includes(state);
    return {
        buttons: next.filter((state) => !isAside(state)).map((state, i) => button({
            label: session.status === 'failed' ? `Try again: ${verbs[state].toLowerCase()}`
                : verbs[state] ?? stateName(state),
            kind: i || state === 'archived' ? undefined : 'primary',
            onClick: () => moveTo(session, state),
        })),
        items: next.filter(isAside).map((state) => ({
            label: verbs[state], icon: state === 'failed' ? 'warning' : 'reject',
            danger: state !== 'failed', run: () => moveTo(session, state),
        })),
    };
};
