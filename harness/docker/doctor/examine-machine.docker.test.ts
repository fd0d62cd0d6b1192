import { describe, expect, it } from 'vitest';
import { openEngine } from '../open-engine.ts';
import { ensureHelperImage } from '../images/ensure-image.ts';
import { dockerIsAbsent } from '../require-docker.testing.ts';
import { examineMachine } from './examine-machine.ts';

describe.skipIf(await dockerIsAbsent())('examineMachine', () => {
  it('tries what faults need, one finding each, and leaves nothing behind', async () => {
    const { engine } = await openEngine();
    await ensureHelperImage({ engine, progress: () => undefined, signal: new AbortController().signal });
    const findings = await examineMachine();
    const states = Object.fromEntries(findings.map(({ name, state }) => [name, state]));
    expect(states).toMatchObject({ node: 'ok', engine: 'ok', partitions: 'ok', clocks: 'ok', pauses: 'ok' });
    expect(Object.keys(states)).toHaveLength(findings.length);
    for (const { state, remedy } of findings) expect(remedy === '').toBe(state === 'ok');
    const probes = (await engine.listContainers('ordeal=probe')).filter(({ labels }) =>
      labels['ordeal.controller']?.startsWith(`${process.pid}@`),
    );
    expect(probes).toEqual([]);
  });

  it('says that no engine answers, and what was tried', async () => {
    const findings = await examineMachine({ dockerHost: 'unix:///nonexistent/docker.sock' });
    expect(findings.map(({ name, state }) => [name, state])).toEqual([
      ['node', 'ok'],
      ['engine', 'missing'],
    ]);
    expect(findings[1]?.detail).toContain('unix:///nonexistent/docker.sock');
  });
});
