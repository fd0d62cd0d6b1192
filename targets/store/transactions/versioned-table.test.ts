import { describe, expect, it } from 'vitest';
import { VersionedTable } from './versioned-table.ts';

describe('a table of versions', () => {
  it('keeps what a reader still sees, and forgets a row that is gone once nobody does', () => {
    const table = new VersionedTable();
    const before = table.install([['rows/x', 5]]);
    table.keepSince(before);
    const after = table.install([['rows/x', null]]);
    expect([table.at('rows/x', before), table.at('rows/x', after), table.names()]).toEqual([5, null, ['rows/x']]);
    table.keepSince(after);
    expect(table.names()).toEqual([]);
  });

  it('keeps a row that came back', () => {
    const table = new VersionedTable();
    table.keepSince(table.install([['rows/x', 5]]));
    table.install([['rows/x', null]]);
    table.keepSince(table.install([['rows/x', 6]]));
    expect([table.latest('rows/x'), table.contents()]).toEqual([6, [['rows/x', 6]]]);
  });
});
