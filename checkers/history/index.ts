/** Histories: events, pairing, our own format and importers of others'. */
export type { EventType, HistoryEvent, Json, Operation } from './event.ts';
export type { ParsedHistory, Place } from './assembler.ts';
export {
  describeFormat,
  detectFormat,
  directoryFormat,
  findFormat,
  historyFormats,
  parseHistory,
  parseParts,
  partNameOf,
  type HistoryFormat,
} from './format.ts';
export { parseElleCases, type ElleCase } from './elle-cases.ts';
export { formatEvent, JsonlParser, parseJsonl, type JsonlOptions } from './jsonl.ts';
export type { HistoryPart } from './cobra-dir.ts';
export { parseEdn } from './edn.ts';
export { parseJepsenJson } from './jepsen-json.ts';
export { parseJepsenLog } from './jepsen-log.ts';
export { pairEvents, pairOperations } from './pairing.ts';
export { EventTable } from './event-table.ts';
export { OperationTable, type OperationList, type PackedOperations } from './operation-table.ts';
