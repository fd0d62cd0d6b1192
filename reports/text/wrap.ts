/** Breaks safe text into lines for a terminal. */

export interface WrapOptions {
  /** Characters in a line, margins included. */
  readonly width: number;
  /** Spaces before the first line, and before the others. */
  readonly first: number;
  readonly others: number;
}

const narrowest = 20;

/**
 * At least one line, none longer than `width` (but a very narrow terminal is not obeyed); words longer than a line are
 * cut. Counts code points, so wide characters may stick out.
 */
export function wrap(text: string, { width, first, others }: WrapOptions): string[] {
  const margins = [' '.repeat(first), ' '.repeat(others)] as const;
  const room = Math.max(narrowest, width - Math.max(first, others));
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((each) => cut(each, room))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (codePoints(longer) <= room) line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  lines.push(line);
  return lines.map((each, position) => (position === 0 ? margins[0] : margins[1]) + each.trimEnd());
}

function cut(word: string, length: number): string[] {
  const characters = Array.from(word);
  const parts: string[] = [];
  for (let start = 0; start === 0 || start < characters.length; start += length) {
    parts.push(characters.slice(start, start + length).join(''));
  }
  return parts;
}

export function codePoints(text: string): number {
  return Array.from(text).length;
}
