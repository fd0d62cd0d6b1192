/**
 * The adapter contract: all that the harness knows of a system under test. A target is a value with the seams below;
 * it implements what it has, and the harness offers what that allows. Nothing here knows of faults, workloads,
 * histories or verdicts.
 */
import type { z } from 'zod';
import type { CapabilityName, Connection } from './client.ts';
import type { ErrorTable } from './errors.ts';
import type { Message, NodeProgram } from './host.ts';
import type { PlantedBug } from './planted-bug.ts';

/** Two-way message stream between one client and one simulated node. */
export interface Channel {
  send(message: Message): void;
  onMessage(listener: (message: Message) => void): void;
  /** The node died, or refused: nothing more will arrive. Called at most once, not after `close`. */
  onClose(listener: () => void): void;
  close(): void;
}

/** Where a client reaches a node. Docker nodes are published on loopback; simulated nodes are dialled. */
export type Endpoint =
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'simulated'; dial(): Channel };

export interface Cluster<Options> {
  readonly options: Options;
  /** Every node's endpoint, in the order of `nodes(options)`. */
  readonly endpoints: ReadonlyMap<string, Endpoint>;
}

export interface ConnectRequest<Options> extends Cluster<Options> {
  /** The node that this logical process is assigned to. */
  readonly home: string;
  /** The logical process's id. */
  readonly process: number;
}

/** `primary` accepts writes. `unknown`: the node does not say. */
export type Role = 'primary' | 'replica' | 'unknown';

/** What a node says of itself. One trivial question answers readiness, heartbeat, role and clock. */
export interface NodeStatus {
  /** It would serve clients now. */
  readonly ready: boolean;
  readonly role: Role;
  /** The node's own wall clock, milliseconds since 1970, if the system can tell. Needed for clock faults. */
  readonly wallClockMs?: number;
  /** A few words for people: term, replication offset, ... */
  readonly detail?: string;
}

/** Whether a fault makes sense for this target; a refusal's reason is shown to the user. */
export type Support = { readonly supported: true } | { readonly supported: false; readonly reason: string };

/** What the target promises in this configuration. */
export interface Claim {
  /** A model's name (see `ordeal models`), for instance `linearizable` or `snapshot-isolation`. */
  readonly model: string;
  /** `documented`: the system's authors promise it. `assumed`: they do not, but it is what the workload's user relies on. */
  readonly basis: 'documented' | 'assumed';
  /** A sentence: who says so, or why it is assumed. */
  readonly note: string;
  /**
   * Milliseconds after the last write and the last fault within which every copy comes to hold the same. If given, final
   * reads wait for so long and must then agree.
   */
  readonly convergenceMs?: number;
}

export interface ContainerSpec {
  /** Arguments after the image name; the image's default when absent. */
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** The port that clients use, inside the container. */
  readonly port: number;
  /** Files inside the container to collect at tear-down, besides its output. */
  readonly logFiles?: readonly string[];
}

export interface DockerDeployment<Options> {
  /**
   * `build`: a directory with a Dockerfile, built by `ordeal images build` and on first use; a name such as `redis` means
   * one that comes with Ordeal (`docker/redis`). `image`: any image that the engine has or can pull.
   */
  readonly image: { readonly build: string } | { readonly image: string };
  /** The container for one node. Nodes reach each other by name. */
  container(node: string, options: Options): ContainerSpec;
}

export interface SimulatedDeployment<Options> {
  /** The program that a node runs. */
  program(node: string, options: Options): NodeProgram;
}

/** Where and how to ask one node something. */
export interface AskedNode<Options> {
  readonly endpoint: Endpoint;
  readonly options: Options;
  readonly signal: AbortSignal;
}

/**
 * The members: those of the nodes whose votes and copies count. For systems whose operators change them while they run. A node that
 * is no member goes on running. Whoever calls asks one node after the other, on connections of their own.
 */
export interface MembershipControls<Options> {
  /** Why this configuration's members cannot be changed, in a sentence; null if they can. */
  refusal(options: Options): string | null;
  /** Their names, as the asked node knows for certain; rejects if it does not, or does not answer. */
  members(asked: AskedNode<Options>): Promise<readonly string[]>;
  /** Resolves once the change is in force; rejects if the asked node does not do it now, or nobody knows. */
  add(node: string, asked: AskedNode<Options>): Promise<void>;
  remove(node: string, asked: AskedNode<Options>): Promise<void>;
}

export interface Target<Schema extends z.ZodObject = z.ZodObject> {
  /** Kebab-case. */
  readonly name: string;
  readonly summary: string;
  /** Options for `--set name=value`, each with a default and a description. */
  readonly options: Schema;
  /** Those that some configuration has. */
  readonly capabilities: readonly CapabilityName[];
  /** Why this configuration does not offer one of `capabilities`, in a sentence; null if it does. Absent: all offer all. */
  lacks?(options: z.output<Schema>, capability: CapabilityName): string | null;
  /** Mistakes planted on purpose, the values of the option `bug`. */
  readonly bugs?: readonly PlantedBug[];
  readonly errors: ErrorTable;
  /** What breaking a node may mean here. Partitions need nothing from the target. */
  readonly supports: {
    readonly kill: Support;
    readonly pause: Support;
    readonly clock: Support;
    /** Whether `status` tells primaries from replicas. */
    readonly roles: Support;
  };
  readonly simulated?: SimulatedDeployment<z.output<Schema>>;
  readonly docker?: DockerDeployment<z.output<Schema>>;
  /** Names of the nodes, in order; lower-case letters and digits. */
  nodes(options: z.output<Schema>): readonly string[];
  claim(options: z.output<Schema>, capability: CapabilityName): Claim;
  /** Opens one connection for one logical process. Rejects if the node cannot be reached. */
  connect(request: ConnectRequest<z.output<Schema>>): Promise<Connection>;
  /** Asks one node for its status, on a connection of its own. Rejects if it does not answer. */
  status(endpoint: Endpoint, options: z.output<Schema>, signal: AbortSignal): Promise<NodeStatus>;
  /** Absent: the members are the nodes, always. */
  readonly membership?: MembershipControls<z.output<Schema>>;
  /** Once, when every node is ready: schema and the like. */
  setUp?(cluster: Cluster<z.output<Schema>>): Promise<void>;
}

/** Gives an adapter its types: options are inferred from the schema. */
export function defineTarget<Schema extends z.ZodObject>(target: Target<Schema>): Target<Schema> {
  return target;
}
