/**
 * Session guarantees of registers with unique values: `read` and `write` take `[key, value]`, and each process is a session.
 * Terry et al., "Session guarantees for weakly consistent replicated data", PDIS 1994; PRAM is the first three together,
 * causal consistency all four (Brzezinski, Sobaniec, Wawrzyniak, PDP 2004).
 *
 * Nothing is assumed about the order in which replicas apply writes of different sessions, and replicas need not agree on
 * it; each accusation below holds for whatever orders they chose. A read of key x by session s, that returned write v (or
 * the initial value), is wrong if
 *
 * - *monotonic reads*: it found the initial value after s had read any write of x; or s read v, then another, then v again;
 * - *read your writes*: it found the initial value after s wrote x; or v is older than a write of x by s: an earlier one of
 *   s, or one that s had to see before it wrote;
 * - *monotonic writes*: s had seen a later write of v's session to x (or any write after one to x, and finds the initial
 *   value): the writes of a session take effect in its order, and s does not go back behind what it saw;
 * - *writes follow reads*: a write of x lies causally between v and the read (the bad patterns WriteCORead and
 *   WriteCOInitRead of Bouajjani, Enea, Guerraoui, Hamza, "On verifying causal consistency", POPL 2017).
 *
 * The phenomenon of each finding is what forbids it by itself: an initial value found after one's own write breaks read
 * your writes alone, an older one of one's own takes monotonic writes as well (a replica might otherwise have applied the
 * two in the other order), one that was read before takes that writes follow reads.
 */
import type { Json, Operation } from '../../history/event.ts';
import type { OperationList } from '../../history/operation-table.ts';
import { counted, quote, seconds } from '../../history/quote.ts';
import { implies } from '../../models/index.ts';
import type { PhenomenonName } from '../../models/phenomena.ts';
import type { CheckResult } from '../../verdict.ts';
import { AnomalyList } from '../anomaly-list.ts';
import { evidence, isSpent, limitReason, type InvariantQuestion } from '../invariant-question.ts';
import { causalPast } from './causal-past.ts';
import { initialWrite, RegisterSessions, unwritten } from './register-sessions.ts';
import { SessionView } from './session-view.ts';

type Guarantee = 'read-your-writes' | 'monotonic-reads' | 'monotonic-writes' | 'writes-follow-reads';

const consequences: Readonly<Record<Guarantee, string>> = {
  'read-your-writes': 'you save your profile, reload the page, and see the old one',
  'monotonic-reads': 'a comment that you have read is gone when you reload',
  'monotonic-writes':
    'somebody unfriends a colleague and then complains about them; the colleague still sees the complaint',
  'writes-follow-reads': 'an answer is shown to people who do not see the question',
};

/** A read that is wrong, and the write that it should have seen instead. */
interface Finding {
  readonly guarantee: Guarantee;
  readonly phenomenon: PhenomenonName;
  /** A write of the key, later than what the read returned. */
  readonly later: number;
}

class SessionCheck {
  readonly #operations: OperationList;
  readonly #model: string;
  readonly #anomalies: AnomalyList;
  readonly #sessions: RegisterSessions;
  #view: SessionView | undefined;
  /** Per key, of the session being gone through: the write that it read or made last; that it read last, and where. */
  readonly #last: number[] = [];
  readonly #lastRead: number[] = [];
  readonly #lastReader: number[] = [];
  /** Per write: the session (plus 1) that read or made it, and then read another; the same if it read both. */
  #left: Int32Array = new Int32Array(0);
  #leftByReads: Int32Array = new Int32Array(0);

  constructor(operations: OperationList, model: string, initial: Json) {
    this.#operations = operations;
    this.#model = model;
    this.#anomalies = new AnomalyList(model);
    this.#sessions = new RegisterSessions(operations, initial);
  }

