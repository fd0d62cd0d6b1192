/** A row of block characters, one a value, scaled to the largest of those shown (Tufte's sparkline). */

const blocks = '▁▂▃▄▅▆▇█';

/** The last `width` values; an empty slot is a space, zero is the lowest block. */
export function sparkline(values: readonly number[], width: number): string {
  const shown = width > 0 ? values.slice(-width) : [];
  const largest = Math.max(1, ...shown);
  return shown
    .map((value) => blocks[Math.min(blocks.length - 1, Math.floor((value / largest) * (blocks.length - 1) + 0.5))])
    .join('')
    .padStart(width, ' ');
}
