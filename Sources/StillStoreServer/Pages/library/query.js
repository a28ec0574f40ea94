// The language of searches, as far as chips need it: which terms there are and where they stand.

const term = /(?<=^|[\s(])-?(?:[a-z_]+(?::|[<>]=?)(?:"[^"]*"\*?|[^\s()"]+)|"[^"]*"\*?)/gi;

/** The filters of a search at its top level: `{text, name, value, isNot}`. */
export const filtersOf = (query) => {
    const found = [];
    for (const match of query.matchAll(term)) {
        const before = query.slice(0, match.index);
        const depth = [...before].reduce((n, c) => n + (c === '(') - (c === ')'), 0);
        const beside = /(^|\s)or\s*$/i.test(before)
            || /^\s+or(\s|$)/i.test(query.slice(match.index + match[0].length));
        const parts = /^(-?)([a-z_]+)(:|[<>]=?)(.*)$/is.exec(match[0]);
        if (depth || beside || !parts) continue;
        const [, minus, name, sign, value] = parts;
        found.push({
            text: match[0], isNot: Boolean(minus), name: name.toLowerCase(),
            value: (sign === ':' ? '' : `${sign} `) + value.replace(/^"(.*)"(\*?)$/s, '$1$2'),
        });
    }
    return found;
};

/** A filter as it is written; the language has no way to write a quotation mark. */
export const filter = (name, value) => {
    const text = String(value).replaceAll('"', ' ').trim();
    return `${name}:${/[\s()*\\]|^$/.test(text) ? `"${text}"` : text}`;
};

/** A search with a filter more, or without it when it has it. */
export const withFilter = (query, text) =>
    (hasFilter(query, text) ? without(query, text) : `${query} ${text}`.trim());

export const hasFilter = (query, text) =>
    ` ${query} `.toLowerCase().includes(` ${text} `.toLowerCase());

/** A search without a part of it. */
export const without = (query, text) => {
    const at = query.toLowerCase().indexOf(text.toLowerCase());
    return `${query.slice(0, at)}${query.slice(at + text.length)}`.replace(/\s+/g, ' ').trim();
};
