// A scroll bar over counts by month: any date is one drag away, however many pictures there are.
import { clear, el } from '../parts/dom.js';
import { count, month as monthName } from '../parts/format.js';

/**
 * `onJump(place)` hears where to go: `{date, index, month}`, `{start: true}` or `{end: true}`.
 */
export const createScrubber = ({ onJump, signal }) => {
    const label = el('output', { class: 'scrub-label', aria: { hidden: 'true' } });
    const thumb = el('span', { class: 'scrub-thumb' }, label);
    const years = el('div', { class: 'scrub-years', aria: { hidden: 'true' } });
    const node = el('div', {
        class: 'scrubber', role: 'slider', tabindex: 0,
        aria: { label: 'Date', orientation: 'vertical', valuemin: 0 },
    }, years, thumb);
    let months = null;
    let shown = 0;
    let isDragging = false;
    let pending = null;
    let wanted = null;
    let fading = null;

    const put = (fraction, text) => {
        shown = fraction;
        thumb.style.top = `${fraction * 100}%`;
        if (text !== label.textContent) {
            label.textContent = text;
            node.setAttribute('aria-valuetext', text);
        }
        node.setAttribute('aria-valuenow', Math.round(fraction * (months?.total ?? 0)));
    };

    const reveal = () => {
        node.classList.add('active');
        clearTimeout(fading);
        fading = setTimeout(() => node.classList.remove('active'), 900);
    };

    const placeOf = (fraction) => {
        if (fraction <= 0.002) return { start: true };
        if (fraction >= 0.998) return { end: true };
        return months.at(fraction);
    };

    const textOf = (fraction) => {
        const place = months?.at(Math.min(fraction, 0.999999));
        return place ? monthName(place.month) : '';
    };

    const drag = (event) => {
        const box = node.getBoundingClientRect();
        const fraction = Math.min(1, Math.max(0, (event.clientY - box.top) / box.height));
        put(fraction, textOf(fraction));
        wanted = placeOf(fraction);
        // Pictures are fetched where the drag rests, not all along the way.
        clearTimeout(pending);
        pending = setTimeout(jump, 140);
    };

    const jump = () => {
        clearTimeout(pending);
        if (!wanted) return;
        const place = wanted;
        wanted = null;
        onJump(place);
    };

    node.addEventListener('pointerdown', (event) => {
        if (event.button || !months?.total) return;
        event.preventDefault();
        node.focus({ preventScroll: true });
        node.setPointerCapture(event.pointerId);
        isDragging = true;
        node.classList.add('dragging');
        drag(event);
    }, { signal });
    node.addEventListener('pointermove', (event) => {
        if (isDragging) drag(event);
    }, { signal });
    for (const name of ['pointerup', 'pointercancel']) {
        node.addEventListener(name, () => {
            if (!isDragging) return;
            isDragging = false;
            node.classList.remove('dragging');
            jump();
            reveal();
        }, { signal });
    }
    node.addEventListener('keydown', (event) => {
        if (!months?.total) return;
        const { steps } = months;
        const at = steps.findLastIndex((one) => one.before <= shown * months.total + 0.5);
        const go = {
            ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + 12, PageUp: at - 12,
            Home: 0, End: steps.length,
        }[event.key];
        if (go === undefined) return;
        event.preventDefault();
        event.stopPropagation();
        const step = steps[Math.min(Math.max(go, 0), steps.length - 1)];
        const fraction = go >= steps.length ? 1 : step.before / months.total;
        put(fraction, monthName(step.month));
        reveal();
        wanted = go >= steps.length ? { end: true } : go <= 0 ? { start: true }
            : months.at((step.before + 0.5) / months.total);
        clearTimeout(pending);
        pending = setTimeout(jump, 140);
    }, { signal });

    const drawYears = () => {
        const marks = [];
        let last = -1;
        let year = '';
        for (const step of months.steps) {
            const fraction = step.before / months.total;
            if (step.month.slice(0, 4) !== year) {
                year = step.month.slice(0, 4);
                if (fraction - last > 0.045 && fraction < 0.97) {
                    marks.push(el('span', { style: { top: `${fraction * 100}%` } }, year));
                    last = fraction;
                    continue;
                }
            }
            if (fraction - last > 0.012 && fraction < 0.99) {
                marks.push(el('i', { style: { top: `${fraction * 100}%` } }));
            }
        }
        clear(years, marks);
    };

    return {
        node,
        /** The months to show; null for orders that have none. */
        setMonths(found) {
            months = found;
            node.hidden = !found || found.total < 2;
            if (!node.hidden) {
                drawYears();
                node.setAttribute('aria-valuemax', found.total);
                node.title = `${count(found.total)} pictures`;
            }
        },
        /** Shows where one is: how many stand before, of how many, and in which month. */
        show(index, month, isMoving) {
            if (isDragging || wanted || !months?.total) return;
            put(Math.min(1, Math.max(0, index / Math.max(1, months.total))),
                month ? monthName(month) : '');
            if (isMoving) reveal();
        },
        get isDragging() { return isDragging; },
    };
};
