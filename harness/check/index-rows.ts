/**
 * What an index of histories asks: a JSON array of rows with `file`, `format`, `workload`, `model`, `initial`, `options`,
 * `expected`. A row whose model is a list expects a verdict for each; a row of a case file stands for its cases. What
 * cannot be judged is skipped, with the reason.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  checkedWorkloads,
  findModel,
  historyFormats,
  isModel,
  type ElleCase,
  type Json,
  type Verdict,
} from '../../checkers/index.ts';
import { OrdealError } from '../errors.ts';
import { readExpectation, type CaseExpectation } from './case-expectation.ts';
import type { CheckSubject } from './check-request.ts';
import { judgedNames } from './judged-names.ts';
import { casesFormat, openCases } from './read-history.ts';

/** One history and one model, with the verdict that is known. */
export interface IndexRow {
  /** Relative to the directory of the index. */
  readonly file: string;
  readonly format: string;
  /** The case, in a file of cases. */
  readonly caseName?: string;
  /** As the index has them. */
  readonly workload: string;
  readonly model: string;
  /** Undefined if the case states no verdict, only what must be found. */
  readonly expected?: Verdict;
  /** How sure the index is, and what it has to say. */
  readonly confidence?: string;
  readonly note?: string;
}

/** What is not judged. */
export interface SkippedRow {
  readonly file: string;
  readonly format: string;
  readonly caseName?: string;
  readonly workload: string;
  readonly reason: string;
}

export interface Judgeable {
  readonly row: IndexRow;
  readonly subject: CheckSubject;
  /** Of a case: what else it expects. */
  readonly expectation?: CaseExpectation;
}

export interface IndexPlan {
  readonly judgeable: readonly Judgeable[];
  readonly skipped: readonly SkippedRow[];
}

