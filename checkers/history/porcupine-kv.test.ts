import { describe, expect, it } from 'vitest';
import { parsePorcupineKv } from './porcupine-kv.ts';

const file = 'c01.txt';

describe('parsePorcupineKv', () => {
  it('makes key and value the value of a keyed workload', () => {
    const text = [
      '{:process 0, :type :invoke, :f :append, :key "a", :value "x 0 0 y"}',
      '{:process 1, :type :invoke, :f :get, :key "a"}',
      '{:process 1, :type :ok, :f :get, :key "a", :value ""}',
    ].join('\n');
    expect(parsePorcupineKv(text, { file }).events).toMatchObject([
      { process: 0, type: 'invoke', f: 'append', value: ['a', 'x 0 0 y'] },
      { process: 1, type: 'invoke', f: 'get', value: ['a', null] },
      { process: 1, type: 'ok', f: 'get', value: ['a', ''] },
    ]);
  });

  it.each([
    ['\n{:process 0, :type :invoke, :f :get}', 2, 1, '":key" is missing'],
    ['{:process 0, :type :invoke, :f :cas, :key "a"}', 1, 1, '":f" is "cas"; it must be :get, :put or :append'],
    [
      '{:process 0, :type :begin, :f :get, :key 1}',
      1,
      1,
      '"type" is "begin"; it must be one of invoke, ok, fail, info',
    ],
    ['{:process 0, :type :invoke', 1, 1, '"{" is never closed'],
    ['7', 1, 1, 'expected an event (an object), found a number'],
  ])('names line, column and reason: %s', (text, line, column, reason) => {
    expect(() => parsePorcupineKv(text, { file })).toThrow(
      expect.objectContaining({ name: 'HistoryFormatError', file, line, column, reason }),
    );
  });
});
