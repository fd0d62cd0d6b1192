import { describe, expect, it } from 'vitest';
import { Line, startParrots } from '../parrot.testing.ts';

describe('a full disk', () => {
  it('ends the node that writes to it, which starts again when there is space', async () => {
    const cluster = await startParrots(1);
    await cluster.drive(async () => {
      await new Line(cluster.endpoints.get('a')).ask('write', 'whole');
      cluster.world?.fillDisk('a');
      expect(await cluster.world?.probeDisk('a')).toBeNull();
      expect(await cluster.measurements.lifetime('a')).toMatchObject({ running: true });
      await expect(new Line(cluster.endpoints.get('a')).ask('write', 'part')).rejects.toThrow('the line broke');
      expect(await cluster.measurements.lifetime('a')).toMatchObject({ running: false });
      await cluster.controls.healAll();
      expect(await cluster.world?.probeDisk('a')).toBeLessThan(200);
      const { written } = await new Line(cluster.endpoints.get('a')).ask('recall');
      expect(['whole', 'wholep', 'wholepa', 'wholepar']).toContain(written);
    });
  });
});

describe('a damaged file', () => {
  it('keeps down a node that finds it at its start, with what it said, until the file is repaired', async () => {
    const cluster = await startParrots(1);
    await cluster.drive(async () => {
      await new Line(cluster.endpoints.get('a')).ask('write', 'whole');
      await cluster.controls.kill('a');
      const whole = cluster.world?.diskImage('a').get('notes') ?? new Uint8Array();
      cluster.world?.overwriteFile('a', 'notes', new TextEncoder().encode('who?'));
      await cluster.controls.start('a');
      expect(await cluster.measurements.lifetime('a')).toMatchObject({
        running: false,
        machine: 'on',
        exitCode: 1,
        lastWords: 'the file notes is damaged: parrots do not ask',
      });
      cluster.world?.overwriteFile('a', 'notes', whole);
      await cluster.controls.start('a');
      expect(await cluster.measurements.lifetime('a')).toMatchObject({ running: true, exitCode: null, lastWords: '' });
      expect(await new Line(cluster.endpoints.get('a')).ask('recall')).toMatchObject({ written: 'whole' });
    });
  });
});

describe('links made bad', () => {
  it('show it in a burst of probes, in the directions that were changed', async () => {
    const cluster = await startParrots(1);
    await cluster.drive(async () => {
      const [there, back] = [
        { from: 'a', to: 'b' },
        { from: 'b', to: 'a' },
      ];
      cluster.world?.adjustLinks([there], { minDelayMs: 100, duplicateProbability: 1 });
      const [slow, usual] = (await cluster.world?.sampleLinks([there, back])) ?? [];
      expect(slow?.delaysMs[0]).toBeGreaterThan(100);
      expect(slow?.extraCount).toBe(slow?.delaysMs.length);
      expect(usual?.delaysMs[0]).toBeLessThan(10);
      expect(usual?.extraCount).toBeLessThan(5);
      cluster.world?.restoreLinks();
      expect((await cluster.world?.sampleLinks([there]))?.[0]?.delaysMs[0]).toBeLessThan(10);
    });
  });
});
