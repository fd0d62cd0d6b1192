import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { findModel, isPhenomenon, judgeAnomalies } from './index.ts';

/** The reference cases beside the checkout, which are not part of the project. */
function casesDirectory(): string | undefined {
  for (let directory = import.meta.dirname; ; directory = path.dirname(directory)) {
    const cases = path.join(directory, '..', 'shared', 'histories', 'elle');
    if (existsSync(cases)) return cases;
    if (path.dirname(directory) === directory) return undefined;
  }
}

interface Case {
  readonly name: string;
  readonly expected: { readonly anomalyTypes?: string[]; readonly not?: string[]; readonly alsoNot?: string[] };
  readonly byModel?: Readonly<Record<string, unknown>>;
}

const directory = casesDirectory();
if (directory === undefined) console.warn('skipped: there are no reference histories in ../shared/histories');
const cases = ['list-append', 'rw-register', 'closed-predicate'].flatMap((file) =>
  directory === undefined
    ? []
    : readFileSync(path.join(directory, `${file}.jsonl`), 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Case),
);
const canonical = (names: readonly string[]): Set<string> => new Set(names.map((name) => findModel(name).name));

describe.skipIf(directory === undefined)('what Elle says of models by the anomalies it names', () => {
  const stated = cases.filter(
    ({ expected }) => expected.anomalyTypes?.some(isPhenomenon) === true && expected.not !== undefined,
  );

  it.each(stated)('$name: the same are the weakest ruled out, and no less falls with them', ({ expected }) => {
    const { anomalyTypes = [], not = [], alsoNot = [] } = expected;
    // A "cycle exists" stands for a cycle that Elle did not name; its model is then among those ruled out.
    const unnamed = anomalyTypes.flatMap((type) => /^(.*)-cycle-exists$/.exec(type)?.[1] ?? []);
    const verdicts = judgeAnomalies(anomalyTypes.filter(isPhenomenon));
    const stillNot = not.filter((model) => !unnamed.includes(model));
    expect(new Set(verdicts.violated)).toEqual(canonical(stillNot));
    const fallen = new Set([...verdicts.violated, ...verdicts.alsoViolated]);
    expect([...canonical(alsoNot)].filter((model) => !fallen.has(model))).toEqual([]);
  });

  it.each(stated)('$name: what we rule out further, Elle does not prove kept', ({ expected, byModel = {} }) => {
    const { anomalyTypes = [] } = expected;
    const { violated, alsoViolated } = judgeAnomalies(anomalyTypes.filter(isPhenomenon));
    const elleKeeps = canonical(Object.keys(byModel).filter((model) => byModel[model] === true));
    // Elle answers true for a model whose anomalies it does not all look for: parallel snapshot isolation with G-single.
    const both = [...violated, ...alsoViolated].filter((model) => elleKeeps.has(model));
    expect(both.filter((model) => model !== 'parallel-snapshot-isolation')).toEqual([]);
  });
});
