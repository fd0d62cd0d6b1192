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

/** Without a connection nothing was sent, so the operation certainly did not happen. */
class NotConnected extends Error {
  override readonly name = 'NotConnected';
}

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
    const { timeline, recorder, workload, generator, clientCount } = this.#setting;
    const { f } = invocation;
    const process = this.#process;
    const node = this.#node;
    recorder.record({ type: 'invoke', process, f, value: invocation.value, node });
    // All in this one function: each async function more is a few promises more for every operation.
    let completion: Completion;
    try {
      const connection = this.#connection ?? (await this.#connect(deadlineMs));
      completion = await withDeadline<Outcome>(timeline, deadlineMs, () => workload.execute(connection, invocation));
    } catch (cause) {
      completion = this.#withoutAnswer(invocation, cause);
    }
    const { type, value, error } = completion;
    generator.observe(recorder.record({ type, process, f, value, error, node }));
    if (type === 'info') {
      this.close();
      this.#process += clientCount;
    }
    return type as 'ok' | 'fail' | 'info';
  }

  /** As `perform`; nothing if this process cannot carry it out. */
  async performScripted(scripted: Invocation): Promise<void> {
    const { generator } = this.#setting;
    const invocation = generator.adapt === undefined ? scripted : generator.adapt(this.#process, scripted);
    if (invocation !== null) await this.perform(invocation);
  }

  #withoutAnswer({ value }: Invocation, cause: unknown): Completion {
    if (cause instanceof NotConnected) return { type: 'fail', value, error: ['no-connection', cause.message] };
    if (cause instanceof DeadlineExpired) return { type: 'info', value, error: ['timeout', cause.message] };
    const { code, definite, endsConnection, message } = classifyError(this.#setting.errors, cause);
    if (endsConnection) this.close();
    return { type: definite ? 'fail' : 'info', value, error: [code, message] };
  }

  /** Rejects with NotConnected. */
  async #connect(deadlineMs: number): Promise<Connection> {
    const { timeline } = this.#setting;
    let expired = false;
    try {
      const opened = await withDeadline(timeline, deadlineMs, async () => {
        const connection = await this.#setting.connect(this.#node, this.#process);
        if (expired) connection.close();
        return connection;
      });
      this.#connection = opened;
      return opened;
    } catch (error) {
      expired = true;
      const text = error instanceof Error ? error.message || error.name : String(error);
      throw new NotConnected(text.slice(0, 300), { cause: error });
    }
  }

  close(): void {
    this.#connection?.close();
    this.#connection = null;
  }
}
