/**
 * A hash of texts, for placing keys and comparing trees: the 32 bits of Fowler, Noll and Vo (FNV-1a), mixed once more at the
 * end so that similar short texts fall far apart. It protects against chance, not against malice.
 */

export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
  hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b);
  return (hash ^ (hash >>> 16)) >>> 0;
}
