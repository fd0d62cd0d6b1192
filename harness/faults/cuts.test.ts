import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linkName } from '../cluster.ts';
import { seededRandom } from '../random.ts';
import { allLinks, bridge, halves, majoritiesRing, minority, oneWay, setApart, type Cut } from './cuts.ts';

const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `n${index + 1}`);
const anyCluster = fc.integer({ min: 3, max: 9 }).map(names);

/** For each node, whom it still hears. */
function hearing(nodes: readonly string[], { links }: Cut): Map<string, string[]> {
  const isCut = new Set(links.map(linkName));
  const open = allLinks(nodes).filter((link) => !isCut.has(linkName(link)));
  return new Map(nodes.map((node) => [node, open.filter(({ to }) => to === node).map(({ from }) => from)]));
}

function forAll(check: (nodes: readonly string[], seed: number) => void): void {
  fc.assert(fc.property(anyCluster, fc.nat(), check));
}

describe('cuts', () => {
  it('set one side apart, in both directions', () => {
    const cut = setApart(['n1', 'n2', 'n3'], ['n2']);
    expect(cut.description).toBe('n2 | n1 n3');
    expect([...hearing(['n1', 'n2', 'n3'], cut).values()]).toEqual([['n3'], [], ['n1']]);
  });

  it('never cut a link twice, nor one that is none', () => {
    forAll((nodes, seed) => {
      for (const shape of [halves, minority, majoritiesRing, bridge, oneWay]) {
        const links = shape(nodes, seededRandom(seed, 'cut')).links.map(linkName);
        const known = allLinks(nodes).map(linkName);
        expect(links.length).toBeGreaterThan(0);
        expect(new Set(links).size).toBe(links.length);
        expect(links.filter((link) => !known.includes(link))).toEqual([]);
      }
    });
  });

  it('in a ring of majorities, everybody hears a majority, and no two the same', () => {
    forAll((nodes, seed) => {
      const heard = hearing(nodes, majoritiesRing(nodes, seededRandom(seed, 'cut')));
      const majorities = [...heard].map(([node, others]) => [node, ...others].toSorted().join());
      for (const others of heard.values()) expect(others.length + 1).toBe(Math.floor(nodes.length / 2) + 1);
      expect(new Set(majorities).size).toBe(nodes.length);
    });
  });

  it('with a bridge, exactly one node hears everybody', () => {
    forAll((nodes, seed) => {
      const heard = hearing(nodes, bridge(nodes, seededRandom(seed, 'cut')));
      expect([...heard.values()].filter((others) => others.length === nodes.length - 1)).toHaveLength(1);
    });
  });

  it('one way, a node is deaf or mute, and everything else is open', () => {
    forAll((nodes, seed) => {
      const cut = oneWay(nodes, seededRandom(seed, 'cut'));
      const [node] = cut.nodes as [string];
      expect(cut.links).toHaveLength(nodes.length - 1);
      expect(new Set(cut.links.map(({ from, to }) => (cut.description.endsWith('nobody') ? to : from)))).toEqual(
        new Set([node]),
      );
    });
  });

  it('set apart fewer than half, or half rounded down', () => {
    forAll((nodes, seed) => {
      expect(minority(nodes, seededRandom(seed, 'cut')).nodes.length).toBeLessThan(nodes.length / 2);
      expect(halves(nodes, seededRandom(seed, 'cut')).nodes).toHaveLength(Math.floor(nodes.length / 2));
    });
  });
});
