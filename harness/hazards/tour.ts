/** What a first tour shows: configurations that hold, and a hazard from each chapter. */

/** Names of configurations that hold. */
export const tourConfigurations: readonly string[] = ['raft-register', 'raft-set'];

/** Names of hazards, the simplest first. */
export const tourHazards: readonly string[] = [
  'unique-name',
  'lock-without-fencing',
  'stale-read',
  'lww-clock-skew',
  'write-skew',
  'acknowledges-before-fsync',
];
