/**
 * What a case of a file of cases expects beyond a verdict: anomalies by name, the weakest models ruled out, cycles by their
 * operations and edges, or the exact list of cases of one anomaly. The cases are Elle's, so are the names.
 */
import {
  findModel,
  isModel,
  isPhenomenon,
  judgeAnomalies,
  pairEvents,
  type Anomaly,
  type CheckResult,
  type ElleCase,
  type Verdict,
} from '../../checkers/index.ts';

interface ExpectedCycle {
  readonly type: string;
  /** Invocations of the operations around the cycle, each once. */
  readonly operations: readonly number[];
  readonly edges: readonly string[];
}

interface ExpectedInstance {
  readonly type: string;
  /** Invocations of the operations that show it. */
  readonly operations: readonly number[];
}

export interface CaseExpectation {
  /** Undefined if none is stated. */
  readonly verdict?: Verdict;
  readonly anomalyTypes?: readonly string[];
  readonly weakestRuledOut?: readonly string[];
  readonly cycles: readonly ExpectedCycle[];
  /** All instances of some anomalies. */
  readonly instances?: { readonly types: readonly string[]; readonly all: readonly ExpectedInstance[] };
}

type Fields = Readonly<Record<string, unknown>>;

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
const records = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.filter(isRecord) : []);

/** Elle's name for what says that a history has nothing to judge. */
const nothingToJudge = 'empty-transaction-graph';
/** Elle's name for a cycle of which it knows only which model it breaks. */
const unnamedCycle = /^(.*)-cycle-exists$/;
const edgeNames: ReadonlyMap<string, string> = new Map([
  ['wrp', 'wr-predicate'],
  ['rwp', 'rw-predicate'],
]);

/** From an event's index in the file to the position of its operation's invocation. */
function invocationsByIndex({ history, indices }: ElleCase): ReadonlyMap<unknown, number> {
  const operations = pairEvents(history.table, { completionsMayStandAlone: true });
  const positions = new Map<unknown, number>();
  for (let operation = 0; operation < operations.length; operation++) {
    const invocation = operations.invocation[operation] as number;
    positions.set(indices[invocation], invocation);
    const completion = operations.completion[operation] as number;
    if (completion >= 0) positions.set(indices[completion], invocation);
  }
  return positions;
}

function verdictOf(valid: unknown): Verdict | undefined {
  if (valid === true) return 'valid';
  if (valid === false) return 'invalid';
  return valid === 'unknown' ? valid : undefined;
}

function readCycles(value: unknown, operationOf: (index: unknown) => number): ExpectedCycle[] {
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([type, cycles]) =>
    records(cycles).map(({ ops, edges }) => ({
      type,
      operations: (Array.isArray(ops) ? ops : []).slice(1).map(operationOf),
      edges: texts(edges).map((edge) => edgeNames.get(edge) ?? edge),
    })),
  );
}

/** Reads what a case expects; undefined if it states nothing. Throws a HistoryShapeError if its history cannot be paired. */
export function readExpectation(one: ElleCase): CaseExpectation | undefined {
  const { kind, expected } = one;
  const fields = isRecord(expected) ? expected : {};
  const invocations = invocationsByIndex(one);
  const operationOf = (index: unknown): number => invocations.get(index) ?? -1;
  if (kind === 'anomaly-cases') {
    const { anomaly: asked } = fields;
    if (typeof asked !== 'string' || !Array.isArray(fields['cases'])) return undefined;
    const all = records(fields['cases']).map(({ anomaly, op, writer }) => ({
      type: typeof anomaly === 'string' ? anomaly : asked,
      operations: [op, writer].filter((index) => index !== undefined).map(operationOf),
    }));
    return { cycles: [], instances: { types: [...new Set([asked, ...all.map(({ type }) => type)])], all } };
  }
  const verdict = verdictOf(fields['valid']);
  if (verdict === undefined) return undefined;
  return {
    verdict,
    ...(fields['anomalyTypes'] === undefined ? {} : { anomalyTypes: texts(fields['anomalyTypes']) }),
    ...(fields['not'] === undefined ? {} : { weakestRuledOut: texts(fields['not']) }),
    cycles: readCycles(fields['cycles'], operationOf),
  };
}

