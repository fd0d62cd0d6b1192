/**
 * The page's script, as text. Its functions live in `client/`, type-checked like all code, and are written out with
 * `Function.prototype.toString`: that gives plain JavaScript whether Node stripped the types or tsc compiled them, and
 * needs no file to be copied or read. It works because those modules hold nothing but functions and import nothing at
 * run time.
 */
import * as chart from './client/chart.ts';
import * as copyCommand from './client/copy-command.ts';
import * as decode from './client/decode.ts';
import * as describe from './client/describe.ts';
import * as interaction from './client/interaction.ts';
import * as latencyChart from './client/latency-chart.ts';
import * as lineCharts from './client/line-charts.ts';
import * as nodeChart from './client/node-chart.ts';
import * as operationList from './client/operation-list.ts';
import * as processChart from './client/process-chart.ts';
import * as start from './client/start.ts';
import * as ticks from './client/ticks.ts';
import * as view from './client/view.ts';
import * as quantities from '../quantities.ts';

const modules: readonly Readonly<Record<string, unknown>>[] = [
  start,
  decode,
  view,
  ticks,
  quantities,
  chart,
  nodeChart,
  processChart,
  latencyChart,
  lineCharts,
  describe,
  interaction,
  operationList,
  copyCommand,
];

function sources(): string[] {
  return modules.flatMap((module) => Object.values(module).map(String));
}

/** A whole classic script: an immediately called function that keeps its names to itself. */
export const clientScript = `(() => {\n'use strict';\n${sources().join('\n\n')}\n\n${start.startPage.name}(window);\n})();\n`;