  run({ budget = {} }: InvariantQuestion): CheckResult {
    const { length } = this.#operations;
    const sessions = this.#sessions;
    if (!sessions.fill(budget)) return this.#result([limitReason(0, length)]);
    const gaps = this.#emptiness();
    this.#judgeOrigins();
    if (!SessionView.fits(sessions)) {
      const size = `${counted(sessions.keyCount, 'key')} times ${counted(sessions.columnCount, 'session')}`;
      return this.#result([...gaps, `${size} are too many for this check: only the origin of values was judged`]);
    }
    const past = causalPast(sessions, this.#operations, budget);
    if (past === undefined && implies(this.#model, 'writes-follow-reads')) {
      const size = `${counted(sessions.writeOperation.length, 'write')} by ${counted(sessions.columnCount, 'session')}`;
      gaps.push(`the causal past of ${size} takes too much memory or time: writes follow reads was not judged`);
    }
    this.#view = new SessionView(sessions, past);
    this.#left = new Int32Array(sessions.writeOperation.length);
    this.#leftByReads = new Int32Array(sessions.writeOperation.length);
    let step = 0;
    for (const [session, own] of sessions.operationsOf.entries()) {
      if (own === undefined) continue;
      this.#view.clear();
      for (const table of [this.#last, this.#lastRead, this.#lastReader]) table.length = 0;
      for (const operation of own) {
        if (isSpent(budget, ++step)) return this.#result([...gaps, limitReason(step, length)]);
        this.#follow(session, operation, this.#view);
      }
    }
    return this.#result(gaps);
  }

  #result(gaps: readonly string[]): CheckResult {
    return this.#anomalies.result('session-guarantees', gaps, this.#operations.length);
  }

  #emptiness(): string[] {
    const { readCount, writeOperation, ambiguous, saw, session } = this.#sessions;
    const gaps: string[] = [];
    if (ambiguous.size > 0) {
      gaps.push(`a value was written twice to ${counted(ambiguous.size, 'key')}: reads of those say nothing`);
    }
    if (readCount === 0) gaps.push('no read succeeded: no session saw anything');
    else if (
      writeOperation.length === 0 ||
      !saw.some((write, read) => write >= 0 && session[read] !== -1 && !this.#sessions.isWrite(read))
    )
      gaps.push('no read returned what had been written: no session saw anything');
    if (this.#model === 'monotonic-writes' || this.#model === 'writes-follow-reads') {
      gaps.push(
        `reads of one register at a time cannot break ${this.#model} alone: without monotonic reads each may come from another replica`,
      );
    }
    return gaps;
  }

  #operation(number: number): Operation {
    return this.#operations.at(number) as Operation;
  }

  /** What was read must have been written, by then, and not in vain. */
  #judgeOrigins(): void {
    const sessions = this.#sessions;
    for (let read = 0; read < sessions.session.length; read++) {
      if (sessions.session[read] === -1 || sessions.isWrite(read)) continue;
      const saw = sessions.saw[read] as number;
      if (saw === initialWrite) continue;
      const writer = saw === unwritten ? undefined : (sessions.writeOperation[saw] as number);
      // Invocations are in order, so a write before the read in the list is one before it in time.
      if (writer !== undefined && writer < read) continue;
      const reader = this.#operation(read);
      if (writer !== undefined && this.#operation(writer).index < reader.completionIndex) continue;
      this.#reportForeign(reader, sessions.failedWriteSeen(read));
      sessions.session[read] = -1;
    }
  }

  #reportForeign(read: Operation, failedWrite: number | undefined): void {
    const failed = failedWrite === undefined ? undefined : this.#operation(failedWrite);
    const [key, value] = read.value as unknown as readonly [Json, Json];
    this.#anomalies.add('unexpected-value', failed === undefined ? 'unexpected-element' : 'aborted-read', () => ({
      summary: `process ${read.process} read ${quote(value)} in key ${quote(key)} at ${seconds(read.completeTimeNs)}, ${failed === undefined ? 'which nobody had tried to write by then' : `but process ${failed.process} was told that its write of that had failed`}`,
      operations: evidence(failed, read),
      subject: quote(key),
      consequence: 'something is there that nobody had entered',
    }));
  }

  #follow(session: number, operation: number, view: SessionView): void {
    const sessions = this.#sessions;
    if (sessions.session[operation] === -1) return;
    const key = sessions.key[operation] as number;
    const own = sessions.write[operation] as number;
    if (own >= 0) {
      view.wrote(own);
      this.#last[key] = own;
      return;
    }
    const saw = sessions.saw[operation] as number;
    const found = this.#finding(session, key, saw, view);
    if (found !== undefined) this.#report(operation, saw, found);
    if (saw < 0) return;
    view.saw(saw);
    const [before, readBefore] = [this.#last[key], this.#lastRead[key]];
    if (before !== undefined && before !== saw) this.#left[before] = session + 1;
    if (readBefore !== undefined && readBefore !== saw) this.#leftByReads[readBefore] = session + 1;
    this.#last[key] = saw;
    this.#lastRead[key] = saw;
    this.#lastReader[key] = operation;
  }

  #finding(session: number, key: number, saw: number, view: SessionView): Finding | undefined {
    const column = this.#sessions.column(session);
    const own = column < 0 ? 0 : view.ordered.get(key, column);
    return saw === initialWrite
      ? this.#findingOfInitial(key, column, own, view)
      : this.#findingOfWrite(session, key, saw, column, own, view);
  }

  #write(column: number, place: number): number {
    return (this.#sessions.writesOf[column] as readonly number[])[place - 1] as number;
  }

  #findingOfInitial(key: number, column: number, own: number, view: SessionView): Finding | undefined {
    if (own > 0) {
      return { guarantee: 'read-your-writes', phenomenon: 'missed-own-write', later: this.#write(column, own) };
    }
    const levels = [
      [view.read, 'monotonic-reads', 'nonmonotonic-read'],
      [view.ordered, 'monotonic-writes', 'unordered-session'],
      ...(view.hasCausal ? ([[view.causal, 'writes-follow-reads', 'unordered-causes']] as const) : []),
    ] as const;
    for (const [table, guarantee, phenomenon] of levels) {
      for (let other = 0; other < this.#sessions.columnCount; other++) {
        const place = table.get(key, other);
        if (place > 0) return { guarantee, phenomenon, later: this.#write(other, place) };
      }
    }
    return undefined;
  }

  #findingOfWrite(
    session: number,
    key: number,
    saw: number,
    column: number,
    own: number,
    view: SessionView,
  ): Finding | undefined {
    const { writeColumn, writePlace, columnCount } = this.#sessions;
    const [its, place] = [writeColumn[saw] as number, writePlace[saw] as number];
    const [last, lastRead] = [this.#last[key] ?? saw, this.#lastRead[key] ?? saw];
    if (this.#leftByReads[saw] === session + 1 && lastRead !== saw) {
      return { guarantee: 'monotonic-reads', phenomenon: 'nonmonotonic-read', later: lastRead };
    }
    const isOlderThanOwn = place <= view.overwritten.get(key, its);
    if (own > 0 && isOlderThanOwn) {
      // Its own write follows the write of another that it had read: that takes writes follow reads.
      const phenomenon = its === column ? 'unordered-session' : 'unordered-causes';
      return { guarantee: 'read-your-writes', phenomenon, later: this.#write(column, own) };
    }
    if (this.#left[saw] === session + 1 && last !== saw) {
      return { guarantee: 'monotonic-reads', phenomenon: 'unordered-session', later: last };
    }
    if (view.read.get(key, its) > place) {
      const later = this.#write(its, view.read.get(key, its));
      return { guarantee: 'monotonic-reads', phenomenon: 'unordered-session', later };
    }
    if (view.ordered.get(key, its) > place) {
      const later = this.#write(its, view.ordered.get(key, its));
      return { guarantee: 'monotonic-writes', phenomenon: 'unordered-session', later };
    }
    if (!view.hasCausal) return undefined;
    for (let other = 0; other < columnCount; other++) {
      const visible = view.causal.get(key, other);
      if (visible === 0) continue;
      const later = this.#write(other, visible);
      if (later !== saw && view.precedes(saw, later)) {
        return { guarantee: 'writes-follow-reads', phenomenon: 'unordered-causes', later };
      }
    }
    return undefined;
  }

  #report(operation: number, saw: number, { guarantee, phenomenon, later }: Finding): void {
    this.#anomalies.add(guarantee, phenomenon, () => {
      const sessions = this.#sessions;
      const read = this.#operation(operation);
      const key = sessions.key[operation] as number;
      const witness = this.#lastReader[key];
      const before = witness === undefined ? undefined : this.#operation(witness);
      const newer = this.#operation(sessions.writeOperation[later] as number);
      const older = saw >= 0 ? this.#operation(sessions.writeOperation[saw] as number) : undefined;
      const name = quote(sessions.keyValue(key));
      const value = older === undefined ? 'the initial value' : quote(valueOf(older));
      const instead = quote(valueOf(newer));
      return {
        summary: `process ${read.process} read ${value} in key ${name} at ${seconds(read.completeTimeNs)}, ${reason(guarantee, newer, instead, before)}`,
        operations: evidence(older, newer, guarantee === 'monotonic-reads' ? before : undefined, read),
        subject: name,
        consequence: consequences[guarantee],
      };
    });
  }
}

