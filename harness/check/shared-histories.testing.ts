/** For tests: the reference histories beside the checkout (`../shared/histories`), which are not part of the project. */
import { existsSync } from 'node:fs';
import path from 'node:path';

/** The path of their index, looked for beside every directory above this one; undefined if there is none. */
export function sharedHistoriesIndex(): string | undefined {
  for (let directory = import.meta.dirname; ; directory = path.dirname(directory)) {
    const index = path.join(directory, '..', 'shared', 'histories', 'index.json');
    if (existsSync(index)) return index;
    if (path.dirname(directory) === directory) return undefined;
  }
}
