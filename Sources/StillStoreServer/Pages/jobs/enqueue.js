// A new job: what is wanted, of which type, after which pictures.
import { get, post } from '../app/api.js';
import { navigate } from '../app/router.js';
import { button, clear, el } from '../parts/dom.js';
import { dialog } from '../parts/dialog.js';
import { area, field, form } from '../parts/fields.js';
import { assetTile } from '../parts/generation.js';
import { pickAssets } from '../parts/picker.js';

/** The dialog that puts a job into the queue; `session`, `project` and `parent` go with it. */
export const enqueue = async (context = {}) => {
    let references = [];
    const [types, given] = [el('datalist', { id: 'task-types' }), el('div', { class: 'given' })];
    get('/task-types').then(({ items }) => {
        types.append(...items.filter((one) => one.is_active).map((one) =>
            el('option', { value: one.name }, one.display_name ?? one.category)));
    }).catch(() => {});
    const showGiven = () => clear(given, references.map((asset) => {
        const node = assetTile(asset.id, { size: 72 });
        node.append(button({
            icon: 'close', label: 'Leave out', iconOnly: true, class: 'judge off',
            onClick: () => {
                references = references.filter((one) => one !== asset);
                showGiven();
            },
        }));
        return node;
    }), button({
        icon: 'plus', label: references.length ? 'More' : 'Refer to pictures…',
        onClick: async () => {
            const found = await pickAssets({ action: 'Refer to them' }) ?? [];
            const had = new Set(references.map((one) => one.id));
            references.push(...found.filter((one) => !had.has(one.id)));
            showGiven();
        },
    }));
    showGiven();
    const short = (label, name, more) => field({ label, name, ...more });
    const shown = dialog({
        title: 'New job', wide: true, content: [types, form({
            class: 'form two', action: 'Put into the queue', fields: [
                short('Type', 'type', {
                    list: 'task-types', required: true, autofocus: true, autocomplete: 'off',
                    hint: 'Workers take jobs by their type.',
                }),
                short('How many', 'count', { type: 'number', min: 1, value: 1 }),
                area({ label: 'Prompt', name: 'prompt', class: 'all' }),
                short('Not wanted', 'negative_prompt', { class: 'all' }),
                short('Model', 'model'), short('Seed', 'seed', { inputmode: 'numeric' }),
                short('Aspect ratio', 'aspect_ratio', { placeholder: '16:9' }),
                short('Priority', 'priority', {
                    type: 'number', value: 0, hint: 'The higher, the sooner.',
                }),
                el('div', { class: 'field all' }, given),
            ],
            submit: async ({ type, ...values }) => {
                const said = Object.entries(values)
                    .filter(([, value]) => value !== '' && value !== null);
                const ids = Object.entries(context).filter(([, id]) => id);
                const made = await post('/jobs', {
                    type: type.trim(), values: Object.fromEntries(said), ...Object.fromEntries(ids),
                    references: references.map((asset) => ({ asset: asset.id })),
                });
                shown.close();
                navigate(`/jobs/${made.id}`);
            },
        })],
    });
};

/** Puts the same once more into the queue, as another version of it. */
export const again = async ({ job, references }) => {
    const values = {};
    for (const name of ['name', 'prompt', 'negative_prompt', 'generated_prompt', 'model', 'seed',
        'aspect_ratio', 'priority', 'parameters', 'outcome', 'outcome_generation_id',
        'outcome_entry_id', 'variant_type']) {
        if (job[name] !== undefined) values[name] = job[name];
    }
    return post('/jobs', {
        type: job.type, session: job.session_id, project: job.project_id, parent: job.parent_id,
        references: references.map(({ asset_id: asset, role }) => ({ asset, role })),
        values: { ...values, count: job.wanted, version_of: job.id },
    });
};