type Fields = Readonly<Record<string, unknown>>;

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isVerdict(value: unknown): value is Verdict {
  return value === 'valid' || value === 'invalid' || value === 'unknown';
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The file of a row, which must not lead out of the index's directory. */
function resolveInside(directory: string, file: string): string {
  const resolved = path.resolve(directory, file);
  if (resolved.startsWith(directory + path.sep)) return resolved;
  throw new OrdealError('bad-index', `${file} leads out of the directory of the index`, 'use paths below the index');
}

class IndexReader {
  readonly #directory: string;
  readonly judgeable: Judgeable[] = [];
  readonly skipped: SkippedRow[] = [];

  constructor(directory: string) {
    this.#directory = directory;
  }

  add(fields: unknown): void {
    if (!isRecord(fields) || typeof fields['file'] !== 'string') {
      this.skipped.push({ file: '', format: '', workload: '', reason: 'the row names no file' });
      return;
    }
    if (fields['format'] === casesFormat) {
      for (const one of openCases(resolveInside(this.#directory, fields['file']))) this.#addCase(fields['file'], one);
      return;
    }
    const { model, expected } = fields;
    if (!Array.isArray(model)) this.#addOne(fields, text(model), expected);
    else for (const one of model) this.#addOne(fields, text(one), isRecord(expected) ? expected[text(one)] : expected);
  }

  /**
   * A case asks what it states; and each model that Elle found broken in it must be found broken. What Elle found nothing
   * against may be broken all the same.
   */
  #addCase(file: string, one: ElleCase): void {
    const { name, workload, kind, byModel } = one;
    // Elle's cases of predicates leave out what a transaction wrote itself; Elle does not ask for it.
    const options = workload === 'closed-predicate' ? { ownWritesAreSeen: false, ...one.options } : one.options;
    const fields = { file, format: casesFormat, caseName: name, workload };
    if (kind !== 'check' && kind !== 'anomaly-cases') {
      return this.#skip(fields, `a case of the kind ${kind} is not judged yet`);
    }
    const [model = ''] = Array.isArray(options['consistency-models']) ? options['consistency-models'] : [];
    const expectation = readExpectation(one);
    this.#addOne({ ...fields, options }, text(model), expectation?.verdict, expectation);
    for (const [broken, answer] of Object.entries(byModel)) {
      const asked = { ...fields, options: { ...options, 'consistency-models': [broken] } };
      if (answer === false) this.#addOne(asked, broken, 'invalid', { verdict: 'invalid', cycles: [] });
    }
  }

  #skip(fields: Fields, reason: string): void {
    const { caseName } = fields;
    this.skipped.push({
      file: text(fields['file']),
      format: text(fields['format']),
      ...(typeof caseName === 'string' ? { caseName } : {}),
      workload: text(fields['workload']),
      reason,
    });
  }

  #addOne(fields: Fields, model: string, expected: unknown, expectation?: CaseExpectation): void {
    const [file, format, workload] = [text(fields['file']), text(fields['format']), text(fields['workload'])];
    const lacking = ['format', 'workload'].find((name) => text(fields[name]) === '');
    if (lacking !== undefined) return this.#skip(fields, `the row has no ${lacking}`);
    if (format !== casesFormat && !historyFormats.some((one) => one === format)) {
      return this.#skip(fields, `the format ${format} is not read yet`);
    }
    const names = judgedNames(workload, model, format);
    const known = checkedWorkloads.find((one) => one.name === names.workload);
    if (known === undefined) return this.#skip(fields, `the workload ${workload} is not judged yet`);
    const judgedModel = names.model === '' ? known.defaultModel : names.model;
    if (!isModel(judgedModel)) return this.#skip(fields, `the model ${model} is not judged yet`);
    if (!isVerdict(expected) && expectation === undefined) return this.#skip(fields, 'no verdict is stated');
    const { initial, options, caseName, confidence, note } = fields;
    const named = typeof caseName === 'string' ? { caseName } : {};
    this.judgeable.push({
      row: {
        file,
        format,
        ...named,
        workload,
        model: model === '' ? judgedModel : model,
        ...(isVerdict(expected) ? { expected } : {}),
        ...(typeof confidence === 'string' ? { confidence } : {}),
        ...(typeof note === 'string' && note !== '' ? { note } : {}),
      },
      subject: {
        file: resolveInside(this.#directory, file),
        format,
        ...named,
        workload: names.workload,
        model: findModel(judgedModel).name,
        ...(initial === undefined ? {} : { initial: initial as Json }),
        ...(isRecord(options) ? { options } : {}),
      },
      ...(expectation === undefined ? {} : { expectation }),
    });
  }
}

function parseIndex(indexFile: string): readonly unknown[] {
  const fail = (message: string, cause?: unknown): OrdealError =>
    new OrdealError(
      'bad-index',
      `${indexFile}: ${message}`,
      'give a JSON array of rows: file, format, workload, model, expected',
      { cause },
    );
  let rows: unknown;
  try {
    rows = JSON.parse(readFileSync(indexFile, 'utf8'));
  } catch (cause) {
    throw fail(cause instanceof Error ? cause.message : String(cause), cause);
  }
  if (!Array.isArray(rows)) throw fail('expected a JSON array');
  return rows;
}

/** True if the row is meant: by the path of its file, before anything of it is read. */
export type FileFilter = (file: string) => boolean;

/** Reads an index. Throws an OrdealError if it, or a case file of it, cannot be read. */
export function planIndex(indexFile: string, filter: FileFilter): IndexPlan {
  const reader = new IndexReader(path.dirname(path.resolve(indexFile)));
  for (const row of parseIndex(indexFile)) if (!isRecord(row) || filter(text(row['file']))) reader.add(row);
  return reader;
}

/** The cases of one file. Throws an OrdealError if it cannot be read. */
export function planCases(casesFile: string): IndexPlan {
  const reader = new IndexReader(path.dirname(path.resolve(casesFile)));
  reader.add({ file: path.basename(casesFile), format: casesFormat });
  return reader;
}
