/**
 * Open transactions, step by step, each step a message of its own, as an application would: that is what lets transactions
 * meet. Registers, lists and rows are three tables of the same engine.
 */
import type { Json } from '../../../checkers/history/event.ts';
import type {
  ListOperation,
  ListsClient,
  RowOperation,
  RowsClient,
  Transaction,
  TransactionsClient,
} from '../../contract/client.ts';
import type { TransactionStep } from '../transactions/row.ts';
import { expectNumberOrNull, expectNumbers, expectRows } from './answers.ts';
import { StoreError } from './store-error.ts';

/** Asks the node that the connection talks to for one step. Rejects with a StoreError; the transaction is then over. */
export type AskStep = (step: TransactionStep) => Promise<Json>;

/** Errors that leave it open whether the step was carried out; before the commit that does not matter. */
const doubtful: readonly string[] = ['connection-lost', 'leadership-lost', 'protocol-error'];

/** The transactional clients of a connection. */
export function storeTransactions(ask: AskStep): {
  readonly transactions: TransactionsClient;
  readonly lists: ListsClient;
  readonly rows: RowsClient;
} {
  const registers: Transaction = {
    read: async (key) => expectNumberOrNull(await ask({ type: 'read', row: `registers/${key}` })),
    write: async (key, value) => {
      await ask({ type: 'write', row: `registers/${key}`, value });
    },
  };
  return {
    transactions: { transact: (body) => transact(ask, () => body(registers)) },
    lists: { transact: (operations) => transact(ask, () => runLists(ask, operations)) },
    rows: { transact: (body) => transact(ask, () => body({ perform: (operation) => runRow(ask, operation) })) },
  };
}

async function transact<T>(ask: AskStep, body: () => Promise<T>): Promise<T> {
  let result: T;
  try {
    await ask({ type: 'begin' });
    result = await body();
  } catch (error) {
    // A step that was refused has aborted the transaction, or the node is gone; other errors have not.
    if (!(error instanceof StoreError) || error.code === 'protocol-error')
      await ask({ type: 'abort' }).catch(() => undefined);
    if (error instanceof StoreError && doubtful.includes(error.code)) {
      throw new StoreError('not-committed', `${error.code}: ${error.message}`, error.leader, { cause: error });
    }
    throw error;
  }
  await ask({ type: 'commit' });
  return result;
}

async function runLists(ask: AskStep, operations: readonly ListOperation[]): Promise<ListOperation[]> {
  const results: ListOperation[] = [];
  for (const operation of operations) results.push(await runList(ask, operation));
  return results;
}

async function runList(ask: AskStep, operation: ListOperation): Promise<ListOperation> {
  const [kind, key, value] = operation;
  const row = `lists/${key}` as const;
  if (kind === 'r') return ['r', key, expectNumbers((await ask({ type: 'read', row })) ?? [])];
  await ask({ type: 'append', row, value });
  return operation;
}

async function runRow(ask: AskStep, operation: RowOperation): Promise<RowOperation> {
  if (operation[0] === 'rp') {
    const [, predicate] = operation;
    return ['rp', predicate, expectRows(await ask({ type: 'select', predicate }))];
  }
  const row = `rows/${operation[1]}` as const;
  switch (operation[0]) {
    case 'r':
      return ['r', operation[1], expectNumberOrNull(await ask({ type: 'read', row }))];
    case 'insert':
      await ask({ type: 'insert', row, value: operation[2] });
      return operation;
    case 'w':
      await ask({ type: 'update', row, value: operation[2] });
      return operation;
    case 'delete':
      await ask({ type: 'delete', row });
      return operation;
  }
}
