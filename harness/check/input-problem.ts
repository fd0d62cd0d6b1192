/** Bad input as an operating error: which file, where in it, what is wrong, and what to do. */
import { HistoryShapeError, InputError, type ParsedHistory, type Place } from '../../checkers/index.ts';
import { OrdealError } from '../errors.ts';

function placeText(file: string, { line, column, byte, part }: Place): string {
  const whole = part === undefined ? file : `${file}/${part}`;
  return byte === undefined ? `${whole}:${line}:${column}` : `${whole}: byte ${byte}`;
}

/** An InputError of the checkers as an OrdealError, with the place in the file if it can be told; undefined for other errors. */
export function inputProblem(error: unknown, file: string, history?: ParsedHistory): OrdealError | undefined {
  if (error instanceof OrdealError) return error;
  if (!(error instanceof InputError)) return undefined;
  if (!(error instanceof HistoryShapeError) || history === undefined) {
    return new OrdealError(error.code, error.message, error.remedy, { cause: error });
  }
  const message = `${placeText(file, history.placeOf(error.event))}: ${error.reason} (event ${error.event})`;
  return new OrdealError(error.code, message, error.remedy, { cause: error });
}
