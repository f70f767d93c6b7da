// Where the stream of events is. Apart from events.ts, whose schemas a page that is loaded for the first time does without.
import { API_PREFIX } from './api-prefix.ts'

export const EVENTS_PATH = `${API_PREFIX}/events`
