/**
 * The parts of docs/ that mirror registries, generated from them: a test compares them with the files and fails when
 * they drift apart (`UPDATE_DOCS=1 npx vitest run harness/cli/docs-tables.test.ts` writes them anew).
 */
import { Help, type Command } from 'commander';
import {
  checkedWorkloads,
  describeFormat,
  findPhenomenon,
  historyFormats,
  models,
  modelSources,
  phenomenonNames,
  weakestForbidding,
} from '../../checkers/index.ts';
import type { Target } from '../../targets/contract/target.ts';
import { faultKinds } from '../faults/index.ts';
import { workloads } from '../workloads/index.ts';
import { describeTarget } from './target-description.ts';

/** A Markdown table; cells may hold anything. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [tableLine(header), `|${header.map(() => '---|').join('')}`, ...rows.map(tableLine)].join('\n');
}

function tableLine(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
}

const code = (text: string): string => `\`${text}\``;

export function faultsTable(): string {
  return markdownTable(
    ['fault', 'what', 'variants', 'attested by'],
    faultKinds.map(({ name, summary, variants, attestedBy, beyondPromises }) => [
      code(name),
      beyondPromises === undefined ? summary : `${summary}. Only when asked for by name: ${beyondPromises}`,
      Object.entries(variants)
        .map(([variant, meaning]) => `${code(variant)}: ${meaning}`)
        .join('; '),
      attestedBy,
    ]),
  );
}

export function workloadsTable(): string {
  return markdownTable(
    ['workload', 'needs', 'what', 'options'],
    workloads.map(({ name, capability, summary, options }) => [
      code(name),
      code(capability),
      summary,
      options.map((option) => `${code(`${option.name}=${option.default}`)} ${option.description}`).join('; '),
    ]),
  );
}

export function anomaliesTable(): string {
  return markdownTable(
    ['anomaly', 'what', 'the weakest models that forbid it', 'why'],
    phenomenonNames.map((name) => {
      const forbidding = weakestForbidding(name);
      const { summary, source } = findPhenomenon(name);
      return [code(name), summary, forbidding === 'every' ? 'every model' : forbidding.map(code).join(', '), source];
    }),
  );
}

export function modelsTable(): string {
  return markdownTable(
    ['model', 'also called', 'what it promises', 'who says so', 'implies'],
    models.map(({ name, aliases, summary, source, implies }) => [
      code(name),
      aliases.map(code).join(', '),
      summary,
      source,
      implies.map((weaker) => `${code(weaker.model)} (${weaker.source})`).join('; '),
    ]),
  );
}

/** The literature that the tables of models and anomalies name. */
export function sourcesTable(): string {
  return markdownTable(['named', 'is'], Object.entries(modelSources));
}

/** What `ordeal check` can judge. */
export function checkedWorkloadsTable(): string {
  const rows = checkedWorkloads.map(({ name, summary, checker, defaultModel }) => [
    code(name),
    summary,
    code(checker),
    code(defaultModel),
  ]);
  return markdownTable(['workload', 'operations', 'checker', 'default model'], rows);
}

/** What `ordeal check` can read. */
export function formatsTable(): string {
  return markdownTable(
    ['format', 'what'],
    historyFormats.map((format) => [code(format), describeFormat(format)]),
  );
}

/** One table of targets, then the options of each. */
export function targetsTables(targets: readonly Target[]): string {
  const described = targets.map(describeTarget);
  const list = markdownTable(
    ['target', 'what', 'runs on', 'offers'],
    described.map(({ name, summary, backends, capabilities }) => [
      code(name),
      summary,
      backends.join(', '),
      capabilities.join(', '),
    ]),
  );
  const options = described.map(
    (target) =>
      `### ${target.name}\n\n${markdownTable(
        ['option', 'values', 'default', 'what'],
        target.options.map(({ name, type, default: usual, description }) => [
          code(name),
          type,
          code(String(usual)),
          description,
        ]),
      )}\n\n${markdownTable(
        ['capabilities', 'when', 'claims', 'basis'],
        target.claims.map(({ capabilities, when, model, basis, note }) => [
          capabilities.join(', '),
          when === '' ? 'by default' : code(when),
          code(model),
          `${basis}: ${note}`,
        ]),
      )}`,
  );
  return [list, ...options].join('\n\n');
}

/** Commands that do something: groups are taken apart. */
function leaves(command: Command): readonly Command[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);
}

/** Every command with its usage and options. */
export function commandsReference(program: Command): string {
  const help = new Help();
  return leaves(program)
    .map((command) => {
      const options = help.visibleOptions(command).filter((option) => option.long !== '--help');
      const usage = help.commandUsage(command);
      const rows = options.map((option) => [code(option.flags), help.optionDescription(option)]);
      const table = rows.length === 0 ? '' : `\n\n${markdownTable(['option', 'what'], rows)}`;
      return `### ${code(usage)}\n\n${command.description()}${table}`;
    })
    .join('\n\n');
}

/** `text` with the part between the markers of this name replaced. Throws a RangeError if they are missing. */
export function withGenerated(text: string, name: string, content: string): string {
  const pattern = new RegExp(`(<!-- generated: ${name} -->\n)[\\s\\S]*?(<!-- end -->)`);
  if (!pattern.test(text)) throw new RangeError(`no place for the generated part "${name}"`);
  return text.replace(pattern, (_, start: string, end: string) => `${start}\n${content}\n\n${end}`);
}
