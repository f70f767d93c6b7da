/** Where the relay's REST interface begins; a change that breaks clients would change it. */
export const API_PREFIX = '/api/v1'
