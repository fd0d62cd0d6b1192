import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCampaign } from './read-campaign.ts';

function campaignFile(content: string): string {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'ordeal-campaign-')), 'campaign.json');
  writeFileSync(file, content);
  return file;
}

describe('readCampaign', () => {
  it('multiplies lists into trials', () => {
    const file = campaignFile(
      JSON.stringify({
        trials: [
          {
            target: 'redis',
            workload: ['set', 'register'],
            set: { persistence: ['none', 'always'] },
            faults: 'kill, pause',
            time: 20,
          },
          { target: 'store', seed: [1, 2, 3], expected: 'valid' },
        ],
      }),
    );
    const trials = readCampaign(file, []);
    expect(trials.map((trial) => trial.title)).toEqual([
      'redis set persistence=none faults kill,pause',
      'redis set persistence=always faults kill,pause',
      'redis register persistence=none faults kill,pause',
      'redis register persistence=always faults kill,pause',
      'store no faults',
      'store no faults',
      'store no faults',
    ]);
    expect(trials[0]?.request).toEqual({
      target: 'redis',
      workload: 'set',
      set: { persistence: 'none' },
      faults: ['kill', 'pause'],
      timeMs: 20_000,
      argv: [],
    });
    expect(trials[6]).toMatchObject({ expected: 'valid', request: { seed: 3 } });
  });

  it('names the file and the field of a mistake', () => {
    const file = campaignFile('{"trials":[{"target":"store","tiem":3}]}');
    expect(() => readCampaign(file, [])).toThrow(/campaign\.json: trials\.0: .*tiem/);
    expect(() => readCampaign(campaignFile('{'), [])).toThrow(/cannot read the campaign .*JSON/);
    expect(() => readCampaign('/nowhere/at-all.json', [])).toThrow(/ENOENT/);
  });
});
