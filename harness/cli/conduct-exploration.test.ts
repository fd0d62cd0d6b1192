import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ordeal, startOrdeal } from './ordeal-process.testing.ts';

const freshDirectory = (): string => mkdtempSync(path.join(tmpdir(), 'ordeal-explore-'));

describe('ordeal explore', () => {
  it('finds, keeps and reports a trial that breaks the claim', async () => {
    const directory = freshDirectory();
    const words = ['explore', 'store', '--set', 'replication=async', '--workload', 'set', '--json'];
    const { exitCode, stdout } = await ordeal(directory, ...words);
    expect(exitCode).toBe(1);
    const answer = JSON.parse(stdout) as { verdict: string; directory: string; command: string; state: string };
    expect(answer.verdict).toBe('invalid');
    expect(readdirSync(answer.directory)).toEqual(
      expect.arrayContaining(['trial.json', 'report.html', 'history.jsonl']),
    );
    expect(answer.command).toContain('npx ordeal explore store --set replication=single-leader');
  });

  it('answers 0 for a configuration that holds, and goes on from its file', async () => {
    const directory = freshDirectory();
    const { exitCode, stdout } = await ordeal(directory, 'explore', 'store', '--seeds', '1..6');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^valid {2}6 trials: /m);
    expect(stdout).toMatch(/^faults attested\n( {2}[a-z-]+ +[a-z-]+ \d+(, [a-z-]+ \d+)*\n)+outcomes\n/m);
    expect(stdout).toMatch(/^ {2}write ok +\d+\n(.*\n)*nodes seen: .*primary 6/m);
    const [, file = ''] = /--resume (\S+)/.exec(stdout) ?? [];
    const again = await ordeal(directory, 'explore', '--resume', file, '--json');
    expect(JSON.parse(again.stdout)).toMatchObject({ ending: 'seeds', trials: 6 });
  });

  it('keeps each of several that begin at once in a file of its own', async () => {
    const directory = freshDirectory();
    const begun = [1, 2, 3].map(() => ordeal(directory, 'explore', 'store', '--seeds', '1..2', '--json'));
    const states = (await Promise.all(begun)).map(({ stdout }) => (JSON.parse(stdout) as { state: string }).state);
    expect(new Set(states).size).toBe(3);
  });

  it('prints what it has when it is interrupted', async () => {
    const running = startOrdeal(freshDirectory(), ['explore', 'store', '--workers', '1']);
    let sent = false;
    running.stdout.on('data', (text: Buffer) => {
      if (!sent && text.includes('seeds/s')) sent = running.kill('SIGINT');
    });
    const { exitCode, stdout } = await running;
    expect(exitCode).toBe(130);
    expect(stdout).toMatch(/^valid so far {2}\d+ trials: /m);
    expect(stdout).toMatch(/^go on {3}npx ordeal explore --resume /m);
  });

  it.each([
    [['explore'], /there is nothing to explore/],
    [['explore', 'store', '--bug', 'vote-not-persistd'], /did you mean "vote-not-persisted"\?/],
    [['explore', 'store', '--seeds', '9..2'], /--seeds 9\.\.2 holds no seed/],
    [['explore', 'store', '--seeds', 'two'], /Expected A\.\.B/],
    [['explore', 'redis'], /redis does not run on the simulated backend/],
    [['explore', '--hazard', 'nothing'], /there is no hazard "nothing"/],
    [['explore', '--resume', 'nowhere.json'], /cannot read the exploration in nowhere\.json/],
    [['explore', '--resume', 'wrong.json'], /wrong\.json is not an exploration/],
  ])('refuses %j', async (argv, message) => {
    const directory = freshDirectory();
    writeFileSync(path.join(directory, 'wrong.json'), '{}');
    const { exitCode, stderr } = await ordeal(directory, ...argv);
    expect(stderr).toMatch(message);
    expect(exitCode).toBe(3);
  });
});
