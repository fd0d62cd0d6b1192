/**
 * A campaign file: JSON, a list of entries. Every field of an entry takes one value or a list; lists multiply, so one
 * entry is a matrix. Values are those of the command line of `ordeal run`.
 *
 *     { "trials": [ { "target": "redis", "workload": ["set", "register"], "faults": ["kill", "pause,clock"],
 *                     "set": { "persistence": ["none", "always"] }, "time": 20, "seed": [1, 2] } ] }
 */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { OrdealError } from '../errors.ts';
import type { TrialRequest } from '../trial/plan-trial.ts';
import type { CampaignTrial } from './run-campaign.ts';

const oneOrMore = <Value extends z.ZodType>(value: Value) => z.union([value, z.array(value).min(1)]);
const text = oneOrMore(z.string());
const number = oneOrMore(z.number());
const optionValue = oneOrMore(z.union([z.string(), z.number(), z.boolean()]));

const entrySchema = z.strictObject({
  target: text,
  backend: oneOrMore(z.enum(['simulated', 'docker'])).optional(),
  set: z.record(z.string(), optionValue).optional(),
  workload: text.optional(),
  faults: text.optional(),
  model: text.optional(),
  seed: number.optional(),
  clients: number.optional(),
  rate: number.optional(),
  /** Seconds. */
  time: number.optional(),
  expected: z.enum(['valid', 'invalid', 'unknown']).optional(),
});
const campaignSchema = z.strictObject({ trials: z.array(entrySchema).min(1) });
type Entry = z.output<typeof entrySchema>;

/** Every combination of one choice from each list; `[{}]` for none. */
function product(choices: Readonly<Record<string, readonly unknown[]>>): Record<string, unknown>[] {
  return Object.entries(choices).reduce<Record<string, unknown>[]>(
    (combined, [name, values]) => combined.flatMap((partial) => values.map((value) => ({ ...partial, [name]: value }))),
    [{}],
  );
}

const listed = (value: unknown): unknown[] => (Array.isArray(value) ? (value as unknown[]) : [value]);

function requestsOf(entry: Entry, argv: readonly string[]): TrialRequest[] {
  const { set = {}, expected: _expected, ...single } = entry;
  const options = product(Object.fromEntries(Object.entries(set).map(([name, value]) => [name, listed(value)])));
  const fields = Object.entries(single).filter(([, value]) => value !== undefined);
  return product(Object.fromEntries(fields.map(([name, value]) => [name, listed(value)]))).flatMap((combination) =>
    options.map((chosen): TrialRequest => {
      const { faults, time, ...rest } = combination as Omit<TrialRequest, 'set' | 'faults'> & {
        faults?: string;
        time?: number;
      };
      return {
        ...rest,
        set: Object.fromEntries(Object.entries(chosen).map(([name, value]) => [name, String(value)])),
        faults:
          faults === undefined
            ? []
            : faults
                .split(',')
                .map((fault) => fault.trim())
                .filter((fault) => fault !== ''),
        ...(time === undefined ? {} : { timeMs: time * 1000 }),
        argv,
      };
    }),
  );
}

function titleOf({ target, workload, set, faults }: TrialRequest): string {
  const options = Object.entries(set).map(([name, value]) => `${name}=${value}`);
  return [target, workload ?? '', ...options, faults.length > 0 ? `faults ${faults.join(',')}` : 'no faults']
    .filter((part) => part !== '')
    .join(' ');
}

/** Reads and expands a campaign file. Throws an OrdealError naming the file and the field. */
export function readCampaign(file: string, argv: readonly string[]): readonly CampaignTrial[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new OrdealError(
      'bad-campaign',
      `cannot read the campaign ${file}: ${reason}`,
      'give a JSON file; see `ordeal campaign --help`',
      { cause },
    );
  }
  const checked = campaignSchema.safeParse(parsed);
  if (!checked.success) {
    const problems = checked.error.issues.map((issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`);
    throw new OrdealError(
      'bad-campaign',
      `${file}: ${problems.join('; ')}`,
      'see `ordeal campaign --help` for the fields',
    );
  }
  return checked.data.trials.flatMap((entry) =>
    requestsOf(entry, argv).map((request) => ({
      title: titleOf(request),
      request,
      ...(entry.expected === undefined ? {} : { expected: entry.expected }),
    })),
  );
}
