/** `ordeal check HISTORY`: judges a recorded history, ours or another tool's; with `--index`, a folder of known ones. */
import type { Command } from 'commander';
import { historyFormats } from '../../../checkers/history/format.ts';
import { OrdealError } from '../../errors.ts';
import { examples, type CommandContext } from '../command.ts';
import { assignments, commaSeparated, numberFrom, oneOf, wholeNumberFrom } from '../option-values.ts';
import type { CheckOptions } from '../check-one.ts';

interface Options extends CheckOptions {
  readonly index?: string;
  readonly filter?: readonly string[];
}

async function run(history: string | undefined, options: Options, context: CommandContext): Promise<number> {
  if (options.linearization !== undefined && (options.index !== undefined || options.format === 'elle-cases')) {
    throw new OrdealError('bad-option', '--linearization is for one history', 'name the history: ordeal check HISTORY');
  }
  if (options.index !== undefined) {
    const { checkAgainstIndex } = await import('../check-against-index.ts');
    return checkAgainstIndex(options.index, options.filter ?? [], options, context);
  }
  if (history !== undefined && options.format === 'elle-cases') {
    const { checkAllCases } = await import('../check-against-index.ts');
    return checkAllCases(history, options, context);
  }
  const { checkOne } = await import('../check-one.ts');
  return checkOne(history, options, context);
}

export function defineCheck(program: Command, context: CommandContext): void {
  program
    .command('check')
    .summary('judge a history')
    .description(
      'Judges a history: JSON lines as Ordeal writes them, or the formats of other tools (see docs/history-format.md). ' +
        'With --index it judges every history of an index (JSON: file, format, workload, model, initial, options, expected) ' +
        'and compares with the verdicts stated there; so it does with the cases of one file in the format elle-cases. ' +
        'What it cannot judge yet is listed as skipped, with the reason. ' +
        'Exit code: 0 valid (all agree), 1 invalid (one disagrees), 2 unknown, 3 bad input.',
    )
    .argument('[history]', 'the file')
    .option(
      '--workload <name>',
      'what the operations are: register, cas-register, queue, ... (docs/checkers.md has the list)',
    )
    .option('--model <name>', 'the consistency model to judge against (see `ordeal models`)')
    .option('--format <name>', `${historyFormats.join(', ')} or elle-cases; found out from the file if not given`)
    .option(
      '--initial <json>',
      'what an object holds at the beginning, as JSON (default: what is usual for the workload)',
    )
    .option(
      '--failed-cas <meaning>',
      'a failed compare-and-set did-not-happen, or observes that the value was another',
      oneOf('did-not-happen', 'observes'),
      'did-not-happen',
    )
    .option(
      '--workload-set <name=value>',
      'an option of the workload as it is judged, such as sequentialKeys=true (repeat; docs/checkers.md)',
      assignments,
    )
    .option('--time-limit <seconds>', 'give up reading and checking after this long', numberFrom(0), 60)
    .option('--memory-limit <MB>', 'give up beyond this memory', wholeNumberFrom(16), 2048)
    .option(
      '--linearization <file>',
      'if valid, write an order that explains it: for each object the indexes of its invocations, as JSON',
    )
    .option('--index <file>', 'judge all histories of this index')
    .option('--filter <text>', 'with --index: only files whose path contains this (repeat)', commaSeparated)
    .option('--json', 'print as JSON')
    .addHelpText(
      'after',
      examples(
        ['ordeal check ordeal-trials/20261121-101500-store-register-42/history.jsonl', 'as its trial says'],
        ['ordeal check etcd_000.log --workload cas-register', 'operations in a Jepsen log'],
        ['ordeal check history.edn --workload set --model linearizable --json', 'for machines'],
        [
          'ordeal check T1.edn --workload rw-register --model SI --workload-set sequentialKeys=true',
          'with an assumption',
        ],
        ['ordeal check history.edn --workload queue --linearization order.json', 'and an order that explains it'],
        ['ordeal check --index histories/index.json --filter etcd/', 'a scoreboard against known verdicts'],
      ),
    )
    .action(async (history: string | undefined, options: Options) =>
      context.finish(await run(history, options, context)),
    );
}
