/** What PostgreSQL promises at each isolation level (chapter 13.2 of its manual). */
import type { CapabilityName } from '../contract/client.ts';
import type { Claim } from '../contract/target.ts';
import type { PostgresOptions } from './options.ts';

const transactionClaims: Readonly<Record<PostgresOptions['isolation'], Claim>> = {
  'read-committed': {
    model: 'read-committed',
    basis: 'documented',
    note: 'Each statement sees what was committed before it began; two statements of one transaction may see different states.',
  },
  'repeatable-read': {
    model: 'snapshot-isolation',
    basis: 'documented',
    note: 'PostgreSQL implements repeatable read as snapshot isolation: write skew is permitted, lost updates are not.',
  },
  serializable: {
    model: 'serializable',
    basis: 'documented',
    note: 'Serializable snapshot isolation: transactions behave as if one at a time. Their order need not be that of real time.',
  },
};

const singleStatements: Claim = {
  model: 'linearizable',
  basis: 'documented',
  note:
    'One node, one statement, one row: a statement sees every commit acknowledged before it began, and writers of a row ' +
    'queue on its lock and look again. Linearizability of single keys follows, though the manual does not use the word.',
};

const skippingQueue: Claim = {
  model: 'eventual',
  basis: 'assumed',
  note:
    'A queue of rows, read with SKIP LOCKED, keeps no strict order and may look empty while another takes the last ' +
    'element; what applications rely on is that nothing enqueued is lost and nothing is handed out twice.',
};

export function postgresClaim({ isolation }: PostgresOptions, capability: CapabilityName): Claim {
  if (capability === 'transactions' || capability === 'lists' || capability === 'rows')
    return transactionClaims[isolation];
  return capability === 'queue' ? skippingQueue : singleStatements;
}
