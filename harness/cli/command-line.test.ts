/** The command line as its users meet it: its words, its exit code; as a process of its own where that is the point. */
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ordeal, startOrdeal } from './ordeal-process.testing.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'ordeal-command-line-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const commands = ['tour', 'run', 'campaign', 'replay', 'check', 'recheck', 'report', 'targets', 'workloads', 'faults'];
const moreCommands = ['models', 'doctor', 'heal', 'images build'];

describe('help and usage', () => {
  it('without a terminal and without words, prints help', async () => {
    const { exitCode, stdout } = await startOrdeal(folder, []);
    expect(exitCode).toBe(0);
    for (const command of [...commands, 'models', 'doctor', 'heal', 'images']) expect(stdout).toContain(`  ${command}`);
  });

  it.each([...commands, ...moreCommands])('%s --help shows examples and exits with 0', async (command) => {
    const { exitCode, stdout, stderr } = await ordeal(folder, ...command.split(' '), '--help');
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/Usage: ordeal[\s\S]*--help[\s\S]*--no-color[\s\S]*Examples:\n {2}ordeal /);
  });

  it.each([
    ['rum store', 'there is no command "rum"; did you mean "run"?', 'choose one of: tour, run'],
    ['run stor', 'there is no target "stor"; did you mean "store"?', 'choose one of: store, redis, postgres'],
    ['run store --workload sett', 'there is no workload "sett"; did you mean "set"?', 'register, set, bank'],
    ['run store --faults kil', 'there is no fault "kil"; did you mean "kill"?', 'partition, flapping, packets, pause'],
    ['run store --faults kill:al', 'variant of fault kill "al"; did you mean "all"?', 'one, primary, minority'],
    [
      'run store --set replicaton=x',
      'option of store "replicaton"; did you mean "replication"?',
      '`ordeal targets store` describes them',
    ],
    [
      'run store --fautls kill',
      'there is no option "--fautls"; did you mean "--faults"?',
      '--workload, --workload-set',
    ],
    ['run store --set replication=perhaps', '--set replication', 'ordeal targets store'],
    ['run store --time soon', "'soon' is invalid. Expected a number", 'ordeal run --help'],
    ['run store --backend kubernetes', 'Expected simulated or docker', 'ordeal run --help'],
    ['run', "missing required argument 'target'", 'ordeal run --help'],
    ['run store extra', 'too many arguments', 'ordeal run --help'],
    ['run ./missing.ts', 'there is no adapter module at', 'defineTarget'],
    ['check nothing.jsonl --workload set', 'cannot read nothing.jsonl', 'exists'],
    ['check nothing.jsonl', 'no trial.json beside it', '--workload with one of register'],
    ['check x --workload rgister', 'there is no workload "rgister"; did you mean "register"?', 'cas-register'],
    ['check x --workload set --model linear', 'there is no model "linear"', 'linearizable'],
    ['check', 'no history was named', '--index'],
    ['recheck nowhere', 'cannot read nowhere', 'the one that holds trial.json'],
    ['report nowhere', 'cannot read nowhere', 'the one that holds trial.json'],
    ['replay nowhere', 'cannot read nowhere', 'the one that holds trial.json'],
    ['explore store --output /dev/null/x', 'trials cannot go to /dev/null/x', '--output'],
    ['explore store --output /proc/nope/x', 'trials cannot go to /proc/nope/x', '--output'],
    ['run store --set fencing=maybe', '--set fencing: must be true or false', 'ordeal targets store'],
    ['explore store --bug unique-name', 'there is no planted bug "unique-name"', '`ordeal demo`'],
    ['campaign nowhere.json', 'nowhere.json', 'ordeal campaign --help'],
    ['doctor --docker-host nonsense', 'nonsense', 'unix:///'],
  ])('%s: says what is wrong and what to do, exit code 3, no stack', async (line, wrong, remedy) => {
    const { exitCode, stdout, stderr } = await ordeal(folder, ...line.split(' '));
    const said = line.startsWith('doctor') ? stdout + stderr : stderr;
    expect(exitCode).toBe(3);
    expect(said).toContain(wrong);
    expect(said).toContain(remedy);
    expect(said).not.toMatch(/\n\s+at /);
  });

  it('shows where an error came from with --verbose', async () => {
    const { exitCode, stderr } = await ordeal(folder, 'report', 'nowhere', '--verbose');
    expect(exitCode).toBe(3);
    expect(stderr).toContain('code: not-a-trial');
    expect(stderr).toContain('ENOENT');
  });
});

