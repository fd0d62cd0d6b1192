/** Settings of the single-leader family alone. */
import type { Settings } from '../setting.ts';

export const singleLeaderSettings = {} satisfies Settings;
