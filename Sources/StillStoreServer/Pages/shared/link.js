// The few addresses that a link opens.
const key = decodeURIComponent(location.pathname.split('/').filter(Boolean).at(-1) ?? '');
const base = `/api/v1/shared/${encodeURIComponent(key)}`;

const ask = async (path, options) => {
    let answer;
    try {
        answer = await fetch(base + path, options);
    } catch {
        throw Object.assign(new Error(),
            { code: 'offline', detail: 'The pictures cannot be reached.' });
    }
    if (answer.ok) return answer.status === 204 ? null : answer.json();
    const facts = await answer.json().catch(() => ({}));
    throw Object.assign(new Error(), { code: 'failed', detail: 'Please try again later.', ...facts,
        status: answer.status, wait: Number(answer.headers.get('Retry-After')) || 0 });
};

/** Opens the link, which counts as a view; with its password if it has one. */
export const open = async (password) => {
    await ask('/open', {
        method: 'POST', headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(password ? { password } : {}),
    });
    sessionStorage.setItem(key, 'open');
};

/** A page of what it shows. Who loads the page again opens nothing anew. */
export const load = async (after) => {
    const path = `?limit=100${after ? `&after=${encodeURIComponent(after)}` : ''}`;
    if (!sessionStorage.getItem(key)) await open();
    try {
        return await ask(path);
    } catch (problem) {
        if (problem.code !== 'not_opened') throw problem;
        await open();
        return ask(path);
    }
};

/** The address of something of an item: `content`, `renditions/preview`. */
export const source = (item, what) => `${base}/assets/${encodeURIComponent(item.id)}/${what}`;

const shownByBrowsers = new Set(['jpeg', 'png', 'webp', 'gif']);

/** `src`, `srcset` and `sizes` of a picture, from which the browser takes what its screen needs. */
export const sources = (item, mayLoadWhole, sizes) => {
    const { width = 1024, height = 1024 } = item;
    // Only the file itself moves.
    if (mayLoadWhole && item.format === 'gif') {
        return { sizes, srcset: '', src: source(item, 'content') };
    }
    const across = (box) => Math.round(Math.min(width, box * Math.min(1, width / height)));
    const set = [`${source(item, 'renditions/thumb')} ${across(256)}w`];
    if (Math.max(width, height) > 256) {
        set.push(`${source(item, 'renditions/preview')} ${across(1024)}w`);
    }
    if (mayLoadWhole && shownByBrowsers.has(item.format) && Math.max(width, height) > 1024
        && item.size < 3e7) set.push(`${source(item, 'content')} ${width}w`);
    return { sizes, srcset: set.join(', '), src: source(item, 'renditions/preview') };
};
