/**
 * The rules of the house, as tests: which way imports run, who may reach for the ambient clock and randomness, how long
 * a file may be, and that nothing is left unfinished. What a linter can check is left to the linter.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const root = import.meta.dirname;
const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.ts'], { cwd: root, encoding: 'utf8' });
const sources = listed
  .split('\n')
  .filter((file) => file !== '' && existsSync(path.join(root, file)))
  .map((file) => ({ file, text: readFileSync(path.join(root, file), 'utf8') }));
/** Tests, and what only tests use; neither is shipped. */
const isTest = (file: string): boolean => /\.test(ing)?\.ts$/.test(file);

/** Files of ours that a file imports, as paths from the root. */
function ownImports(file: string, text: string): string[] {
  const specifiers = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.{1,2}\/[^']+)'/g)].map((match) => match[1] ?? '');
  return specifiers.map((specifier) => path.posix.join(path.posix.dirname(file), specifier));
}

/** The floors of the house: the first prefix that fits names a file's floor, and lists what it may see besides itself. */
const floors: readonly (readonly [prefix: string, sees: readonly string[]])[] = [
  ['checkers/', []],
  ['targets/contract/', ['checkers/history/']],
  ['targets/', ['targets/contract/', 'checkers/history/']],
  ['reports/', ['harness/record/', 'checkers/', 'targets/contract/']],
  ['harness/record/', ['checkers/', 'targets/contract/', 'harness/cluster.ts', 'harness/simulation/settings.ts']],
  ['harness/cli/', ['']],
  ['harness/tui/', ['']],
  ['harness/target-registry.ts', ['targets/', 'harness/']],
  ['harness/', ['harness/', 'checkers/', 'targets/contract/']],
];
const above = ['harness/cli/', 'harness/tui/'];

function mayImport(file: string, imported: string): boolean {
  const floor = floors.find(([prefix]) => file.startsWith(prefix));
  if (floor === undefined) return true;
  const [prefix, sees] = floor;
  if (prefix === 'targets/') {
    const ownFolder = file.split('/').slice(0, 2).join('/');
    return [`${ownFolder}/`, ...sees].some((seen) => imported.startsWith(seen));
  }
  if (above.some((top) => imported.startsWith(top)) && !above.includes(prefix)) return false;
  return [prefix, ...sees].some((seen) => imported.startsWith(seen));
}

it('imports run downwards', () => {
  const wrong = sources
    .filter(({ file }) => !isTest(file))
    .flatMap(({ file, text }) => ownImports(file, text).map((imported) => [file, imported] as const))
    .filter(([file, imported]) => !mayImport(file, imported))
    .map(([file, imported]) => `${file} imports ${imported}`);
  expect(wrong).toEqual([]);
});

it('checkers do no input or output', () => {
  const wrong = sources
    .filter(({ file }) => file.startsWith('checkers/') && !isTest(file))
    .filter(({ text }) => /from 'node:(fs|net|child_process|worker_threads|http|os|process)/.test(text))
    .map(({ file }) => file);
  expect(wrong).toEqual([]);
});

/** The only modules that reach for the machine's clock, timers or randomness; each exists for it. */
const ambient: readonly string[] = [
  // The controller: its wall clock and stopwatch, fresh seeds, limits on checkers, the live screen's frames.
  'harness/wall-clock.ts',
  'harness/random.ts',
  'harness/check/check-worker.ts',
  'harness/tui/live-view.ts',
  // Docker: real time.
  'harness/docker/real-timeline.ts',
  // The host of a real node in a container.
  'targets/store/process/node-process.ts',
  'targets/store/process/peer-link.ts',
];

it('time and randomness are passed in', () => {
  const reaching =
    /\b(Date\.now|performance\.now|process\.hrtime|Math\.random|setTimeout|setInterval|new Date\(\)|randomBytes|randomInt|getRandomValues)\b/;
  const product = sources.filter(({ file }) => /^(checkers|targets|harness|reports)\//.test(file) && !isTest(file));
  const code = (text: string): string => text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
  const found = product.filter(({ text }) => reaching.test(code(text))).map(({ file }) => file);
  expect(found.toSorted()).toEqual(ambient.toSorted());
});

it('files are short and named after their concept', () => {
  const long = sources.filter(({ text }) => text.split('\n').length > 401).map(({ file }) => file);
  expect(long).toEqual([]);
  const named = sources
    .map(({ file }) => path.basename(file))
    .filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)*\.ts$/.test(name));
  expect(named).toEqual([]);
  const vague = sources
    .filter(({ file }) => /(^|\/)(utils?|helpers?|common|misc)(\.|\/|-)/.test(file))
    .map(({ file }) => file);
  expect(vague).toEqual([]);
});

it('every module says why it exists', () => {
  const mute = sources
    .filter(
      ({ file, text }) =>
        /^(checkers|targets|harness|reports)\//.test(file) && !isTest(file) && !/^(#!.*\n)?\/\*\*/.test(text),
    )
    .map(({ file }) => file);
  expect(mute).toEqual([]);
});

it('what is shipped does not lean on what is not', () => {
  const leaning = sources
    .filter(({ file }) => !isTest(file))
    .flatMap(({ file, text }) => ownImports(file, text).map((imported) => [file, imported] as const))
    .filter(([, imported]) => isTest(imported))
    .map(([file, imported]) => `${file} imports ${imported}`);
  expect(leaning).toEqual([]);
});
