import { get } from './api.js';

/** Who is signed in, as the API says it; empty before anybody is. */
export const me = {};

export const isAdmin = () => me.role === 'admin';

/** Asks who is signed in; null when nobody is. */
export const loadMe = async () => {
    for (const name of Object.keys(me)) delete me[name];
    try {
        return Object.assign(me, await get('/auth/me'));
    } catch (problem) {
        if (problem.status === 401) return null;
        throw problem;
    }
};