function valueOf(write: Operation): Json {
  return (write.invoked as unknown as readonly [Json, Json])[1];
}

function reason(guarantee: Guarantee, newer: Operation, instead: string, before: Operation | undefined): string {
  const written = `${instead}, written there by process ${newer.process}`;
  switch (guarantee) {
    case 'read-your-writes':
      return `though it had itself written ${instead} there, acknowledged at ${seconds(newer.completeTimeNs)}, which is newer`;
    case 'monotonic-reads':
      return `though it had already gone on to ${written}${before === undefined ? '' : ` (it read the key at ${seconds(before.completeTimeNs)})`}: what it sees goes backwards`;
    case 'monotonic-writes':
      return `though it had seen something that process ${newer.process} wrote not before ${instead} there, which is newer`;
    case 'writes-follow-reads':
      return `though ${written}, is newer and among the causes of what it had already seen`;
  }
}

/**
 * Judges a history of registers by key; `causal` if no model is given. A violation found is a proof; that none is found proves
 * the causal consistency of Bouajjani et al. (CC), not a common order of all sessions. `initial` is what a key holds before
 * any write. Writes of unknown outcome may have happened. Throws a HistoryShapeError for anything else. O(n times sessions
 * that write).
 */
export function checkSessionGuarantees(question: InvariantQuestion & { readonly initial?: Json }): CheckResult {
  const { operations, model = 'causal', initial = null } = question;
  return new SessionCheck(operations, model, initial).run(question);
}
