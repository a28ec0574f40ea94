// Why something did not come, for people; the sentence of the last attempt stands at the picture.
const byClass = {
    dns: 'There is no server of this name',
    connect: 'The server cannot be reached',
    tls: 'The connection is not secure',
    timeout: 'The server took too long',
    redirect: 'It was moved to where it cannot be followed',
    expired: 'Its address has expired',
    'bad-answer': 'The answer could not be understood',
    'checksum-mismatch': 'What came is not what was announced',
    'wrong-content': 'What came is no picture',
    'not-a-picture': 'What came is no picture',
    'not-an-image': 'What came is no picture',
    truncated: 'What came was cut short',
    corrupt: 'What came is damaged',
    unsupported: 'What came is of a kind that is not read',
    'too-large': 'It is larger than this store allows',
    'over-limit': 'It is larger than this store allows',
    'refused-address': 'Its address is not allowed here',
    disk: 'This store’s disk could not take it',
};

const byStatus = (status) => ({
    401: 'The server asks who we are', 403: 'The server does not let us have it',
    404: 'It is not there', 410: 'It is not there any more', 429: 'The server asks for patience',
}[status] ?? (status >= 500 ? 'The server has a problem of its own' : 'The server refused'));

/** A group of what is missing, in a few words. */
export const reasonOf = ({ status, error_class: name, http_status: code }) => {
    if (status === 'retrieving') return 'Coming now';
    if (status === 'pending') return 'Waiting for their turn';
    return name === 'http-status' ? byStatus(code)
        : byClass[name] ?? (name ? `It failed (${name})` : 'It failed');
};
