// The picture itself: fitted, enlarged, moved. One element is transformed, nothing is laid out.
import { contentURL, thumbURL } from '../app/api.js';
import { button, clear, el } from '../parts/dom.js';

const most = 16;
const shownByBrowsers = new Set(['jpeg', 'png', 'webp', 'gif']);

/** The address that shows so many pixels of a picture without waste. */
export const addressFor = (asset, pixels) => {
    const longest = Math.max(asset.width, asset.height);
    const canShow = shownByBrowsers.has(asset.format) && longest <= 16000;
    if (canShow && (asset.frames > 1 || asset.size < 400000 || pixels > 1060)) {
        return contentURL(asset);
    }
    return thumbURL({ ...asset, format: 'other' }, 1024);
};

/** How many pixels of the screen the longer side takes when the picture fits. */
export const fittedPixels = (asset, box) => {
    const scale = fitScale(asset, box);
    return Math.max(asset.width, asset.height) * scale * (devicePixelRatio || 1);
};

// What is small is shown at its own size, at least large enough to be seen.
const fitScale = ({ width, height }, [across, down]) =>
    Math.min(across / width, down / height,
        Math.max(1, Math.min(16, 480 / Math.max(width, height))));

/** Makes the stage: `{node, show(asset), zoom(factor), toggle(), pan(x, y), box()}`. */
export const createStage = ({ onStep, signal }) => {
    const canvas = el('div', { class: 'stage-canvas' });
    const readout = button({ kind: 'quiet', class: 'small', label: 'Fit',
        title: 'Fit or full size (z)', onClick: () => toggle() });
    const controls = el('div', { class: 'stage-zoom', role: 'group', aria: { label: 'Zoom' } },
        button({ icon: 'minus', label: 'Smaller', kind: 'quiet', class: 'small', iconOnly: true,
            onClick: () => zoom(1 / 1.5) }), readout,
        button({ icon: 'plus', label: 'Larger', kind: 'quiet', class: 'small', iconOnly: true,
            onClick: () => zoom(1.5) }));
    const node = el('div', { class: 'stage' }, canvas, controls);
    let asset = null;
    let view = null;
    const pointers = new Map();

    const box = () => [node.clientWidth - 24, node.clientHeight - 24];
    const fit = () => {
        const scale = fitScale(asset, box());
        return { scale, x: (node.clientWidth - asset.width * scale) / 2,
            y: (node.clientHeight - asset.height * scale) / 2, isFit: true };
    };
    const draw = (eased) => {
        const { scale, x, y, isFit } = view;
        canvas.classList.toggle('eased', Boolean(eased));
        canvas.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
        canvas.classList.toggle('pixels', scale * (devicePixelRatio || 1) > 3);
        node.classList.toggle('zoomed', !isFit);
        const said = isFit ? 'Fit' : `${Math.round(scale * 100)} %`;
        readout.firstChild.textContent = said;
        readout.setAttribute('aria-label', `${said}; fit or full size`);
        sharpen();
    };
    // Keeps the picture in sight: centred where it is smaller than the stage, else without gaps.
    const within = (next) => {
        const least = fit();
        if (next.scale <= least.scale * 1.001) return least;
        const hold = (at, size, room) => (size <= room ? (room - size) / 2
            : Math.min(0, Math.max(room - size, at)));
        return { scale: next.scale, isFit: false,
            x: hold(next.x, asset.width * next.scale, node.clientWidth),
            y: hold(next.y, asset.height * next.scale, node.clientHeight) };
    };
    const zoomTo = (scale, at, eased) => {
        if (!view) return;
        const [px, py] = at ?? [node.clientWidth / 2, node.clientHeight / 2];
        const to = Math.min(Math.max(scale, fit().scale), most);
        const ratio = to / view.scale;
        view = within({ scale: to, x: px - (px - view.x) * ratio, y: py - (py - view.y) * ratio });
        draw(eased);
    };
    const zoom = (factor, at, eased = true) => view && zoomTo(view.scale * factor, at, eased);
    const toggle = (at) => {
        if (!view) return;
        if (!view.isFit) view = fit();
        else return zoomTo(Math.max(1, fit().scale * 2), at, true);
        draw(true);
    };
    const pan = (x, y, eased = true) => {
        if (!view || view.isFit) return false;
        view = within({ ...view, x: view.x + x, y: view.y + y });
        draw(eased);
    };

    // A better image is laid over the one that is there once it is decoded.
    const layer = (address, mark) => {
        if ([...canvas.children].some((one) => one.getAttribute('src') === address)) return;
        const image = el('img', { alt: '', draggable: 'false', src: address, class: mark });
        const shown = asset;
        canvas.append(image);
        image.decode().then(() => {
            if (shown !== asset) return;
            image.classList.add('here');
            if (mark === 'under') return;
            for (const one of [...canvas.children]) if (one !== image) one.remove();
            image.alt = asset.name ?? '';
            node.classList.remove('waits', 'broken');
        }).catch(() => {
            if (shown !== asset || !image.isConnected) return;
            image.remove();
            if (!canvas.querySelector('.here:not(.under)')) node.classList.add('broken');
        });
    };
    const sharpen = () => {
        const longest = Math.max(asset.width, asset.height);
        layer(addressFor(asset, longest * view.scale * (devicePixelRatio || 1)), 'main');
    };

    const show = (next) => {
        const isSame = asset && next.id === asset.id && next.digest === asset.digest;
        asset = next;
        if (isSame) return;
        node.classList.remove('broken', 'zoomed');
        clear(canvas);
        node.querySelector('.stage-other')?.remove();
        const isPicture = asset.width && asset.kind === 'image' && !asset.refusal;
        controls.hidden = canvas.hidden = !isPicture;
        view = null;
        if (!isPicture) return;
        Object.assign(canvas.style, { width: `${asset.width}px`, height: `${asset.height}px` });
        canvas.classList.toggle('clear', asset.transparent === true);
        node.classList.add('waits');
        layer(thumbURL(asset, 96), 'under');
        view = fit();
        draw();
    };

    new ResizeObserver(() => {
        if (!view) return;
        view = view.isFit ? fit() : within(view);
        draw();
    }).observe(node);

    const spot = (event) => {
        const edge = node.getBoundingClientRect();
        return [event.clientX - edge.left, event.clientY - edge.top];
    };
    node.addEventListener('wheel', (event) => {
        if (!view) return;
        event.preventDefault();
        const lines = event.deltaMode ? 20 : 1;
        const by = Math.max(-160, Math.min(160, event.deltaY * lines));
        zoom(Math.exp(-by * (event.ctrlKey ? 0.012 : 0.003)), spot(event), false);
    }, { passive: false, signal });
    node.addEventListener('dblclick', (event) => {
        if (!event.target.closest('button, a, video')) toggle(spot(event));
    }, { signal });

    // One pointer moves what is enlarged, or swipes to the next; two pinch.
    let swipe = null;
    node.addEventListener('pointerdown', (event) => {
        if (!view || event.button || event.target.closest('button, a, video')) return;
        node.setPointerCapture(event.pointerId);
        pointers.set(event.pointerId, spot(event));
        swipe = pointers.size === 1 && view.isFit ? { from: spot(event), by: 0 } : null;
        node.classList.add('held');
    }, { signal });
    node.addEventListener('pointermove', (event) => {
        const before = pointers.get(event.pointerId);
        if (!before) return;
        const now = spot(event);
        if (pointers.size === 2) {
            const other = [...pointers].find(([id]) => id !== event.pointerId)[1];
            const [was, is] = [before, now]
                .map((p) => Math.hypot(p[0] - other[0], p[1] - other[1]));
            pan((now[0] - before[0]) / 2, (now[1] - before[1]) / 2, false);
            if (was > 0) zoom(is / was, [(now[0] + other[0]) / 2, (now[1] + other[1]) / 2], false);
        } else if (swipe) {
            swipe.by = now[0] - swipe.from[0];
            if (event.pointerType !== 'mouse') {
                canvas.style.transform =
                    `translate(${view.x + swipe.by}px, ${view.y}px) scale(${view.scale})`;
            }
        } else pan(now[0] - before[0], now[1] - before[1], false);
        pointers.set(event.pointerId, now);
    }, { signal });
    for (const name of ['pointerup', 'pointercancel']) {
        node.addEventListener(name, (event) => {
            if (!pointers.delete(event.pointerId)) return;
            if (!pointers.size) node.classList.remove('held');
            const by = swipe?.by ?? 0;
            swipe = null;
            if (event.pointerType === 'mouse' || !by) return;
            if (name === 'pointerup' && Math.abs(by) > 60) onStep(by < 0 ? 1 : -1);
            if (view) draw(true);
        }, { signal });
    }

    /** Shows something else than a picture: a film, a reason. */
    const showOther = (other) => {
        node.querySelector('.stage-other')?.remove();
        node.classList.remove('waits');
        node.append(el('div', { class: 'stage-other' }, other));
    };
    return { node, show, showOther, zoom, toggle, pan, box };
};
