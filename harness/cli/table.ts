/** Aligned columns for plain text, each as wide as its widest cell; the last is never padded. */

/** `widthOf` measures a cell; pass one that ignores colour codes if cells carry them. Cells hold no line breaks. */
export function alignedRows(
  rows: readonly (readonly string[])[],
  widthOf: (cell: string) => number = (cell) => cell.length,
): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, widthOf(cell));
  }
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === row.length - 1 ? cell : cell + ' '.repeat((widths[column] as number) - widthOf(cell)),
      )
      .join('  ')
      .trimEnd(),
  );
}
