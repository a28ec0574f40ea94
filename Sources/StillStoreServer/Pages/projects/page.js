// All projects, each with its newest pictures in front.
import { del, get, pages, patch, post } from '../app/api.js';
import { listen } from '../app/feed.js';
import { navigate } from '../app/router.js';
import { button, clear, debounce, el } from '../parts/dom.js';
import { dialog } from '../parts/dialog.js';
import { field, form } from '../parts/fields.js';
import { plural, when } from '../parts/format.js';
import { mosaic, whenSeen } from '../parts/generation.js';
import { roam } from '../parts/sortable.js';
import { empty, loading } from '../parts/states.js';
import { toast } from '../parts/toast.js';

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
                    name: name.trim(), aspect_ratio: ratio.trim() || null, spacing: spacing ?? undefined,
                };
                const saved = project ? await patch(`/projects/${project.id}`, body)
                    : await post('/projects', body);
                shown.close();
                done(saved);
            },
        }),
    });
};

/** Deletes a project with all that is in it; it can be brought back. */
export const removeProject = async (project) => {
    await del(`/projects/${project.id}`);
    await navigate('/projects');
    toast('The project was deleted, with its shots.', {
        undo: async () => {
            await post(`/projects/${project.id}/restore`);
            navigate(`/projects/${project.id}`);
        },
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
    const grid = el('div', { class: 'works' });
    const more = button({ label: 'More', hidden: true, onClick: () => read() });
    const observe = whenSeen((node) => node.see().catch(() => {}), signal);
    const create = () => editProject(null, (made) => navigate(`/projects/${made.id}`));
    const creator = () => button({ icon: 'plus', label: 'New project', kind: 'primary', onClick: create });
    let list;
    const read = async (isNew) => {
        if (isNew) list = pages('/projects', { limit: 60 }, { signal });
        const { value } = await list.next();
        more.hidden = !value?.next;
        if (isNew) clear(grid);
        if (isNew && !value?.items.length) {
            grid.append(empty({
                icon: 'project', title: 'No projects yet', actions: [creator()],
                body: 'A project has shots; a shot has pictures on a timeline.',
            }));
        }
        for (const project of value?.items ?? []) {
            const node = card(project);
            grid.append(node);
            observe(node);
        }
    };
    main.append(el('div', { class: 'page wide-page' },
        el('div', { class: 'page-head' }, el('h1', 'Projects'), creator()),
        clear(grid, loading()), more));
    roam(grid, '.work', signal);
    await read(true);
    listen({ tables: ['projects'] }, debounce(400, () => {
        if (grid.children.length <= 60) read(true).catch(() => {});
    }), signal);
    return {};
};
