/**
 * A client's connection to a simulated node: reliable and in order, as TCP is, with the network's delays, and untouched
 * by partitions (clients reach nodes through ports of their own). It ends when the node dies or refuses; what the client
 * sent before it closed still arrives.
 */
import type { Message } from '../../../targets/contract/host.ts';
import type { Random } from '../../../targets/contract/random.ts';
import type { Channel } from '../../../targets/contract/target.ts';
import type { NetworkSettings } from '../settings.ts';
import { SimulatedLink } from './simulated-link.ts';
import type { SimulatedNode } from '../node/simulated-node.ts';
import type { World } from '../world.ts';

/** Where channels get their delays and their addresses from. */
export interface ChannelSurroundings {
  readonly world: World;
  readonly network: NetworkSettings;
  /** The randomness of its delays. */
  readonly random: Random;
}

/** One direction of the channel: nothing is lost, and nothing overtakes. */
function reliablePath({
  world,
  network,
  random,
}: ChannelSurroundings): <Load>(load: Load, arrive: (load: Load) => void) => void {
  const settings = { ...network, lossProbability: 0, duplicateProbability: 0, inOrder: true, bytesPerSecond: null };
  const link = new SimulatedLink(world, random, settings);
  return (load, arrive) => link.transmit(load, arrive);
}

/** Opens a channel to this node. `address` is what the node sees as the sender; it must be nobody else's. */
export function dialNode(node: SimulatedNode, address: string, surroundings: ChannelSurroundings): Channel {
  const { world } = surroundings;
  const toNode = reliablePath(surroundings);
  const toClient = reliablePath(surroundings);
  const messageListeners: ((message: Message) => void)[] = [];
  const closeListeners: (() => void)[] = [];
  const ended = world.wait<void>();
  let open = true;
  /** The life of the node that accepted, or 0. */
  let life = 0;
  const closeClient = (): void => {
    if (!open) return;
    open = false;
    ended.resolve();
    world.calledOut();
    for (const listener of closeListeners) listener();
  };
  const deliverToClient = (message: Message): void => {
    if (!open) return;
    world.calledOut();
    for (const listener of messageListeners) listener(message);
  };
  const deliverToNode = (message: Message): void => {
    if (life === node.life) node.receive(address, message);
  };
  const accept = (): void => {
    if (node.state === 'down') {
      toClient(null, closeClient);
      return;
    }
    life = node.life;
    node.clients.set(address, {
      answer: (message) => toClient(message, deliverToClient),
      hangUp: () => toClient(null, closeClient),
    });
  };

  // If the world itself fails, no answer will ever come.
  ended.promise.catch(closeClient);
  toNode(null, accept);
  return {
    send: (message) => {
      if (!open) return;
      toNode(message, deliverToNode);
    },
    onMessage: (listener) => void messageListeners.push(listener),
    onClose: (listener) => void closeListeners.push(listener),
    close: () => {
      if (!open) return;
      open = false;
      ended.resolve();
      // The node stops answering once it learns of it.
      toNode(address, (closed) => node.clients.delete(closed));
    },
  };
}
