/**
 * All that a node which accepts writes by itself keeps on its disk: one log-structured tree. It counts the node's starts, so
 * that nothing named after a life is ever named twice: whatever a life has said to anybody was said after a flush, and the
 * flush made the new count durable too.
 */
import type { Disk } from '../../contract/host.ts';
import type { StoreConfiguration } from '../configuration.ts';
import { LogStructuredTree } from '../storage/tree/log-structured-tree.ts';

const lifeKey = 'life';

export class LocalStorage {
  readonly tree: LogStructuredTree;
  /** Counts the node's starts, from 1. */
  readonly life: number;
  readonly #bug: StoreConfiguration['bug'];

  /** Recovers. Throws a DamagedFileError. */
  constructor(disk: Disk, { memoryEntries, bug }: Pick<StoreConfiguration, 'memoryEntries' | 'bug'>) {
    this.#bug = bug;
    this.tree = new LogStructuredTree(disk, memoryEntries, bug);
    this.life = ((this.tree.get(lifeKey) as number | undefined) ?? 0) + 1;
    this.tree.write([[lifeKey, this.life]]);
  }

  /** Calls back, at once if nothing is open, when everything written before the call survives a crash. In the order of the calls. */
  flush(done: () => void): void {
    if (this.#bug === 'copy-acknowledged-before-fsync') done();
    else this.tree.flush(done);
  }
}
