/** Checks of history files, in a thread with limits. */
export type { CheckReport } from './check-request.ts';
export { checkIndex, type IndexReport, type IndexResult } from './check-index.ts';
export { readHistory } from './read-history.ts';
export { runCheck, type CheckRequest } from './run-check.ts';
