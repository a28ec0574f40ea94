// All projects, each with its newest pictures in front.
import { get, patch, post } from '../app/api.js';
import { navigate } from '../app/router.js';
import { button, clear, el } from '../parts/dom.js';
import { dialog } from '../parts/dialog.js';
import { field, form } from '../parts/fields.js';
import { plural, when } from '../parts/format.js';
import { mosaic } from '../parts/generation.js';
import { empty } from '../parts/states.js';
import { listing } from '../parts/work.js';

/** The dialog of a project, new or there. */
export const editProject = (project, done) => {
    const shown = dialog({
        title: project ? 'Project' : 'New project',
        content: form({
            action: project ? 'Save' : 'Make it', fields: [
                field({
                    label: 'Name', name: 'name', value: project?.name ?? '', autofocus: true,
                    maxlength: 400,
                }),
                field({
                    label: 'Shape of its pictures', name: 'aspect_ratio', placeholder: '16:9',
                    value: project?.aspect_ratio ?? '',
                }),
                field({
                    label: 'Frames between two pictures of a shot', name: 'spacing', type: 'number',
                    min: 1, value: project?.spacing ?? 50,
                }),
            ],
            submit: async ({ name, aspect_ratio: ratio, spacing }) => {
                const body = {
                    name: name.trim(), aspect_ratio: ratio.trim() || null,
                    spacing: spacing ?? undefined,
                };
                const saved = project ? await patch(`/projects/${project.id}`, body)
                    : await post('/projects', body);
                shown.close();
                done(saved);
            },
        }),
    });
};

const card = (project) => {
    const cover = el('div', { class: 'work-cover' });
    const shots = el('span', { class: 'grow' });
    const node = el('article', { class: 'work', dataset: { id: project.id } }, cover,
        el('h2', el('a', { href: `/projects/${project.id}` }, el('bdi', project.name))),
        el('div', { class: 'work-line hint' }, shots, when(project.updated_at)));
    node.see = async () => {
        const [made, list] = await Promise.all([
            get('/generations', { query: { project: project.id, limit: 8 } }),
            get(`/projects/${project.id}/shots`, { query: { limit: 1, page: 1 } }),
        ]);
        const picture = mosaic(made.items, 300);
        clear(cover, picture.children.length ? picture
            : el('span', { class: 'hint' }, 'No pictures yet'));
        shots.textContent = plural(list.total, 'shot');
    };
    return node;
};

export const open = async ({ main, signal }) => {
    const create = () => editProject(null, (made) => navigate(`/projects/${made.id}`));
    const creator = () =>
        button({ icon: 'plus', label: 'New project', kind: 'primary', onClick: create });
    const list = listing({
        path: '/projects', make: card, items: '.work', tables: ['projects'], class: 'works', signal,
        none: () => empty({
            icon: 'project', title: 'No projects yet', actions: [creator()],
            body: 'A project has shots; a shot has pictures on a timeline.',
        }),
    });
    main.append(el('div', { class: 'page wide-page' },
        el('div', { class: 'page-head' }, el('h1', 'Projects'), creator()), list.node));
    await list.read();
};
