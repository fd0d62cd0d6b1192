/** Histories: events, pairing, our own format and importers of others'. */
export type { EventType, HistoryEvent, Json, Operation } from './event.ts';
export type { ParsedHistory, Place } from './assembler.ts';
export {
  describeFormat,
  detectFormat,
  findFormat,
  historyFormats,
  parseHistory,
  type HistoryFormat,
} from './format.ts';
export { parseElleCases, type ElleCase } from './elle-cases.ts';
export { formatEvent, JsonlParser, parseJsonl, type JsonlOptions } from './jsonl.ts';
export { parseEdn } from './edn.ts';
export { parseJepsenJson } from './jepsen-json.ts';
export { parseJepsenLog } from './jepsen-log.ts';
export { pairEvents, pairOperations } from './pairing.ts';
export { EventTable } from './event-table.ts';
export { OperationTable, type OperationList, type PackedOperations } from './operation-table.ts';
