// What a person says of a picture: stars, tags, captions. Shown at once, taken back if refused.
import { del, get, post, put } from '../app/api.js';
import { button, clear, el, icon } from '../parts/dom.js';
import { chip } from '../parts/fields.js';
import { announce, toast } from '../parts/toast.js';

let known = null;

export const createMarks = ({ asset, badges, captions, onChange }) => {
    const now = { rating: badges?.rating ?? 0, is_starred: badges?.is_starred ?? false };
    const tags = new Set(badges?.tags ?? []);
    const base = `/assets/${asset.id}`;
    const stars = el('div', { class: 'stars', role: 'group', aria: { label: 'Rating' } },
        [1, 2, 3, 4, 5].map((n) => el('button', {
            type: 'button', aria: { label: n === 1 ? '1 star' : `${n} stars` }, title: `${n}`,
            on: { click: () => rate(now.rating === n ? 0 : n) },
        }, icon('star', 22))));
    const draw = () => {
        [...stars.children].forEach((one, i) => {
            one.classList.toggle('lit', i < now.rating);
            one.setAttribute('aria-pressed', String(i + 1 === now.rating));
        });
        onChange(now);
    };
    const save = async (changes, said) => {
        const before = { ...now };
        Object.assign(now, changes);
        draw();
        announce(said);
        try {
            await put(`${base}/rating`, { rating: now.rating || null, is_starred: now.is_starred });
        } catch (problem) {
            Object.assign(now, before);
            draw();
            toast('', { problem });
        }
    };
    const rate = (n) => save({ rating: n }, n ? `Rated ${n} of 5` : 'Not rated');
    const star = () => save({ is_starred: !now.is_starred },
        now.is_starred ? 'No star' : 'Starred');

    const list = el('div', { class: 'chips' });
    const options = el('datalist', { id: 'known-tags' });
    const input = el('input', {
        class: 'input tag-input', placeholder: 'Add a tag', list: 'known-tags', maxlength: 200,
        enterkeyhint: 'done', aria: { label: 'Add a tag' },
        on: {
            focus: async () => {
                known ??= get('/tags').catch(() => ({ items: [] }));
                clear(options,
                    (await known).items.map(({ name }) => el('option', { value: name })));
            },
            keydown: (event) => {
                if (event.key !== 'Enter' || event.isComposing) return;
                const name = input.value.trim();
                if (!name) return;
                tag(name).then(() => { input.value = ''; }, (problem) => toast('', { problem }));
            },
        },
    });
    const drawTags = () => clear(list, [...tags].map((name) => chip(name, {
        icon: 'tag', href: `/?query=${encodeURIComponent(`tag:"${name.replaceAll('"', ' ')}"`)}`,
        onRemove: () => untag(name).catch((problem) => toast('', { problem })),
    })));
    const tag = async (name) => {
        const { name: kept } = await put(`${base}/tags/${encodeURIComponent(name)}`);
        known = null;
        tags.add(kept ?? name);
        drawTags();
        announce(`Tagged ${name}`);
    };
    const untag = async (name) => {
        await del(`${base}/tags/${encodeURIComponent(name)}`);
        tags.delete(name);
        drawTags();
        toast('Tag taken away.', { undo: () => tag(name) });
    };
    const reject = async () => {
        try {
            if (tags.has('rejected')) return await untag('rejected');
            await tag('rejected');
            toast('Rejected.', { undo: () => untag('rejected') });
        } catch (problem) {
            toast('', { problem });
        }
    };

    const said = el('div', { class: 'captions' });
    const caption = (one) => {
        const node = el('div', { class: 'caption' },
            el('p', { class: 'prose', dir: 'auto' }, one.text),
            button({ icon: 'close', label: 'Remove this caption', kind: 'quiet', class: 'small',
                iconOnly: true, onClick: () => drop(one, node) }));
        return node;
    };
    const add = async (text, type = 'text') => {
        said.append(caption(await post('/captions', { text, type, asset: asset.id })));
    };
    const drop = async (one, node) => {
        try {
            await del(`/captions/${one.id}`);
        } catch (problem) {
            return toast('', { problem });
        }
        node.remove();
        toast('Caption removed.', { undo: () => add(one.text, one.image_type) });
    };
    said.append(...captions.toReversed().map(caption));
    const writing = el('textarea', {
        class: 'input', rows: 1, placeholder: 'Say what it shows', aria: { label: 'New caption' },
        maxlength: 20000,
        on: {
            keydown: (event) => {
                const text = writing.value.trim();
                if (event.key !== 'Enter' || event.shiftKey || event.isComposing || !text) return;
                event.preventDefault();
                add(text, asset.format ?? 'text').then(() => { writing.value = ''; },
                    (problem) => toast('', { problem }));
            },
        },
    });
    draw();
    drawTags();
    return {
        now, rate, star, reject, focusTag: () => input.focus(),
        node: el('section', { class: 'details-part' }, stars,
            el('div', { class: 'tag-line' }, list, input, options)),
        captions: el('section', { class: 'details-part' }, el('h2', 'Captions'), said, writing),
    };
};
