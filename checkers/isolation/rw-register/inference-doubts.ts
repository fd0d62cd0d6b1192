/** What keeps an inference about registers from being certain, in sentences. */
import { counted } from '../../history/quote.ts';
import { keyName, versionName } from '../in-words.ts';
import type { StepLimit } from '../step-limit.ts';
import type { TransactionColumns } from '../transaction-columns.ts';
import type { WrittenVersions } from './written-versions.ts';

/** `omitted`: edges that were left out for there were too many. */
export function doubtsOf(
  transactions: TransactionColumns,
  { severalCount, severalExample }: WrittenVersions,
  omitted: number,
  limit: StepLimit,
): string[] {
  const doubts: string[] = [];
  if (severalCount > 0) {
    const key = keyName(transactions, transactions.versionKey[severalExample] as number);
    const value = versionName(transactions, severalExample);
    doubts.push(
      `${counted(severalCount, 'value')} came from more than one write (${value} of ${key}): whose was read cannot be told`,
    );
  }
  if (omitted > 0)
    doubts.push(`${counted(omitted, 'anti-dependency', 'anti-dependencies')} were left out, for there were too many`);
  if (limit.stopped) doubts.push('the inference of dependencies was stopped at its limit');
  return doubts;
}