const sameMembers = (one: ReadonlySet<unknown>, other: ReadonlySet<unknown>): boolean =>
  one.size === other.size && [...one].every((member) => other.has(member));

const listed = (names: Iterable<string>): string => [...names].toSorted().join(', ') || 'none';

/** Both around the same cycle, wherever they begin. */
function isRotation(one: readonly string[], other: readonly string[]): boolean {
  if (one.length !== other.length) return false;
  return one.some((_, shift) => one.every((element, at) => element === other[(at + shift) % other.length]));
}

/** The graph may hold more transactions than the cycle: those that show an order of versions. */
function showsCycle({ type, graph }: Anomaly, { type: expectedType, operations, edges }: ExpectedCycle): boolean {
  if (type !== expectedType || graph === undefined) return false;
  const around = new Set(graph.edges.map(({ from }) => graph.transactions[from]?.operation));
  const kinds = graph.edges.map(({ kind }) => kind);
  return sameMembers(around, new Set(operations)) && isRotation(kinds, edges);
}

/**
 * What is expected must be found. More may be found than Elle infers, if that rules out no weaker model: Elle leaves out
 * what it finds in a larger class, and keys of which it has found the order of versions to be wrong.
 */
function* wrongTypes({ anomalyTypes, weakestRuledOut }: CaseExpectation, result: CheckResult): Iterable<string> {
  const found = new Set(result.anomalies.filter(({ permitted }) => permitted !== true).map(({ type }) => type));
  const named = anomalyTypes?.filter((type) => type !== nothingToJudge && !unnamedCycle.test(type));
  const missing = named?.filter((type) => !found.has(type)) ?? [];
  if (missing.length > 0) yield `it lacks ${listed(missing)} and has ${listed(found)}`;
  if (named?.length === 0 && found.size > 0) yield `it has ${listed(found)} instead of nothing`;
  if (weakestRuledOut === undefined) return;
  const ours = new Set(judgeAnomalies([...found].filter(isPhenomenon)).violated);
  const theirs = new Set(weakestRuledOut.map((name) => (isModel(name) ? findModel(name).name : name)));
  if (!sameMembers(ours, theirs)) yield `it rules out ${listed(ours)} instead of ${listed(theirs)}`;
}

function* wrongInstances({ instances }: CaseExpectation, { anomalies }: CheckResult): Iterable<string> {
  if (instances === undefined) return;
  const { types, all } = instances;
  for (const type of types) {
    const found = anomalies.filter((anomaly) => anomaly.type === type).length;
    const expected = all.filter((instance) => instance.type === type).length;
    if (found !== expected) yield `it has ${found} of ${type} instead of ${expected}`;
  }
  for (const { type, operations } of all) {
    const isShown = anomalies.some(
      (anomaly) => anomaly.type === type && operations.every((operation) => anomaly.operations.includes(operation)),
    );
    if (!isShown) yield `it has no ${type} of the operations ${operations.join(' and ')}`;
  }
}

/** In what the result is not as expected, in sentences; empty if it agrees. */
export function disagreements(expectation: CaseExpectation, result: CheckResult): string[] {
  const { verdict, cycles } = expectation;
  const wrongCycles = cycles
    .filter((cycle) => !result.anomalies.some((anomaly) => showsCycle(anomaly, cycle)))
    .map(({ type, operations, edges }) => `it has no ${type} of ${operations.join(', ')} through ${edges.join(', ')}`);
  return [
    ...(verdict === undefined || verdict === result.verdict ? [] : [`expected ${verdict}, got ${result.verdict}`]),
    ...wrongTypes(expectation, result),
    ...wrongCycles,
    ...wrongInstances(expectation, result),
  ];
}
