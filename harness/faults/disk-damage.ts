/**
 * A disk that goes bad: a bit of a file flips, or a file loses its end. The node is killed, its disk damaged, and the node started
 * again, as a machine finds out at its next start. One node at a time: no system has to bear more. A node that refuses to
 * start is repaired and started when it is over: the file is what it was. So is the file of one that went on and has not come to it
 * yet; what a node has changed since, it keeps. Attested by checksums of what the disk held, measured while the node is dead.
 */
import { crc32 } from 'node:zlib';
import { between, pick } from '../../targets/contract/random.ts';
import type { Random } from '../../targets/contract/random.ts';
import type { RunningCluster } from '../cluster.ts';
import { chooseNodes, nodeChoiceRefusal, nodeVariants } from './choose-nodes.ts';
import type { FaultInstance, FaultKind, Moment, Observation } from './fault.ts';
import { inWords } from './process-fault.ts';
import { observeHeartbeats } from './pause.ts';
import { refusalOfRealNodes, worldOf } from './world-only.ts';

type Damage = (random: Random, intact: Uint8Array) => Uint8Array;

function flipBit(random: Random, intact: Uint8Array): Uint8Array {
  const bytes = intact.slice();
  const bit = random.below(8 * bytes.length);
  bytes[bit >> 3] = (bytes[bit >> 3] as number) ^ (1 << (bit & 7));
  return bytes;
}

const cutEnd: Damage = (random, intact) => intact.slice(0, between(random, 0, intact.length - 1));

const sumOf = (bytes: Uint8Array): string => crc32(bytes).toString(16).padStart(8, '0');

/** One file of one node, from what it was to what it is again. */
class DamagedFile implements FaultInstance {
  readonly #cluster: RunningCluster;
  readonly #random: Random;
  readonly #node: string;
  readonly #damage: Damage;
  #file = '';
  #intact: Uint8Array = new Uint8Array();
  #broken: Uint8Array = new Uint8Array();
  /** The checksum found just after damaging it, and whether that is another than before. */
  #damaged: Observation = { sentence: '', asExpected: false };
  /** What was found when it was over. */
  #repaired: Observation = { sentence: 'nothing was repaired', asExpected: false };

  constructor(cluster: RunningCluster, random: Random, node: string, damage: Damage) {
    this.#cluster = cluster;
    this.#random = random;
    this.#node = node;
    this.#damage = damage;
  }

  get description(): string {
    return this.#node;
  }

  get nodes(): readonly string[] {
    return [this.#node];
  }

  async inject(): Promise<void> {
    const { controls } = this.#cluster;
    const world = worldOf(this.#cluster);
    await controls.kill(this.#node);
    const files = [...world.diskImage(this.#node)].filter(([, bytes]) => bytes.length > 0);
    if (files.length === 0) throw new Error(`there is nothing on the disk of ${this.#node}`);
    [this.#file, this.#intact] = pick(this.#random, files);
    this.#broken = this.#damage(this.#random, this.#intact);
    world.overwriteFile(this.#node, this.#file, this.#broken);
    this.#damaged = this.#compare((isIntact) => !isIntact);
    await controls.start(this.#node);
  }

  async heal(): Promise<void> {
    const { controls, measurements } = this.#cluster;
    const found = worldOf(this.#cluster).diskImage(this.#node).get(this.#file);
    const isUntouched = found !== undefined && Buffer.compare(found, this.#broken) === 0;
    if (!isUntouched && (await measurements.lifetime(this.#node)).running) {
      this.#repaired = { sentence: `${this.#node} went on with what it had`, asExpected: true };
      return;
    }
    worldOf(this.#cluster).overwriteFile(this.#node, this.#file, this.#intact);
    this.#repaired = this.#compare((isIntact) => isIntact);
    await controls.start(this.#node);
  }

  async observe(moment: Moment): Promise<Observation> {
    const life = await this.#cluster.measurements.lifetime(this.#node);
    const words = inWords(this.#node, life);
    if (moment === 'before') return { sentence: words, asExpected: life.running };
    if (moment === 'during') {
      // The file of a node that runs is its own to change: what was found before it started counts.
      const { sentence, asExpected } = life.running ? this.#damaged : this.#compare((isIntact) => !isIntact);
      return { sentence: `${sentence}, ${words}`, asExpected };
    }
    const heartbeat = await observeHeartbeats(this.#cluster, [this.#node], 'after');
    return {
      sentence: `${this.#repaired.sentence}, ${heartbeat.sentence}`,
      asExpected: this.#repaired.asExpected === true && heartbeat.asExpected,
    };
  }

  /** Reads the disk of the dead node. */
  #compare(isAsExpected: (isIntact: boolean) => boolean): Observation {
    const bytes = worldOf(this.#cluster).diskImage(this.#node).get(this.#file) ?? new Uint8Array();
    const [found, was] = [bytes, this.#intact].map((content) => `${sumOf(content)} of ${content.length} bytes`);
    const place = `file ${this.#file} of ${this.#node}`;
    return {
      sentence: found === was ? `${place} has checksum ${was} as before` : `${place} has checksum ${found}, had ${was}`,
      asExpected: isAsExpected(found === was),
    };
  }
}

function damaging(kind: Pick<FaultKind, 'name' | 'summary' | 'beyondPromises'>, damage: Damage): FaultKind {
  const { one, primary } = nodeVariants;
  return {
    ...kind,
    attestedBy: "the file's checksum, read from the disk while the node is dead, and a heartbeat at the end",
    holds: 'process',
    avoids: ['disk', 'process'],
    variants: { one, primary } as Record<string, string>,
    refusal(ground, variant) {
      const { kill: support } = ground.target.supports;
      if (!support.supported) return support.reason;
      return (
        refusalOfRealNodes(ground, 'the files of a container are not damaged yet') ?? nodeChoiceRefusal(ground, variant)
      );
    },
    async choose(choice): Promise<FaultInstance | null> {
      const [node] = (await chooseNodes(choice)) ?? [];
      return node === undefined ? null : new DamagedFile(choice.cluster, choice.random, node, damage);
    },
  };
}

export const diskBitFlip: FaultKind = damaging(
  {
    name: 'disk-bit-flip',
    summary: 'kills a node, flips a bit in one of its files, starts it; one that refuses is repaired later',
  },
  flipBit,
);

export const diskTruncation: FaultKind = damaging(
  {
    name: 'disk-truncation',
    summary: 'kills a node, cuts the end off one of its files, starts it; one that refuses is repaired later',
    beyondPromises:
      'the end of a log that was lost cannot be told from one that was never written, unless its length is kept elsewhere',
  },
  cutEnd,
);
