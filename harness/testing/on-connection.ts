/** What rules about a connection's operations share: a connection to the primary, and keys of their own. */
import type { Connection } from '../../targets/contract/client.ts';
import type { ConformanceStage } from './rule.ts';

/** Hostile names: quotes, markup, line breaks, other scripts. Keys are data, never syntax. */
export const hostileKeys = [`it's "quoted"; --`, '</script><img src=x>', 'a\r\nb', 'ключ 鍵 🗝', '%s {0} $1 \\'];

let freshKeys = 0;
export const freshKey = (): string => `conformance-${freshKeys++}`;

/** Runs on a connection to the primary (or the first node), which is closed afterwards. */
export async function withConnection<T>(
  stage: ConformanceStage,
  process: number,
  use: (connection: Connection) => Promise<T>,
) {
  const { target, options, cluster } = stage;
  const statuses = await Promise.all(cluster.nodes.map((node) => cluster.measurements.status(node, 5000)));
  const primary = cluster.nodes.find((_, index) => statuses[index]?.role === 'primary');
  const [first = ''] = cluster.nodes;
  const home = primary ?? first;
  const connection = await target.connect({ options, endpoints: cluster.endpoints, home, process });
  try {
    return await use(connection);
  } finally {
    connection.close();
  }
}