describe('lists', () => {
  it.each(['targets', 'targets store', 'workloads', 'faults', 'models'])('%s, as text and as JSON', async (line) => {
    const words = line.split(' ');
    const [text, json] = await Promise.all([ordeal(folder, ...words), ordeal(folder, ...words, '--json')]);
    expect([text.exitCode, text.stderr, json.exitCode]).toEqual([0, '', 0]);
    const parsed = JSON.parse(json.stdout) as { readonly name: string } | readonly { readonly name: string }[];
    for (const { name } of Array.isArray(parsed) ? parsed : [parsed]) expect(text.stdout).toContain(name);
  });

  it('tells all about a target: options, claims, faults, errors', async () => {
    const { stdout } = await ordeal(folder, 'targets', 'postgres');
    expect(stdout).toMatch(/isolation +read-committed \| repeatable-read \| serializable +default serializable/);
    expect(stdout).toMatch(/transactions, lists, rows +isolation=repeatable-read +snapshot-isolation/);
    expect(stdout).toContain('a single node has nobody to be cut from');
    expect(stdout).toMatch(/serialization-failure +definite/);
  });
});

describe('a simulated trial', () => {
  const trial = ['run', 'store', '--time', '15', '--seed', '11', '--faults', 'kill,partition'];

  it('prints the seed first, progress, the verdict, the report and how to replay it', async () => {
    const { exitCode, stdout, stderr } = await startOrdeal(folder, trial);
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^seed 11\n/);
    expect(stdout).toMatch(/\n00:05 {4}\d+ ops\/s \(ok \d+, fail \d+, info \d+\)\n/);
    expect(stdout).toMatch(/fault 1 attested/);
    expect(stdout).toMatch(/\nvalid: store \(register\) kept its claim \(linearizable\) over \d+ operations/);
    const report = /\nreport {2}(.*)\n/.exec(stdout)?.[1] ?? '';
    expect(existsSync(path.join(folder, report))).toBe(true);
    expect(stdout).toContain(`replay  npx ordeal replay ${path.dirname(report)}`);
    // oxlint-disable-next-line no-control-regex -- without a terminal nothing is coloured
    expect(stdout).not.toMatch(/\u001b/);
  });

  it('gives machines one JSON document, and replays exactly', async () => {
    const first = await ordeal(folder, ...trial, '--json');
    const answer = JSON.parse(first.stdout) as { directory: string; verdict: string; seed: number; replay: string };
    expect(answer).toMatchObject({ verdict: 'valid', seed: 11, target: 'store', model: 'linearizable' });
    expect(first.stderr).toMatch(/^seed 11\n/);
    const again = await ordeal(folder, 'replay', answer.directory);
    expect(again.exitCode).toBe(0);
    expect(again.stdout).toMatch(/the history is identical to the one replayed \(sha256 [0-9a-f]{16}/);
    const lines = readFileSync(path.join(answer.directory, 'history.jsonl'), 'utf8').split('\n');
    writeFileSync(
      path.join(answer.directory, 'history.jsonl'),
      lines.with(40, lines[40]?.replace('"time":', '"time":1') ?? '').join('\n'),
    );
    expect((await ordeal(folder, 'replay', answer.directory)).stdout).toContain(
      'DIFFERS from the one replayed, first at line 41',
    );
  });

  it('exits with 1 on a violation, and says which', async () => {
    const words = ['--set', 'replication=async', '--faults', 'partition:primary', '--workload', 'set', '--seed', '3'];
    const { exitCode, stdout } = await ordeal(folder, 'run', 'store', ...words, '--time', '60', '--json');
    expect(exitCode).toBe(1);
    const { verdict, checks } = JSON.parse(stdout) as { verdict: string; checks: { anomalies: { type: string }[] }[] };
    expect(verdict).toBe('invalid');
    expect(checks.flatMap((check) => check.anomalies.map((anomaly) => anomaly.type))).toContain('lost-element');
  });

  it('judges again what a crash cut off, and renders its report', async () => {
    const { stdout } = await ordeal(folder, ...trial, '--json');
    const { directory } = JSON.parse(stdout) as { directory: string };
    const history = path.join(directory, 'history.jsonl');
    const events = readFileSync(path.join(directory, 'events.jsonl'), 'utf8').split('\n');
    writeFileSync(path.join(directory, 'events.jsonl'), events.slice(0, 20).join('\n'));
    truncateSync(history, Math.floor(readFileSync(history).length * 0.6));
    for (const file of ['verdict.json', 'report.html']) rmSync(path.join(directory, file));
    const rechecked = await ordeal(folder, 'recheck', directory);
    expect(rechecked.exitCode).toBe(2);
    expect(rechecked.stdout).toContain('the trial was cut off before its end');
    expect(readdirSync(directory)).toEqual(expect.arrayContaining(['verdict.json', 'report.html']));
    rmSync(path.join(directory, 'report.html'));
    const reported = await ordeal(folder, 'report', directory);
    expect([reported.exitCode, reported.stderr]).toEqual([0, '']);
    expect(existsSync(path.join(folder, reported.stdout))).toBe(true);
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'stops in good order on %s: judged, reported, exit code 130',
    async (signal) => {
      const running = startOrdeal(folder, ['run', 'store', '--time', '36000', '--seed', '5', '--json']);
      await new Promise<void>((resolve) => {
        running.stderr.on('data', (chunk: Buffer) => {
          if (chunk.toString().includes('ops/s (')) resolve();
        });
      });
      running.kill(signal);
      // The same press again, as npm and the launcher deliver it: still one.
      running.kill(signal);
      const { exitCode, stdout } = await running;
      expect(exitCode).toBe(130);
      const answer = JSON.parse(stdout) as { interrupted: boolean; reasons: string[]; report: string };
      expect(answer.interrupted).toBe(true);
      expect(answer.reasons).toContain('the trial was interrupted');
      expect(existsSync(answer.report)).toBe(true);
    },
  );
});

describe('check', () => {
  const events = [
    { index: 0, type: 'invoke', process: 0, f: 'write', value: 1, time: 0 },
    { index: 1, type: 'ok', process: 0, f: 'write', value: 1, time: 10 },
    { index: 2, type: 'invoke', process: 1, f: 'read', value: null, time: 20 },
    { index: 3, type: 'ok', process: 1, f: 'read', value: 2, time: 30 },
  ];

  function history(name: string, last: number): string {
    const file = path.join(folder, name);
    const told = events.map((event) => (event.index === 3 ? { ...event, value: last } : event));
    writeFileSync(file, `${told.map((event) => JSON.stringify(event)).join('\n')}\n`);
    return file;
  }

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('has exit code 130 if %s comes while it starts', async (signal) => {
    const preload = `import { registerHooks } from 'node:module';
      registerHooks({
        load(url, context, next) {
          if (url.endsWith('cli/main.ts')) process.kill(process.pid, '${signal}');
          return next(url, context);
        },
      });`;
    const environment = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(preload)}` };
    const words = ['check', history('starting.jsonl', 1), '--workload', 'cas-register'];
    expect(await startOrdeal(folder, words, environment)).toMatchObject({ exitCode: 130 });
  });

  it('prints the verdict first; exit code 0 or 1', async () => {
    const valid = await ordeal(folder, 'check', history('valid.jsonl', 1), '--workload', 'cas-register');
    expect(valid.exitCode).toBe(0);
    expect(valid.stdout).toMatch(
      /^valid: workload cas-register judged against linearizable\n[a-z-]+, 2 operations, read as jsonl/,
    );
    const invalid = await ordeal(folder, 'check', history('invalid.jsonl', 2), '--workload', 'cas-register');
    expect(invalid.exitCode).toBe(1);
    expect(invalid.stdout).toMatch(
      /^invalid: .*\n {2}nonlinearizable: .*\n {4}shown by the operations that begin at event/,
    );
  });

  it('answers machines with the object of the design', async () => {
    const { stdout } = await ordeal(folder, 'check', history('i.jsonl', 2), '--workload', 'cas-register', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      verdict: 'invalid',
      workload: 'cas-register',
      model: 'linearizable',
      anomalies: [{ type: 'nonlinearizable', summary: expect.any(String) as string }],
      operations: 2,
    });
  });

  it('writes an order that explains a valid history, if asked', async () => {
    const order = path.join(folder, 'order.json');
    const words = ['--workload', 'cas-register', '--linearization', order];
    const valid = await ordeal(folder, 'check', history('valid.jsonl', 1), ...words);
    expect(valid.stdout).toContain(`a linearization of 1 object was written to ${order}`);
    expect(JSON.parse(readFileSync(order, 'utf8'))).toEqual([{ operations: [0, 2] }]);
    const invalid = await ordeal(folder, 'check', history('invalid.jsonl', 2), ...words);
    expect(invalid.stdout).toContain('no linearization was written: the verdict is invalid');
    const nowhere = await ordeal(folder, 'check', '--index', 'index.json', '--linearization', order);
    expect([nowhere.exitCode, nowhere.stderr]).toEqual([3, expect.stringContaining('is for one history')]);
  });

  it('says what a failed compare-and-set means', async () => {
    const file = history('cas.jsonl', 1);
    const asked = [
      { index: 4, type: 'invoke', process: 1, f: 'cas', value: [1, 2], time: 40 },
      { index: 5, type: 'fail', process: 1, f: 'cas', value: [1, 2], time: 50 },
    ];
    appendFileSync(file, asked.map((event) => `${JSON.stringify(event)}\n`).join(''));
    const words = ['check', file, '--workload', 'cas-register', '--json'];
    const usual = await ordeal(folder, ...words);
    expect(JSON.parse(usual.stdout)).toMatchObject({ verdict: 'valid', failedCas: 'did-not-happen' });
    const strict = await ordeal(folder, ...words, '--failed-cas', 'observes');
    expect(JSON.parse(strict.stdout)).toMatchObject({ verdict: 'invalid', failedCas: 'observes' });
    expect((await ordeal(folder, ...words, '--failed-cas', 'perhaps')).exitCode).toBe(3);
  });

  it('judges the cases of a file', async () => {
    const one = { name: 'a', workload: 'cas-register', kind: 'check', history: events, expected: { valid: false } };
    const file = path.join(folder, 'cases.jsonl');
    writeFileSync(file, [one, { ...one, workload: 'tape' }].map((line) => JSON.stringify(line)).join('\n'));
    const { exitCode, stdout } = await ordeal(folder, 'check', file, '--format', 'elle-cases');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/ok +cases\.jsonl a \(linearizable\) +expected invalid +got invalid/);
    expect(stdout).toMatch(/skipped +cases\.jsonl \(1 case\) +the workload tape is not judged yet/);
  });

  it('tolerates a torn last line and says so; names file, line and column of any other', async () => {
    const torn = history('torn.jsonl', 1);
    appendFileSync(torn, '{"index":4,"type":"inv');
    expect((await ordeal(folder, 'check', torn, '--workload', 'cas-register')).stdout).toContain('note: ');
    const bad = history('bad.jsonl', 1);
    writeFileSync(bad, readFileSync(bad, 'utf8').replace('"ok"', '"fine"'));
    const { exitCode, stderr } = await ordeal(folder, 'check', bad, '--workload', 'cas-register');
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/^error: .*bad\.jsonl:2:\d+: /);
  });

  it('takes options of the workload, and other names of models', async () => {
    const file = path.join(folder, 'transactions.jsonl');
    const values = [[['w', 0, 1]], [['r', 0, 1]], [['w', 0, 2]], [['r', 0, 1]]];
    const transactions = values.map((value, index) => ({
      index,
      type: 'ok',
      process: index % 2,
      f: 'txn',
      value,
      time: index,
    }));
    writeFileSync(file, transactions.map((event) => `${JSON.stringify(event)}\n`).join(''));
    const words = [
      'check',
      file,
      '--workload',
      'rw-register',
      '--model',
      'PL-3',
      '--workload-set',
      'sequentialKeys=true',
    ];
    const { exitCode, stdout } = await ordeal(folder, ...words);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('valid: workload rw-register judged against serializable');
    expect(stdout).toContain('assumed: sequential keys');
    expect((await ordeal(folder, ...words, '--workload-set', 'sequentialKeys=7')).stderr).toContain(
      'sequentialKeys is 7',
    );
  });

  it('starts from what --initial says', async () => {
    const words = [history('initial.jsonl', 1), '--workload', 'cas-register', '--initial'];
    expect((await ordeal(folder, 'check', ...words, '7')).exitCode).toBe(0);
    expect((await ordeal(folder, 'check', ...words, 'seven')).stderr).toContain('--initial seven: not JSON');
  });

  it('judges an index: agreement, disagreement, rows skipped with a reason', async () => {
    history('valid.jsonl', 1);
    history('invalid.jsonl', 2);
    const row = { format: 'jsonl', workload: 'cas-register', model: 'linearizable', initial: null };
    const index = path.join(folder, 'index.json');
    const rows = [
      { ...row, file: 'valid.jsonl', expected: 'valid' },
      { ...row, file: 'invalid.jsonl', expected: 'invalid' },
      { ...row, file: 'odd.bin', format: 'bincode', expected: 'valid' },
      { ...row, file: 'fork.jsonl', workload: 'tape', expected: 'valid' },
    ];
    writeFileSync(index, JSON.stringify(rows));
    const agreed = await ordeal(folder, 'check', '--index', index);
    expect(agreed.exitCode).toBe(0);
    expect(agreed.stdout).toMatch(/ok +invalid\.jsonl \(linearizable\) +expected invalid +got invalid +[\d.]+ ms/);
    expect(agreed.stdout).toMatch(/skipped +odd\.bin +the format bincode is not read yet/);
    expect(agreed.stdout).toMatch(/skipped +fork\.jsonl +the workload tape is not judged yet/);
    expect(agreed.stdout).toMatch(/in all +2 of 2 agree +2 skipped +4 operations +[\d.]+ s/);
    writeFileSync(index, JSON.stringify(rows.with(0, { ...row, file: 'valid.jsonl', expected: 'invalid' })));
    const disagreed = await ordeal(folder, 'check', '--index', index);
    expect(disagreed.exitCode).toBe(1);
    expect(disagreed.stdout).toMatch(/DISAGREES +valid\.jsonl/);
    expect((await ordeal(folder, 'check', '--index', index, '--filter', 'invalid')).exitCode).toBe(0);
    expect((await ordeal(folder, 'check', '--index', index, '--filter', 'no-such-file')).exitCode).toBe(2);
  });
});

describe('campaigns', () => {
  it('runs every combination of a file, prints a table, and exits by what was not expected', async () => {
    const file = path.join(folder, 'campaign.json');
    const entry = { target: 'store', workload: ['register', 'set'], faults: 'kill', time: 10, seed: 1 };
    writeFileSync(file, JSON.stringify({ trials: [entry] }));
    const { exitCode, stdout } = await ordeal(folder, 'campaign', file);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/1\/2 store register .*\n {2}valid, as expected/);
    expect(stdout).toMatch(/2 of 2 trials as expected, in [\d.]+ s/);
    writeFileSync(file, JSON.stringify({ trials: [{ ...entry, workload: 'set', expected: 'invalid' }] }));
    const surprised = await ordeal(folder, 'campaign', file, '--json');
    expect(surprised.exitCode).toBe(2);
    expect(JSON.parse(surprised.stdout)).toMatchObject({
      planned: 1,
      trials: [{ expected: 'invalid', verdict: 'valid' }],
    });
  });
});
