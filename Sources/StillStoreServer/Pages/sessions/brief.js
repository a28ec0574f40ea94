// What an ad is to be: read, and edited.
import { patch } from '../app/api.js';
import { button, el } from '../parts/dom.js';
import { dialog } from '../parts/dialog.js';
import { area, chip, chips, field, form, select, toggle } from '../parts/fields.js';
import { money, seconds } from '../parts/format.js';

const categories = ['footwear', 'accessories', 'electronics', 'beauty', 'apparel', 'home', 'other'];

const texts = [
    ['product_name', 'Product'], ['product_prompt', 'Pictures'], ['video_prompt', 'Clips'],
    ['call_to_action', 'Call to action'],
];

/** A brief as facts; `edit` is what its button does. */
export const briefCard = (brief, edit) => {
    const fact = (name, value) => value && [el('dt', name), el('dd', value)];
    return el('section', { class: 'card', aria: { label: 'Brief' } },
        el('div', { class: 'card-head' }, el('h2', 'Brief'),
            button({ icon: 'edit', label: 'Edit', kind: 'quiet', class: 'small', onClick: edit })),
        brief ? el('dl', { class: 'facts' },
            texts.map(([name, label]) => fact(label, brief[name] && el('bdi', brief[name]))),
            fact('Style', brief.style_keywords.length && chips(brief.style_keywords.map((word) =>
                chip(word)))),
            fact('Text', brief.text_color && el('span', { class: 'text-color' }, el('span', {
                style: { background: brief.text_color }, aria: { hidden: 'true' },
            }), brief.text_color, brief.text_font && el('bdi', ` ${brief.text_font}`))),
            fact('Wanted', `${brief.images_requested} pictures, clips of ${
                seconds(brief.clip_length_ms / 1000)}`),
            fact('Music', brief.has_music && (brief.music_genre || 'Yes')),
            fact('Seed', brief.seed && el('code', brief.seed)),
            fact('Category', brief.category),
            fact('Estimate', brief.estimated_cost && money(brief.estimated_cost, 'USD')))
            : el('p', { class: 'muted' }, 'Nothing has been said yet of what this ad is to be.'));
};

/** The form of a brief; `done(brief)` gets what was saved. */
export const editBrief = (session, brief, done) => {
    const line = (name, label, more) => field({ label, name, value: brief?.[name] ?? '', ...more });
    const several = (name, label) => {
        const made = area({ label, name, rows: 2 });
        made.input.value = brief?.[name] ?? '';
        return made;
    };
    const shown = dialog({
        title: 'Brief', wide: true,
        content: form({
            class: 'form two', cancel: () => shown.close(),
            fields: [
                line('product_name', 'Product', { autofocus: true }),
                select({
                    label: 'Category', name: 'category', value: brief?.category ?? '',
                    options: [['', 'Not said'], ...categories],
                }),
                several('product_prompt', 'Prompt for pictures'),
                several('video_prompt', 'Prompt for clips'),
                line('call_to_action', 'Call to action'),
                field({
                    label: 'Style', name: 'style_keywords', hint: 'Words, parted by commas',
                    value: brief?.style_keywords.join(', ') ?? '',
                }),
                line('text_color', 'Colour of text', { placeholder: '#rrggbb' }),
                line('text_font', 'Font of text'),
                line('images_requested', 'Pictures wanted', { type: 'number', min: 1 }),
                field({
                    label: 'Length of a clip, seconds', name: 'clip_length', type: 'number',
                    step: 'any', value: brief ? brief.clip_length_ms / 1000 : '',
                }),
                line('seed', 'Seed', { inputmode: 'numeric' }),
                field({
                    label: 'Tell me from a cost of', name: 'alert_cost', type: 'number',
                    step: 'any',
                    value: brief?.alert_cost ? brief.alert_cost / 1e6 : '',
                }),
                line('music_genre', 'Kind of music'),
                toggle({ label: 'Music', name: 'has_music', checked: brief?.has_music }),
            ],
            submit: async (values) => {
                const wanted = {
                    ...values,
                    style_keywords: values.style_keywords.split(',').map((word) => word.trim())
                        .filter(Boolean),
                    clip_length: values.clip_length && Math.round(values.clip_length * 1000),
                    alert_cost: values.alert_cost && Math.round(values.alert_cost * 1e6),
                };
                // What is empty and was empty is left out, because some values cannot be empty.
                for (const [name, value] of Object.entries(wanted)) {
                    if (value === null || (value === '' && !brief?.[name])) delete wanted[name];
                }
                done(await patch(`/sessions/${session.id}/brief`, wanted));
                shown.close();
            },
        }),
    });
};
