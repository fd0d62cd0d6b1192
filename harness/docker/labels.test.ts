import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import { controllerIsAlive, labelsFor, thisController } from './labels.ts';

describe('controllerIsAlive', () => {
  it('knows this process', () => {
    expect(controllerIsAlive(thisController())).toBe(true);
  });

  it.each([
    ['a process that is gone', `999999999@${hostname()}`],
    ['another host', `${process.pid}@elsewhere.invalid`],
    ['no label', undefined],
    ['an unreadable label', 'nonsense'],
  ])('takes %s for gone', (_, label) => {
    expect(controllerIsAlive(label)).toBe(false);
  });
});

it('labels everything with the trial and its controller, and parts of nodes with the node', () => {
  expect(labelsFor('network', 't1')).toEqual({
    ordeal: 'network',
    'ordeal.trial': 't1',
    'ordeal.controller': thisController(),
  });
  expect(labelsFor('target', 't1', 'n1')).toMatchObject({ ordeal: 'target', 'ordeal.node': 'n1' });
});
