/** The last phase of a trial: `report.html`, from the trial's directory alone. */
import { writeFile } from 'node:fs/promises';
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
