import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { builtInTargetNames, loadTarget } from '../target-registry.ts';
import {
  anomaliesTable,
  checkedWorkloadsTable,
  commandsReference,
  faultsTable,
  formatsTable,
  modelsTable,
  sourcesTable,
  targetsTables,
  withGenerated,
  workloadsTable,
} from './docs-tables.testing.ts';
import { buildProgram } from './program.ts';
import { openTerminal } from './terminal.ts';

const terminal = openTerminal({
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  environment: {},
  color: false,
});
const program = buildProgram({ terminal, argv: [], finish: () => undefined }, '0');

const generated: readonly (readonly [file: string, part: string, content: () => Promise<string> | string])[] = [
  ['faults.md', 'faults', faultsTable],
  ['checkers.md', 'anomalies', anomaliesTable],
  ['checkers.md', 'models', modelsTable],
  ['checkers.md', 'sources', sourcesTable],
  ['checkers.md', 'workloads', checkedWorkloadsTable],
  ['history-format.md', 'formats', formatsTable],
  ['command-line.md', 'commands', () => commandsReference(program)],
  ['command-line.md', 'workloads', workloadsTable],
  ['command-line.md', 'targets', async () => targetsTables(await Promise.all(builtInTargetNames.map(loadTarget)))],
];

describe('the parts of docs/ that mirror registries', () => {
  it.each(generated)('docs/%s, part %s, is what the registry says', async (file, part, content) => {
    const path = fileURLToPath(new URL(`../../docs/${file}`, import.meta.url));
    const before = readFileSync(path, 'utf8');
    const after = withGenerated(before, part, await content());
    if (process.env['UPDATE_DOCS'] === '1') writeFileSync(path, after);
    expect(
      readFileSync(path, 'utf8'),
      'write it anew: UPDATE_DOCS=1 npx vitest run harness/cli/docs-tables.test.ts',
    ).toBe(after);
  });

  it('refuses a file without a place for the part', () => {
    expect(() => withGenerated('text', 'faults', 'x')).toThrow('no place');
  });
});

/** Markdown files of the repository that readers follow links in, and the files that they name. */
const documents = [
  'README.md',
  ...readdirSync(new URL('../../docs/', import.meta.url), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

it.each(documents)('%s links to files that exist', (document) => {
  const file = new URL(`../../${document}`, import.meta.url);
  const links = [...readFileSync(file, 'utf8').matchAll(/\]\((?!https?:)([^)#\s]+)(?:#[^)]*)?\)/g)].map(
    ([, link = '']) => link,
  );
  expect(links.filter((link) => !existsSync(new URL(link, file)))).toEqual([]);
});
