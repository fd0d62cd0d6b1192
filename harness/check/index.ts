/** Checks of history files, in a thread with limits. */
export type { CheckLimits, CheckReport, CheckSubject } from './check-request.ts';
export { checkIndex, type IndexReport, type IndexResult, type IndexRow } from './check-index.ts';
export { readHistory, type HistoryFile } from './read-history.ts';
export { runCheck, type CheckRequest } from './run-check.ts';
