/** Checks of history files, in a thread with limits. */
export type { CheckReport, CheckSubject } from './check-request.ts';
export { checkCases, checkIndex, type IndexReport, type IndexResult } from './check-index.ts';
export type { SkippedRow } from './index-rows.ts';
export { judgedNames } from './judged-names.ts';
export { readHistory } from './read-history.ts';
export { runCheck, type CheckRequest } from './run-check.ts';
