/**
 * What an operator asks of a leader: to add or remove a member (Ongaro's thesis, section 4.1, one at a time) and to hand its
 * leadership over (section 3.10). A change of members goes through the log like a write. It is refused until the
 * leader has committed an entry of its own term: without this rule two leaders can each make a change that the other does
 * not know, and their majorities need not share a node (Ongaro, "bug in single-server membership changes", raft-dev 2015).
 */
import type { Host } from '../../contract/host.ts';
import { chance, pick } from '../../contract/random.ts';
import type { StoreConfiguration } from '../configuration.ts';
import type { AdministrativeChange } from '../protocol/client-protocol.ts';
import type { Caller, ClientDesk } from '../replication/client-desk.ts';
import type { Membership } from './membership.ts';

/** A node that lacks more entries than this is not added: the cluster could not commit until it had them. */
const maxLag = 200;

/** What administration needs of the leadership that it is part of. */
export interface AdministeredLeader {
  readonly host: Host;
  readonly configuration: StoreConfiguration;
  readonly term: number;
  readonly membership: Membership;
  readonly desk: ClientDesk;
  commitIndex(): number;
  lastIndex(): number;
  matchIndexOf(peer: string): number;
  /** True once everything that earlier terms committed is known and applied here. */
  isEstablished(): boolean;
  /** Through the log; the caller is answered when it is committed. */
  changeMembers(caller: Caller | null, members: readonly string[]): void;
}

interface Handover {
  readonly to: string;
  readonly caller: Caller | null;
  isSent: boolean;
}

export class Administration {
  readonly #leader: AdministeredLeader;
  #handover: Handover | null = null;

  constructor(leader: AdministeredLeader) {
    this.#leader = leader;
  }

  /** To whom the leadership is being handed over: until then, or until that fails, nothing new is begun. */
  get successor(): string | null {
    return this.#handover?.to ?? null;
  }

  /** `caller`: whom to answer, if anybody waits. */
  ask(caller: Caller | null, { type, node }: AdministrativeChange): void {
    const reason = type === 'transfer' ? this.#refuseTransfer(node) : this.#refuseChange(type, node);
    if (reason !== null) {
      if (caller !== null) this.#leader.desk.notNow(caller, reason);
    } else if (type === 'transfer') this.#handOver(node, caller);
    else {
      const { members } = this.#leader.membership;
      const changed = type === 'add-member' ? [...members, node].toSorted() : members.filter((one) => one !== node);
      this.#leader.changeMembers(caller, changed);
    }
  }

  /** Does what an operator might: hands over, removes a member, or adds one that is away. */
  meddle(): void {
    const { host, membership } = this.#leader;
    const away = [host.node, ...host.peers].toSorted().filter((node) => !membership.includes(node));
    if (chance(host.random, 0.2)) this.ask(null, { type: 'transfer', node: pick(host.random, membership.members) });
    else if (away.length > 0 && chance(host.random, 0.75)) {
      this.ask(null, { type: 'add-member', node: pick(host.random, away) });
    } else this.ask(null, { type: 'remove-member', node: pick(host.random, membership.members) });
  }

  /** Hands over to the member that lacks least. False if there is no other. */
  handOverToBest(): boolean {
    const { membership, host } = this.#leader;
    const [best] = membership.members
      .filter((member) => member !== host.node)
      .toSorted((a, b) => this.#leader.matchIndexOf(b) - this.#leader.matchIndexOf(a));
    if (best === undefined) return false;
    if (this.#handover === null) this.#handOver(best, null);
    return true;
  }

  /** A follower answered: the successor may have the whole log now. */
  onReply(): void {
    const { host, term } = this.#leader;
    const handover = this.#handover;
    if (handover === null || handover.isSent) return;
    if (this.#leader.matchIndexOf(handover.to) < this.#leader.lastIndex()) return;
    handover.isSent = true;
    host.log(`term ${term}: handing over to ${handover.to}`);
    host.send(handover.to, { kind: 'timeout-now', term });
  }

  /** The leadership is over. */
  onResigned(): void {
    const caller = this.#handover?.caller ?? null;
    if (caller !== null) this.#leader.desk.result(caller, null, this.#leader.commitIndex());
    this.#handover = null;
  }

  #refuseTransfer(to: string): string | null {
    const { membership, host } = this.#leader;
    if (to === host.node) return `${to} leads already`;
    if (!membership.includes(to)) return `${to} is no member`;
    return this.#handover === null ? null : `the leadership is being handed over to ${this.#handover.to}`;
  }

  #refuseChange(type: 'add-member' | 'remove-member', node: string): string | null {
    const { membership, host, configuration } = this.#leader;
    const { bug } = configuration;
    if (membership.includes(node) === (type === 'add-member')) {
      return type === 'add-member' ? `${node} is a member already` : `${node} is no member`;
    }
    if (node !== host.node && !host.peers.includes(node)) return `there is no node ${node}`;
    if (membership.members.length === 1 && type === 'remove-member') return `${node} is the last member`;
    if (!this.#leader.isEstablished() && bug !== 'changes-members-before-own-entry') return 'the term has just begun';
    if (membership.changeIndex > this.#leader.commitIndex() && bug !== 'two-changes-at-once') {
      return 'the last change is not committed yet';
    }
    const lag = type === 'add-member' ? this.#leader.lastIndex() - this.#leader.matchIndexOf(node) : 0;
    return lag > maxLag ? `${node} lacks ${lag} entries` : null;
  }

  #handOver(to: string, caller: Caller | null): void {
    const { host, configuration, desk } = this.#leader;
    const handover: Handover = { to, caller, isSent: false };
    this.#handover = handover;
    host.setTimer(configuration.electionTimeoutMs, () => {
      if (this.#handover !== handover) return;
      this.#handover = null;
      if (caller !== null) desk.notNow(caller, `${to} did not take over`);
    });
    this.onReply();
  }
}
