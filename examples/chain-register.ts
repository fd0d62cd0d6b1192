/**
 * A system of one's own in the simulated world: a register replicated along a chain (van Renesse and Schneider, "Chain
 * Replication", OSDI 2004). Writes enter at the head and are done once the tail has them. Reads belong to the tail; the
 * subtle mistake is to let every node answer them from what it has, "to spread the load": a value that one node already
 * shows is not yet shown by the next. `node examples/chain-register.ts` searches seeds for it. See docs/simulation.md.
 */
import { checkHistory, type CheckResult } from 'ordeal/checkers';
import {
  simulate,
  type Host,
  type Message,
  type NodeProcess,
  type Random,
  type SimulatedWorld,
} from 'ordeal/simulation';

export type ReadsAt = 'tail' | 'any node';

class ChainNode implements NodeProcess {
  readonly #host: Host;
  readonly #readsAt: ReadsAt;
  readonly #before: string | undefined;
  readonly #after: string | undefined;
  /** Every write so far, in the order that the head gave them; links may lose and double messages, and turn them round. */
  readonly #values: number[] = [];
  /** How many of them the tail is known to have. */
  #done = 0;
  /** Who waits for its write to be done: clients of the head, by the write's number. */
  readonly #writers = new Map<number, string>();

  constructor(host: Host, readsAt: ReadsAt) {
    this.#host = host;
    this.#readsAt = readsAt;
    const chain = [host.node, ...host.peers].toSorted();
    this.#before = chain[chain.indexOf(host.node) - 1];
    this.#after = chain[chain.indexOf(host.node) + 1];
    this.#resendLater();
  }

  receive(from: string, message: Message): void {
    switch (message['kind']) {
      case 'write':
        this.#writers.set(this.#values.length, from);
        return this.#store(this.#values.length, message['value'] as number);
      case 'store':
        return this.#store(message['number'] as number, message['value'] as number);
      case 'done':
        return this.#doneUpTo(message['count'] as number);
      default: // 'read'
        if (this.#readsAt === 'tail' && this.#after !== undefined) this.#host.send(from, { kind: 'ask the tail' });
        else this.#host.send(from, { kind: 'value', value: this.#values.at(-1) ?? null });
    }
  }

  #store(number: number, value: number): void {
    if (number === this.#values.length) this.#values.push(value);
    if (this.#after === undefined) this.#doneUpTo(this.#values.length);
    else if (number < this.#values.length) this.#host.send(this.#after, { kind: 'store', number, value });
  }

  #doneUpTo(count: number): void {
    for (; this.#done < count; this.#done++) {
      const writer = this.#writers.get(this.#done);
      if (writer !== undefined) this.#host.send(writer, { kind: 'written' });
    }
    if (this.#before !== undefined) this.#host.send(this.#before, { kind: 'done', count: this.#done });
  }

  /** What was lost on the way is sent again until the tail has it. */
  #resendLater(): void {
    this.#host.setTimer(20, () => {
      for (const [offset, value] of this.#values.slice(this.#done).entries()) this.#store(this.#done + offset, value);
      this.#resendLater();
    });
  }
}

async function writeSome(world: SimulatedWorld): Promise<void> {
  const client = world.client('a');
  for (let value = 1; value <= 20; value++) {
    await client.perform('write', ['x', value], (ask) => ask({ kind: 'write', value }).then(() => ['x', value]));
    await world.sleep(5);
  }
}

async function readSome(world: SimulatedWorld, node: string, random: Random): Promise<void> {
  const client = world.client(node);
  for (let read = 0; read < 40; read++) {
    await client.perform('read', ['x', null], async (ask) => ['x', (await ask({ kind: 'read' }))['value'] as number]);
    await world.sleep(random.below(10));
  }
}

/** One run with a link that breaks for a while, judged. */
export async function tryChain(seed: number, readsAt: ReadsAt): Promise<CheckResult> {
  const { history } = await simulate({
    seed,
    nodes: ['a', 'b', 'c'],
    program: (host) => new ChainNode(host, readsAt),
    main: async (world) => {
      const readers = readsAt === 'tail' ? ['c', 'c'] : ['b', 'c'];
      const reading = readers.map((node, index) => readSome(world, node, world.random(`reader ${index}`)));
      const writing = writeSome(world);
      await world.sleep(world.random('faults').below(100));
      await world.faults.cut([{ from: 'b', to: 'c' }]);
      await world.sleep(60);
      await world.faults.mend();
      await Promise.all([writing, ...reading]);
    },
  });
  return checkHistory({ workload: 'register', events: history });
}

if (import.meta.main) {
  for (let seed = 1; seed <= 50; seed++) {
    const { verdict, anomalies } = await tryChain(seed, 'any node');
    console.log(`seed ${seed}: ${anomalies[0]?.summary ?? verdict}`);
  }
}
