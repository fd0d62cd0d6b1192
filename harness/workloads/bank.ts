/**
 * A bank: transactions move money between accounts, others read all balances. The total never changes and no balance
 * is negative, at snapshot isolation and above. Each transfer reads both balances and writes both, as an application
 * would, so lost updates and read skew show.
 */
import type { Transaction } from '../../targets/contract/client.ts';
import { TransactionAborted } from '../../targets/contract/errors.ts';
import { between, chance, shuffle } from '../../targets/contract/random.ts';
import type { Json } from '../../checkers/history/event.ts';
import { clientOf, type Workload } from './workload.ts';

interface Transfer {
  readonly [key: string]: Json;
  readonly from: string;
  readonly to: string;
  readonly amount: number;
}

function accountNames(options: Readonly<Record<string, number>>): string[] {
  return Array.from({ length: options['accounts'] as number }, (_, index) => String(index));
}

async function balanceOf(transaction: Transaction, account: string): Promise<number> {
  const balance = await transaction.read(account);
  if (balance === null) throw new TransactionAborted(`account ${account} does not exist`);
  return balance;
}

async function transfer(transaction: Transaction, { from, to, amount }: Transfer): Promise<void> {
  const fromBalance = await balanceOf(transaction, from);
  const toBalance = await balanceOf(transaction, to);
  if (fromBalance < amount) throw new TransactionAborted('insufficient funds');
  await transaction.write(from, fromBalance - amount);
  await transaction.write(to, toBalance + amount);
}

async function readAll(transaction: Transaction, accounts: readonly string[]): Promise<Json> {
  const balances: Record<string, Json> = {};
  for (const account of accounts) balances[account] = await transaction.read(account);
  return balances;
}

export const bank: Workload = {
  name: 'bank',
  summary: 'transfers between accounts; the total must never change, no balance may go below zero',
  capability: 'transactions',
  keyed: false,
  options: [
    { name: 'accounts', default: 8, minimum: 2, maximum: 1000, description: 'number of accounts' },
    {
      name: 'balance',
      default: 10,
      minimum: 0,
      maximum: 1_000_000,
      description: 'what each account holds at the start',
    },
    { name: 'maxTransfer', default: 5, minimum: 1, maximum: 1_000_000, description: 'largest amount of one transfer' },
  ],
  needs: ['transfer', 'read'],
  async prepare(connection, options) {
    const balance = options['balance'] as number;
    await connection.transactions?.transact(async (transaction) => {
      for (const account of accountNames(options)) await transaction.write(account, balance);
    });
  },
  generator(random, options) {
    const accounts = accountNames(options);
    return {
      next() {
        if (chance(random, 0.4)) return { f: 'read', value: accounts };
        const [from, to] = shuffle(random, accounts) as [string, string];
        return { f: 'transfer', value: { from, to, amount: between(random, 1, options['maxTransfer'] as number) } };
      },
      observe() {
        // Amounts do not depend on balances: a transfer that cannot be paid aborts, which is a definite failure.
      },
      finalReads: () => [{ f: 'read', value: accounts }],
    };
  },
  async execute(connection, invocation) {
    const client = clientOf(connection, 'transactions');
    const { f, value } = invocation;
    if (f === 'read') {
      return { type: 'ok', value: await client.transact((open) => readAll(open, value as readonly string[])) };
    }
    await client.transact((open) => transfer(open, value as Transfer));
    return { type: 'ok', value };
  },
};
