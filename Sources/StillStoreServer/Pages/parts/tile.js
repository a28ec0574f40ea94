// One picture as it stands in a grid, wherever that is.
import { post, thumbURL } from '../app/api.js';
import { button, el, icon } from './dom.js';
import { count, seconds } from './format.js';
import { placeholder } from './placeholder.js';
import { toast } from './toast.js';

const settle = 90;
const waiting = new WeakMap();
let scrolled = 0;
addEventListener('scroll', () => { scrolled = performance.now(); },
    { capture: true, passive: true });

// An image is asked for once its tile rests near the window, and let go of when the tile is passed
// before it came.
const watch = (entries) => {
    for (const { target, isIntersecting } of entries) {
        clearTimeout(waiting.get(target));
        if (!isIntersecting) unload(target);
        else if (performance.now() - scrolled > 200) load(target);
        else waiting.set(target, setTimeout(() => load(target), settle));
    }
};
const near = new IntersectionObserver(watch, { rootMargin: '400px' });

/** Watches tiles within an element that scrolls by itself; give it to `tile` as `observer`. */
export const observerWithin = (root, margin = '600px') =>
    new IntersectionObserver(watch, { root, rootMargin: margin });

/** Asks for the image of a tile now. */
export const load = (node) => {
    const image = node.image;
    if (!image || image.src || !node.isConnected) return;
    image.onload = () => {
        // It fades in where somebody looks; while all moves it is simply there.
        node.classList.add('loaded', ...(performance.now() - scrolled < 200 ? ['at-once'] : []));
        setTimeout(() => { node.anchor.style.backgroundImage = ''; }, 300);
    };
    image.onerror = () => {
        if (image.getAttribute('src')) node.classList.add('broken');
    };
    image.src = node.address;
    if (image.complete && image.naturalWidth) node.classList.add('loaded', 'at-once');
};

/** Lets go of an image that has not come. */
export const unload = (node) => {
    clearTimeout(waiting.get(node));
    if (node.image?.src && !node.classList.contains('loaded')) node.image.removeAttribute('src');
};

/** Forgets a tile that is taken out of the page. */
export const forget = (node, observer = near) => {
    observer.unobserve(node);
    unload(node);
};

/** What a picture is called: its name, else the end of its path, else its address's. */
export const nameOf = (asset) =>
    asset.name || asset.path?.split('/').at(-1) || asset.source || asset.id;

/** The address of a picture's page. */
export const pictureURL = (asset, query) => {
    const found = new URLSearchParams(query);
    return `/picture/${encodeURIComponent(asset.id)}${found.size ? `?${found}` : ''}`;
};

/** True for what has no bytes here yet. */
export const isAwaited = (asset) => asset.retrieval_status && asset.retrieval_status !== 'completed';

/**
 * A tile: `{size, href, observer, marks, pick, caption}`. `size` is the longer side in CSS pixels,
 * `marks` what `/assets/badges` says, `pick` whether it can be selected. The node has `.asset`,
 * `.anchor`, `.image`, `setMarks(marks)`, `setPicked(yes)`.
 */
export const tile = (asset, {
    size = 200, href, observer = near, marks, pick = false, caption,
} = {}) => {
    const name = nameOf(asset);
    const hasPicture = !isAwaited(asset) && !asset.refusal && asset.state !== 'missing'
        && (asset.kind === 'image' || asset.width);
    const image = hasPicture
        ? el('img', { alt: name, decoding: 'async', draggable: 'false' }) : null;
    const anchor = el('a', {
        class: 'tile-link', href: href ?? pictureURL(asset), draggable: 'false',
        aria: { label: image ? undefined : name },
    }, image ?? instead(asset));
    const blur = image && placeholder(asset.perceptual_hash);
    if (blur) anchor.style.backgroundImage = blur;
    const node = el('div', { class: ['tile', !image && 'bare'], dataset: { id: asset.id } }, anchor,
        pick && el('button', {
            class: 'tile-pick', type: 'button', role: 'checkbox', tabindex: -1,
            aria: { checked: 'false', label: `Select ${name}` },
        }),
        !image && isAwaited(asset) && asset.retrieval_status === 'failed' && retryButton(asset),
        caption && el('div', { class: 'tile-caption' }, caption));
    Object.assign(node, {
        asset, anchor, image, address: image && thumbURL(asset, size),
        setMarks: (found) => showMarks(node, asset, found),
        setPicked: (yes) => {
            node.classList.toggle('picked', yes);
            node.querySelector('.tile-pick')?.setAttribute('aria-checked', String(yes));
        },
    });
    node.setMarks(marks);
    if (image) observer?.observe(node);
    return node;
};

const instead = (asset) => {
    if (isAwaited(asset)) {
        const isFailed = asset.retrieval_status === 'failed';
        return el('span', { class: ['tile-state', isFailed && 'failed'] },
            icon(isFailed ? 'missing' : 'clock', 24),
            el('span', { class: 'tile-reason' },
                isFailed ? asset.retrieval_error ?? 'It did not come.'
                    : asset.retrieval_status === 'retrieving' ? 'Coming now' : 'Awaited'),
            el('bdi', { class: 'tile-name' }, nameOf(asset)));
    }
    const sign = asset.refusal || asset.state === 'missing' ? 'warning'
        : { audio: 'audio', video_clip: 'video', final_video: 'video' }[asset.kind] ?? 'file';
    return el('span', { class: 'tile-state' }, icon(sign, 24),
        (asset.refusal || asset.state === 'missing') && el('span', { class: 'tile-reason' },
            asset.refusal ?? 'Its bytes are lost.'),
        el('bdi', { class: 'tile-name' }, nameOf(asset)));
};

const retryButton = (asset) => button({
    class: 'tile-retry', icon: 'retry', label: 'Try again', iconOnly: true,
    onClick: async (event) => {
        const pressed = event.currentTarget;
        pressed.disabled = true;
        try {
            await post('/missing/retry', { assets: [asset.id] });
            toast('It is fetched again.');
        } catch (problem) {
            toast('', { problem });
            pressed.disabled = false;
        }
    },
});

const showMarks = (node, asset, marks = {}) => {
    const length = asset.metadata?.duration ?? asset.metadata?.seconds;
    const isVideo = /video/.test(asset.kind);
    const parts = [
        marks.is_starred && ['star', 'starred', '', 'star'],
        marks.rating > 0 && ['', `rated ${marks.rating} of 5`, '★'.repeat(marks.rating), 'rating'],
        marks.variants > 1 && ['variants', `${marks.variants} variants`, count(marks.variants)],
        isVideo && ['play', 'video', typeof length === 'number' ? seconds(length) : ''],
        !isVideo && asset.frames > 1 && ['', 'animated', 'GIF'],
    ].filter(Boolean);
    node.anchor.querySelector('.tile-marks')?.remove();
    if (parts.length) {
        node.anchor.append(el('span', {
            class: 'tile-marks', aria: { hidden: 'true' },
        }, parts.map(([sign, , text, name]) =>
            el('span', { class: ['mark', name] }, sign && icon(sign, 14), text))));
    }
    const label = [nameOf(asset), ...parts.map(([, said]) => said)].join(', ');
    if (node.image) node.image.alt = label;
    node.marks = marks;
};
