/**
 * What only a container can tell: whether drop rules drop, whether the kernel has netem, whether the clock moves, whether
 * processes can be frozen. One short-lived helper container tries them all (docker/helper/ordeal-examine).
 */
import { randomUUID } from 'node:crypto';
import type { Engine } from '../engine.ts';
import { failureText } from '../engine-failure.ts';
import { labelsFor, volumeName } from '../labels.ts';
import { removeTrial } from '../remove-leftovers.ts';
import { type Finding, missing, ok, warn } from './finding.ts';

const probeLimitMs = 30_000;

/** Parses what `ordeal-examine` prints: the answer by name, `ok` or `no: REASON` or a number. */
export function parseAnswers(text: string): Map<string, string> {
  const answers = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, name, answer] = /^([a-z]+) (.+)$/.exec(line.trim()) ?? [];
    if (name !== undefined && answer !== undefined) answers.set(name, answer);
  }
  return answers;
}

function reasonIn(answer: string | undefined): string {
  return answer === undefined ? 'no answer' : answer.replace(/^no: /, '').trim();
}

/** The findings that follow from the answers. */
export function findingsFrom(answers: ReadonlyMap<string, string>): Finding[] {
  const judge = (name: string, title: string, fine: string, otherwise: (reason: string) => Finding): Finding =>
    answers.get(name) === 'ok' ? ok(title, fine) : otherwise(reasonIn(answers.get(name)));
  return [
    judge('drop', 'partitions', 'drop rules in a container with NET_ADMIN work', (reason) =>
      missing('partitions', `drop rules do not work: ${reason}`, 'load the kernel modules ip_tables or nf_tables'),
    ),
    judge('netem', 'netem', 'the kernel can delay and lose packets', (reason) =>
      warn('netem', `the kernel has no netem: ${reason}`, 'nothing: packet faults are simulated only, so far'),
    ),
    judge('clock', 'clocks', "a node's wall clock can be moved", (reason) =>
      missing(
        'clocks',
        `the preloaded clock does not move: ${reason}`,
        'clock faults will not be attested on this machine',
      ),
    ),
    diskFinding(Number(answers.get('disk') ?? Number.NaN)),
  ];
}

function diskFinding(freeKb: number): Finding {
  if (!Number.isFinite(freeKb)) return warn('disk', 'free space on the engine is unknown', 'see `docker system df`');
  const freeGb = freeKb / 1024 / 1024;
  const detail = `${freeGb.toFixed(1)} GB free on the engine`;
  return freeGb < 3 ? warn('disk', detail, 'images take about 2 GB: `docker system prune`') : ok('disk', detail);
}

async function freezerFinding(engine: Engine, container: string): Promise<Finding> {
  try {
    await engine.pauseContainer(container);
    const frozen = (await engine.inspectContainer(container))?.paused === true;
    await engine.unpauseContainer(container);
    if (frozen) return ok('pauses', "a container's processes can be frozen");
    return missing('pauses', 'the engine froze a container without effect', 'pause faults will not be attested');
  } catch (error) {
    return missing(
      'pauses',
      `containers cannot be frozen: ${failureText(error)}`,
      'the engine needs the freezer cgroup',
    );
  }
}

/** Runs the probes in a container of the helper image; leaves nothing behind. */
export async function probeContainer(engine: Engine, helperImage: string): Promise<Finding[]> {
  const probe = `doctor-${randomUUID().slice(0, 8)}`;
  try {
    const volume = volumeName(probe, 'probe');
    await engine.createVolume(volume, labelsFor('probe', probe));
    const container = await engine.createContainer({
      name: `ordeal-${probe}`,
      image: helperImage,
      labels: labelsFor('probe', probe),
      capabilities: ['NET_ADMIN'],
      mount: { volume, path: '/ordeal' },
      network: { kind: 'none' },
    });
    await engine.startContainer(container);
    const { stdout } = await engine.exec(container, ['ordeal-examine'], probeLimitMs);
    return [...findingsFrom(parseAnswers(stdout)), await freezerFinding(engine, container)];
  } catch (error) {
    return [
      missing(
        'containers',
        `a container could not be run: ${failureText(error)}`,
        'look at the engine (`docker info`)',
      ),
    ];
  } finally {
    await removeTrial(engine, probe);
  }
}
