/**
 * The host port: everything a node may do to the outside. A node written against it is a deterministic state machine:
 * the same code runs in the simulated world (virtual time, one seed) and as a process in a container (TCP, files).
 * In the manner of etcd's raft library and TigerBeetle's replica.
 */
import type { Json } from '../../checkers/history/event.ts';
import type { Random } from './random.ts';

/** Messages are plain JSON data and never changed after they are sent. */
export type Message = { readonly [key: string]: Json };

/** Bytes that were given to it are never changed afterwards. */
export interface Disk {
  /** The file's content as it is now (after a crash: what survived), or undefined if there is none. */
  read(file: string): Uint8Array | undefined;
  /** A part of a file, fewer bytes where it ends, none if there is no file. The node waits for it: as short as one read of the device. */
  readRange(file: string, offsetBytes: number, sizeBytes: number): Uint8Array;
  /** The names of all files. */
  fileNames(): readonly string[];
  /** Appends. It may be lost in a crash until `sync` has called back. */
  append(file: string, bytes: Uint8Array): void;
  /** Cuts the file to `sizeBytes`. Durable after the next `sync`. */
  truncate(file: string, sizeBytes: number): void;
  /** Replaces the whole file atomically: after a crash it is the old or the new content. Durable at `done`. */
  replace(file: string, bytes: Uint8Array, done: () => void): void;
  /** Removes the file, if there is one. A crash may bring it back, as long as no later `sync` has called back. */
  remove(file: string): void;
  /** Calls back once everything appended or cut before the call is durable. Calls back in the order of the calls. */
  sync(file: string, done: () => void): void;
}

export interface Timer {
  cancel(): void;
}

export interface Host {
  /** This node's name. */
  readonly node: string;
  /** The other nodes' names. */
  readonly peers: readonly string[];
  readonly random: Random;
  readonly disk: Disk;
  /** Milliseconds, never goes back, not affected by clock faults. */
  monotonicMs(): number;
  /** Milliseconds since 1970 as this node believes; clock faults move it. */
  wallMs(): number;
  /** Calls back once, `delayMs` later on the monotonic clock. */
  setTimer(delayMs: number, callback: () => void): Timer;
  /**
   * Sends to a peer (its name) or answers a client (the `from` of its request). Never fails and never waits: the
   * message may be lost, delayed, duplicated or reordered.
   */
  send(to: string, message: Message): void;
  /** One line for the node's log. */
  log(line: string): void;
}

/** How long a node that is stopped in good order may take to hand over. */
export const maxStopMs = 1000;

/** A running node: it is called, one event at a time, and acts through its host. */
export interface NodeProcess {
  /** `from` is a peer's name, or an opaque client address (never a peer's name) that can be answered with `send`. */
  receive(from: string, message: Message): void;
  /**
   * The process is about to be ended in good order: calls back when the node has handed over what others wait for. It is ended
   * after `maxStopMs` all the same.
   */
  stop?(done: () => void): void;
  /** What it believes at the moment, flat and short: role, term, leader, ... Asked when a simulated trial is traced. */
  beliefs?(): { readonly [name: string]: string | number | boolean | null };
}

/** Starts (or restarts, after a crash, from its disk) one node. */
export type NodeProgram = (host: Host) => NodeProcess;
