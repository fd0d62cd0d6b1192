/** `ordeal targets [NAME]`: what can be put through an ordeal, and all there is to know of one. */
import type { Command } from 'commander';
import { visibleText } from '../../../reports/hostile-text.ts';
import { wrap } from '../../../reports/text/wrap.ts';
import { countOf } from '../../../reports/quantities.ts';
import type { PlantedBug } from '../../../targets/contract/planted-bug.ts';
import { examples, printJson, type CommandContext } from '../command.ts';
import { alignedRows } from '../table.ts';
import type { FaultDescription, OptionDescription, TargetDescription } from '../target-description.ts';
import type { Terminal } from '../terminal.ts';

async function listTargets(terminal: Terminal, json: boolean): Promise<void> {
  const { builtInTargetNames, loadTarget } = await import('../../target-registry.ts');
  const { backendsOf } = await import('../target-description.ts');
  const targets = await Promise.all(builtInTargetNames.map(loadTarget));
  const rows = targets.map((target) => ({
    name: target.name,
    summary: target.summary,
    backends: backendsOf(target),
    capabilities: target.capabilities,
  }));
  if (json) return printJson(terminal, rows);
  for (const line of alignedRows(
    rows.map((row) => [row.name, row.backends.join(', '), row.capabilities.join(', '), row.summary]),
  )) {
    terminal.print(line);
  }
  terminal.print('');
  terminal.print('ordeal targets NAME tells all about one; the path of your own adapter module works as well.');
}

function section(terminal: Terminal, title: string, rows: readonly (readonly string[])[]): void {
  if (rows.length === 0) return;
  terminal.print('');
  terminal.print(terminal.style.bold(title));
  for (const line of alignedRows(rows)) terminal.print(`  ${visibleText(line)}`);
}

interface Block {
  readonly head: string;
  readonly lines: readonly string[];
}

/** A head each, and below it what it means, within the width of a page. */
function blocks(terminal: Terminal, title: string, all: readonly Block[]): void {
  if (all.length === 0) return;
  terminal.print('');
  terminal.print(terminal.style.bold(title));
  for (const { head, lines } of all) {
    for (const line of wrap(visibleText(head), { width: pageWidth, first: 2, others: 6 })) terminal.print(line);
    for (const text of lines) {
      for (const line of wrap(visibleText(text), { width: pageWidth, first: 6, others: 6 })) terminal.print(line);
    }
  }
}

const pageWidth = 110;
const longestType = 70;
const mostValues = 12;

/** Values too many for the head stand below it; of very many, the first. */
function optionBlock({ name, type, default: usual, description }: OptionDescription): Block {
  if (type.length <= longestType) {
    return { head: `${name}  ${type}  default ${String(usual)}`, lines: [description] };
  }
  const values = type.split(' | ');
  const more = values.length <= mostValues ? '' : ` | ... (${values.length} in all)`;
  const shown = `one of ${values.slice(0, mostValues).join(' | ')}${more}`;
  return { head: `${name}  default ${String(usual)}`, lines: [shown, description] };
}

/** What is possible, then what is not, by reason. */
function faultRows({ fault, variants, refused }: FaultDescription, backendCount: number): string[][] {
  const refusals = [...Map.groupBy(refused, ({ reason }) => reason)].map(([reason, alike]) => {
    const names = [...new Set(alike.map(({ variant }) => variant))];
    const backends = [...new Set(alike.map(({ backend }) => backend))];
    const where = backends.length === backendCount ? '' : ` (${backends.join(', ')})`;
    return [fault, `not ${names.join(', ')}${where}: ${reason}`];
  });
  return variants.length === 0 ? refusals : [[fault, variants.join(', ')], ...refusals];
}

function printDescription(terminal: Terminal, target: TargetDescription): void {
  terminal.print(`${terminal.style.bold(visibleText(target.name))}  ${visibleText(target.summary)}`);
  section(terminal, 'Runs', [
    ['backends', target.backends.join(', ')],
    ['nodes', target.nodes.join(', ')],
    ['capabilities', target.capabilities.join(', ')],
    ['workloads', target.workloads.join(', ')],
  ]);
  blocks(terminal, 'Options (--set name=value)', target.options.map(optionBlock));
  blocks(
    terminal,
    'Claims',
    target.claims.map(({ capabilities, when, model, basis, note }) => ({
      head: `${capabilities.join(', ')}  ${when || 'by default'}  ${model}`,
      lines: [`${basis}: ${note}`],
    })),
  );
  section(
    terminal,
    'Faults',
    target.faults.flatMap((fault) => faultRows(fault, target.backends.length)),
  );
  section(
    terminal,
    'Errors (definite: it certainly did not happen; all others: nobody knows)',
    target.errors.map((rule) => [rule.code, rule.definite ? 'definite' : 'indefinite', rule.meaning]),
  );
}

function printBugs(terminal: Terminal, bugs: readonly PlantedBug[]): void {
  for (const { name, sentence, source, set } of bugs) {
    const needs = Object.entries(set).map(([option, value]) => `--set ${option}=${value}`);
    terminal.print(terminal.style.bold(visibleText(name)));
    terminal.print(`  ${visibleText(sentence)}`);
    terminal.print(visibleText(`  source  ${source}`));
    if (needs.length > 0) terminal.print(visibleText(`  with    ${needs.join(' ')}`));
  }
  terminal.print('');
  terminal.print(`${countOf(bugs.length, 'planted bug')}; plant one: ordeal explore store --bug NAME`);
}

/** The mistakes planted in this target on purpose. */
async function listBugs(terminal: Terminal, name: string, json: boolean): Promise<void> {
  const { loadTarget } = await import('../../target-registry.ts');
  const { bugs = [] } = await loadTarget(name);
  if (json) printJson(terminal, bugs);
  else printBugs(terminal, bugs);
}

export function defineTargets(program: Command, { terminal, finish }: CommandContext): void {
  program
    .command('targets')
    .summary('list targets, or describe one')
    .description('Lists the targets, or tells all about one: options, claims, faults it can bear, its error table.')
    .argument('[name]', 'name or adapter module')
    .option('--bugs', 'list the mistakes planted in it on purpose, each with its source')
    .option('--json', 'print as JSON')
    .addHelpText(
      'after',
      examples(
        ['ordeal targets', 'the list'],
        ['ordeal targets redis', 'its options, claims and error table'],
        ['ordeal targets store --bugs', 'its planted bugs'],
      ),
    )
    .action(async (name: string | undefined, options: { json?: boolean; bugs?: boolean }) => {
      const json = options.json === true;
      if (options.bugs === true) await listBugs(terminal, name ?? 'store', json);
      else if (name === undefined) await listTargets(terminal, json);
      else {
        const { loadTarget } = await import('../../target-registry.ts');
        const { describeTarget } = await import('../target-description.ts');
        const description = describeTarget(await loadTarget(name));
        if (json) printJson(terminal, description);
        else printDescription(terminal, description);
      }
      finish(0);
    });
}
