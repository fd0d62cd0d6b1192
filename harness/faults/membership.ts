/**
 * Membership: nodes are removed from the members, as an operator would do it, and added again later. They go on running, and
 * the system may not count their votes and copies meanwhile. A change takes a system that works: while other faults keep it from being
 * made it is asked for again. Attested by the members that the system itself tells.
 */
import type { AskedNode, MembershipControls } from '../../targets/contract/target.ts';
import type { RunningCluster } from '../cluster.ts';
import { choosePrimary, chooseSome, nodeChoiceRefusal, nodeVariants } from './choose-nodes.ts';
import type { FaultChoice, FaultInstance, FaultKind, Moment, Observation, TargetInUse } from './fault.ts';

/** A change that is not made after so long, asked for again and again, fails. */
const changePatienceMs = 30_000;
/** How long one node may take to make a change. */
const requestPatienceMs = 1000;
/** How long it is asked again who the members are when nobody knows: as long as an election takes, and longer. */
const viewPatienceMs = 3000;
const askAgainMs = 50;

interface View {
  readonly members: readonly string[];
  /** The node that knew it, and can probably change it. */
  readonly toldBy: string;
}

/** The members of a running cluster. */
class Members {
  readonly #cluster: RunningCluster;
  readonly #controls: MembershipControls<Readonly<Record<string, unknown>>>;
  readonly #options: Readonly<Record<string, unknown>>;

  constructor(cluster: RunningCluster, { target, options }: TargetInUse) {
    if (target.membership === undefined) throw new RangeError(`the members of ${target.name} cannot be changed`);
    this.#cluster = cluster;
    this.#controls = target.membership;
    this.#options = options;
  }

  /** Null if nobody tells within `patienceMs`. */
  async view(patienceMs: number): Promise<View | null> {
    const { timeline } = this.#cluster;
    const endNs = timeline.nowNs() + patienceMs * 1e6;
    for (;;) {
      const view = await this.#look();
      if (view !== null || timeline.nowNs() > endNs) return view;
      await timeline.sleep(askAgainMs);
    }
  }

  /** Asks for the change until it is in force. Rejects when its patience is over. */
  async change(verb: 'add' | 'remove', node: string): Promise<void> {
    const { timeline } = this.#cluster;
    const endNs = timeline.nowNs() + changePatienceMs * 1e6;
    for (;;) {
      const view = await this.#look();
      if (view !== null && view.members.includes(node) === (verb === 'add')) return;
      if (timeline.nowNs() > endNs) throw new Error(`nobody could ${verb} ${node} in ${changePatienceMs / 1000} s`);
      if (view !== null) await this.#ask(view.toldBy, requestPatienceMs, (asked) => this.#controls[verb](node, asked));
      await timeline.sleep(askAgainMs);
    }
  }

  async #look(): Promise<View | null> {
    const { nodes, measurements } = this.#cluster;
    const views = await Promise.all(
      nodes.map(async (node) => {
        const members = await this.#ask(node, measurements.statusPatienceMs, (asked) => this.#controls.members(asked));
        return members === null ? null : { members, toldBy: node };
      }),
    );
    return views.find((view) => view !== null) ?? null;
  }

  #ask<T>(
    node: string,
    timeoutMs: number,
    question: (asked: AskedNode<Readonly<Record<string, unknown>>>) => Promise<T>,
  ): Promise<T | null> {
    const options = this.#options;
    return this.#cluster.measurements.ask(node, timeoutMs, (endpoint, signal) =>
      question({ endpoint, options, signal }),
    );
  }
}

/** Some of the members, never all of them; null if there are too few. */
async function chooseMembers(choice: FaultChoice, members: readonly string[]): Promise<string[] | null> {
  if (members.length < 2) return null;
  const ofMembers = { ...choice, free: choice.cluster.nodes.filter((node) => members.includes(node)) };
  if (choice.variant === 'primary') return [await choosePrimary(ofMembers)];
  return chooseSome(ofMembers, choice.variant === 'minority' ? Math.floor((members.length - 1) / 2) : 1);
}

async function observe(members: Members, nodes: readonly string[], moment: Moment): Promise<Observation> {
  const view = await members.view(viewPatienceMs);
  if (view === null) {
    // While it is on, other faults may keep the system from telling; before and after, it is asked again.
    return { sentence: 'nobody told who the members are', asExpected: moment === 'during' ? null : false };
  }
  const count = nodes.filter((node) => view.members.includes(node)).length;
  const sentence = `the members were ${view.members.join(' ')}, as ${view.toldBy} told`;
  return { sentence, asExpected: count === (moment === 'during' ? 0 : nodes.length) };
}

const { one, primary, minority } = nodeVariants;

export const membership: FaultKind = {
  name: 'membership',
  summary: 'removes nodes from the members of the system, adds them again later; they go on running',
  attestedBy: 'the members that the system itself tells',
  holds: 'membership',
  avoids: ['membership'],
  variants: { one, primary, minority } as Record<string, string>,
  refusal(ground, variant) {
    const { target, options, nodeCount } = ground;
    if (target.membership === undefined) return `the members of ${target.name} cannot be changed`;
    if (nodeCount < 2) return 'a single node is the last member';
    return target.membership.refusal(options) ?? nodeChoiceRefusal(ground, variant);
  },
  async choose(choice): Promise<FaultInstance | null> {
    const { cluster, free } = choice;
    // One at a time, or nobody might be left.
    if (free.length < cluster.nodes.length) return null;
    const members = new Members(cluster, choice);
    const view = await members.view(viewPatienceMs);
    const nodes = view === null ? null : await chooseMembers(choice, view.members);
    if (nodes === null) return null;
    return {
      description: nodes.join(' '),
      nodes,
      async inject() {
        for (const node of nodes) await members.change('remove', node);
      },
      async heal() {
        for (const node of nodes) await members.change('add', node);
      },
      observe: (moment) => observe(members, nodes, moment),
    };
  },
};
