/** The last phase of a trial: its report, from the trial's directory alone. */
import { writeFile } from 'node:fs/promises';
import type { TextOptions } from '../../reports/text/palette.ts';
import { fileIn, readPlan } from '../trial/trial-directory.ts';

/** Writes the report and answers its path. Rejects with an OrdealError if the directory is not that of a judged trial. */
export async function writeReport(directory: string): Promise<string> {
  readPlan(directory);
  const [{ readTrialRecord }, { renderHtmlReport }] = await Promise.all([
    import('../trial/judge.ts'),
    import('../../reports/html/page.ts'),
  ]);
  const file = fileIn(directory, 'report');
  await writeFile(file, renderHtmlReport(await readTrialRecord(directory)));
  return file;
}

/** The report as plain text. Rejects as `writeReport` does. */
export async function textReport(directory: string, options: TextOptions): Promise<string> {
  readPlan(directory);
  const [{ readTrialRecord }, { renderTextReport }] = await Promise.all([
    import('../trial/judge.ts'),
    import('../../reports/text/report.ts'),
  ]);
  return renderTextReport(await readTrialRecord(directory), options).trimEnd();
}
