/**
 * One client: a sequence of logical processes, one at a time, each with one connection and at most one operation in
 * flight. An operation whose outcome nobody knows ends its process: the connection is destroyed and the client goes on
 * under a new id (Jepsen's convention; ids step by the number of clients).
 */
import type { Connection } from '../../targets/contract/client.ts';
import { classifyError, type ErrorTable } from '../../targets/contract/errors.ts';
import type { Timeline } from '../timeline.ts';
import type { Generator, Invocation, Outcome, Workload } from '../workloads/workload.ts';
import { DeadlineExpired, withDeadline } from './deadline.ts';
import type { EventDraft, HistoryRecorder } from './recorder.ts';

export interface ClientSetting {
  readonly timeline: Timeline;
  readonly recorder: HistoryRecorder;
  readonly workload: Workload;
  readonly generator: Generator;
  readonly errors: ErrorTable;
  readonly deadlineMs: number;
  /** How many clients there are: the step between one client's process ids. */
  readonly clientCount: number;
  connect(node: string, process: number): Promise<Connection>;
}

type Completion = Pick<EventDraft, 'type' | 'value' | 'error'>;

export class ClientProcess {
  readonly #setting: ClientSetting;
  readonly #node: string;
  #process: number;
  #connection: Connection | null = null;

  constructor(setting: ClientSetting, firstProcess: number, node: string) {
    this.#setting = setting;
    this.#process = firstProcess;
    this.#node = node;
  }

  get process(): number {
    return this.#process;
  }

  /** Performs one operation and records its two events. Never rejects for what the system under test does. */
  async perform(invocation: Invocation, deadlineMs = this.#setting.deadlineMs): Promise<'ok' | 'fail' | 'info'> {
    const { recorder, generator, clientCount } = this.#setting;
    const { f } = invocation;
    const process = this.#process;
    const node = this.#node;
    recorder.record({ type: 'invoke', process, f, value: invocation.value, node });
    const completion = await this.#complete(invocation, deadlineMs);
    const { type, value, error } = completion;
    generator.observe(recorder.record({ type, process, f, value, error, node }));
    if (type === 'info') {
      this.close();
      this.#process += clientCount;
    }
    return type as 'ok' | 'fail' | 'info';
  }

  async #complete(invocation: Invocation, deadlineMs: number): Promise<Completion> {
    const connection = this.#connection ?? (await this.#connect(deadlineMs));
    if ('failure' in connection) return { type: 'fail', value: invocation.value, error: connection.failure };
    const { timeline, workload, errors } = this.#setting;
    try {
      return await withDeadline<Outcome>(timeline, deadlineMs, () => workload.execute(connection, invocation));
    } catch (error) {
      if (error instanceof DeadlineExpired) {
        return { type: 'info', value: invocation.value, error: ['timeout', error.message] };
      }
      const { code, definite, endsConnection, message } = classifyError(errors, error);
      if (endsConnection) this.close();
      return { type: definite ? 'fail' : 'info', value: invocation.value, error: [code, message] };
    }
  }

  /** Without a connection nothing was sent, so the operation certainly did not happen. */
  async #connect(deadlineMs: number): Promise<Connection | { readonly failure: readonly string[] }> {
    const { timeline } = this.#setting;
    let expired = false;
    try {
      this.#connection = await withDeadline(timeline, deadlineMs, async () => {
        const connection = await this.#setting.connect(this.#node, this.#process);
        if (expired) connection.close();
        return connection;
      });
      return this.#connection;
    } catch (error) {
      expired = true;
      const text = error instanceof Error ? error.message || error.name : String(error);
      return { failure: ['no-connection', text.slice(0, 300)] };
    }
  }

  close(): void {
    this.#connection?.close();
    this.#connection = null;
  }
}
