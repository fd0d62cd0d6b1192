/**
 * A cluster: the running nodes of a target, on a backend. Both backends offer the same verbs, in pairs, and the same
 * measurements, so faults are written once. Verbs act on the outside of a node (its network, its process, its clock);
 * measurements read the world as it is, never what a verb was asked to do: that is what makes attestation worth something.
 */
import type { Endpoint, NodeStatus } from '../targets/contract/target.ts';
import type { LinkSettings } from './simulation/settings.ts';
import type { Timeline } from './timeline.ts';

export type BackendName = 'simulated' | 'docker';

/** Traffic from one node to another. A partition cuts links in one or both directions. */
export interface Link {
  readonly from: string;
  readonly to: string;
}

/** How a link is written, and told from others. */
export const linkName = ({ from, to }: Link): string => `${from}->${to}`;

export interface Lifetime {
  readonly running: boolean;
  /** Distinguishes one life of the process from the next: its start time or a counter, as text. */
  readonly startedAt: string;
  /** Whether its machine has power. */
  readonly machine: 'on' | 'off';
  /** Exit code of the last life if it is not running (137 after SIGKILL); null while it runs or when unknown. */
  readonly exitCode: number | null;
  /** Why it ended, if it is not running, said so, and the backend hears it; else empty. */
  readonly lastWords: string;
}

export interface FaultControls {
  /** Drops all traffic over these links, besides those already cut. A link that is cut twice must be mended twice. */
  cut(links: readonly Link[]): Promise<void>;
  /** Takes one cut off each of these links; without an argument, restores all links. */
  mend(links?: readonly Link[]): Promise<void>;
  /** Stops a node's processes where they stand, and lets them go on. */
  pause(node: string): Promise<void>;
  resume(node: string): Promise<void>;
  /**
   * SIGTERM, or whatever the system's image says ends it in good order: resolves when its process has ended. One that has not
   * after some seconds is killed.
   */
  stop(node: string): Promise<void>;
  /** SIGKILL: what the node wrote survives in the operating system, synced or not. */
  kill(node: string): Promise<void>;
  /** The machine loses power: what was not synced is lost wholly or in part. */
  cutPower(node: string): Promise<void>;
  /** Starts a node that was stopped or killed, or a machine without power, with the disk as it was left. */
  start(node: string): Promise<void>;
  /** Moves the node's wall clock by this much; its monotonic clock stays. */
  bumpClock(node: string, offsetMs: number): Promise<void>;
  resetClock(node: string): Promise<void>;
  /** Everything above undone, whatever state it is in; safe to call twice and after failures. */
  healAll(): Promise<void>;
}

export interface Measurements {
  /**
   * Probes every ordered pair of different nodes now, from where each is connected to the network, whatever its processes
   * do; the answer holds the links over which a probe went through.
   */
  reachableLinks(): Promise<readonly Link[]>;
  lifetime(node: string): Promise<Lifetime>;
  /** Asks the target's node itself something; null when it does not answer within `timeoutMs`, or refuses. */
  ask<T>(
    node: string,
    timeoutMs: number,
    question: (endpoint: Endpoint, signal: AbortSignal) => Promise<T>,
  ): Promise<T | null>;
  /** Asks it how it is. */
  status(node: string, timeoutMs: number): Promise<NodeStatus | null>;
  /** A node that has not told its status after this long does not answer: well above what a healthy one takes. */
  readonly statusPatienceMs: number;
  /** The controller's own wall clock, milliseconds since 1970, to compare a node's with. */
  wallMs(): number;
}

/** One direction of a link, as a burst of numbered probes found it. */
export interface LinkSample {
  readonly link: Link;
  readonly sentCount: number;
  /** How long each of those took that arrived at all, the first copy of each, milliseconds, in ascending order. */
  readonly delaysMs: readonly number[];
  /** Arrivals beyond the first of each. */
  readonly extraCount: number;
}

/**
 * What only a simulated world allows: breaking and measuring below processes and drop rules. Measurements are of the world
 * as it is, here too. `FaultControls.resetClock` and `healAll` undo these as well.
 */
export interface WorldControls {
  /** Both clocks of the node, and its timers, run at this rate; 1 is right. */
  setClockRate(node: string, rate: number): void;
  /** The node's wall clock is off by this much during every second period. */
  strobeClock(node: string, offsetMs: number, periodMs: number): void;
  adjustLinks(links: readonly Link[], changes: Partial<LinkSettings>): void;
  restoreLinks(): void;
  /** Handling one event costs the node this much. */
  slowProcessor(node: string, eventMs: number): void;
  restoreProcessor(node: string): void;
  /** Every sync takes at least this long. */
  slowDisk(node: string, minSyncMs: number): void;
  /** Nothing can be written any more. */
  fillDisk(node: string): void;
  restoreDisk(node: string): void;
  /** What the disk holds, by file. */
  diskImage(node: string): ReadonlyMap<string, Uint8Array>;
  /** The disk holds this from now on, whatever the node wrote: a medium that goes bad, or one that is repaired. */
  overwriteFile(node: string, file: string, bytes: Uint8Array): void;
  sampleLinks(links: readonly Link[]): Promise<readonly LinkSample[]>;
  /** How long a small write takes to be durable, milliseconds; null if the disk has no space or no power. */
  probeDisk(node: string): Promise<number | null>;
}

export interface RunningCluster {
  readonly backend: BackendName;
  /** What it runs on, for the record: the engine and its version, the image and its digest. */
  readonly provenance: string;
  readonly nodes: readonly string[];
  readonly endpoints: ReadonlyMap<string, Endpoint>;
  readonly timeline: Timeline;
  readonly controls: FaultControls;
  readonly measurements: Measurements;
  /** Absent where nodes are real. */
  readonly world?: WorldControls;
  /**
   * Runs `main` with the timeline in motion and settles as it does. Virtual time advances only inside `main`, and inside
   * `main` nothing but this cluster may be awaited (real input and output only synchronously); Docker just calls it.
   */
  drive<T>(main: () => Promise<T>): Promise<T>;
  /** Writes each node's logs so far to `<directory>/<node>/*.log`. */
  collectLogs(directory: string): Promise<void>;
  /** Removes everything that was created for this cluster. Safe to call twice. */
  tearDown(): Promise<void>;
}

/** What a backend needs to start a cluster. */
export interface ClusterRequest {
  /** Names and labels everything that is created: `<time>-<target>-...`, only `[a-z0-9-]`. */
  readonly trialId: string;
  readonly seed: number;
  readonly nodes: readonly string[];
  /** Lines for a person who waits: "building image ordeal/redis". */
  readonly progress: (line: string) => void;
  readonly signal: AbortSignal;
}
