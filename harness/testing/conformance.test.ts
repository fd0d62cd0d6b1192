import { describe, expect, it } from 'vitest';
import type { RegisterClient } from '../../targets/contract/client.ts';
import { defineTarget, type Target } from '../../targets/contract/target.ts';
import { store } from '../../targets/store/index.ts';
import { assertConforms, checkConformance } from './conformance.ts';

const simulated = { backend: 'simulated' } as const;
const brokenRules = async (target: Target): Promise<string[]> =>
  (await checkConformance(target, simulated)).filter((result) => !result.passed).map((result) => result.rule);

describe('the conformance kit', () => {
  it.each(['sync', 'async'])('passes the reference store with %s replication', async (replication) => {
    const results = await checkConformance(store, { ...simulated, set: { replication } });
    expect(results.filter((result) => !result.passed)).toEqual([]);
    expect(results.length).toBeGreaterThan(15);
  });

  it('catches a definite error table that claims to know everything', async () => {
    const overconfident = defineTarget({
      ...store,
      errors: [{ code: 'anything', definite: true, meaning: 'it failed', matches: () => true }],
    });
    expect(await brokenRules(overconfident)).toEqual([
      'every error rule says why it is definite or not, and an unknown error is indefinite',
    ]);
  });

  it('catches an adapter whose compare-and-set writes whatever is there', async () => {
    const careless = defineTarget({
      ...store,
      async connect(request) {
        const connection = await store.connect(request);
        const { register } = connection;
        if (register === undefined) throw new TypeError('the store has registers');
        return {
          ...connection,
          close: () => connection.close(),
          register: {
            read: (key) => register.read(key),
            write: (key, value) => register.write(key, value),
            async compareAndSet(key, _from, to) {
              await register.write(key, to);
              return true;
            },
          },
        };
      },
    });
    expect(await brokenRules(careless)).toEqual([
      'register: compare-and-set succeeds only on the expected value, and changes nothing otherwise',
    ]);
  });

  it('catches a connection that lacks a capability, and says all in one error', async () => {
    const boastful = defineTarget({
      ...store,
      capabilities: ['register', 'transactions'],
      async connect(request) {
        const connection = await store.connect(request);
        return { register: connection.register as RegisterClient, close: () => connection.close() };
      },
    });
    await expect(assertConforms(boastful, simulated)).rejects.toThrow(
      /store breaks the adapter contract:\n {2}- a connection offers the declared capabilities: .*transactions/,
    );
  });
});
