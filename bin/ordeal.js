#!/usr/bin/env node
/*
 * The launcher. It must parse on any Node that knows ES modules, so it is plain JavaScript without newer syntax, and it
 * imports nothing of ours before it knows which Node it runs on: Ordeal needs 22.18 (type stripping, its dependencies).
 * Started by an older one it runs itself again with the binary of the npm package `node`, a devDependency of the
 * checkout, handing through arguments, terminal, signals and exit code.
 */
import childProcess from 'child_process';
import fs from 'fs';
import module from 'module';
import path from 'path';
import { fileURLToPath, pathToFileURL } from 'url';

const required = [22, 18];
const launcher = fileURLToPath(import.meta.url);
const root = path.dirname(path.dirname(launcher));
const reexecuted = process.env.ORDEAL_REEXECUTED === '1';
delete process.env.ORDEAL_REEXECUTED;

/** Node 23 strips types only from 23.6 on. */
function isNewEnough(version) {
  const parts = version.split('.').map(Number);
  if (parts[0] === 23) return parts[1] >= 6;
  return parts[0] > required[0] || (parts[0] === required[0] && parts[1] >= required[1]);
}

/** The bundled Node, in the nearest `node_modules` upwards. */
function bundledNode() {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  for (let directory = root; ; directory = path.dirname(directory)) {
    const candidate = path.join(directory, 'node_modules', 'node', 'bin', name);
    if (fs.existsSync(candidate)) return candidate;
    if (path.dirname(directory) === directory) return null;
  }
}

function refuse(why) {
  process.stderr.write(
    'error: ordeal needs Node ' +
      required.join('.') +
      ' or later; this is Node ' +
      process.versions.node +
      '. ' +
      why +
      '\n' +
      'what to do: in a checkout run `npm ci` (it brings a newer Node along as the npm package "node"); elsewhere install\n' +
      '  Node ' +
      required.join('.') +
      ' or later from https://nodejs.org, or put the bundled one beside: npm install node@24\n',
  );
  process.exit(3);
}

function runAgainWith(binary) {
  const child = childProcess.spawn(binary, [launcher].concat(process.argv.slice(2)), {
    stdio: 'inherit',
    env: Object.assign({}, process.env, { ORDEAL_REEXECUTED: '1' }),
  });
  // A terminal sends Ctrl-C to both processes; a `kill` reaches only this one. Forwarding covers both, and the command
  // line takes two signals within a moment as one.
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  const forward = (signal) => child.kill(signal);
  signals.forEach((signal) => process.on(signal, forward));
  child.on('error', (error) => refuse('The bundled Node at ' + binary + ' does not start: ' + error.message + '.'));
  child.on('exit', (code, signal) => {
    signals.forEach((name) => process.removeListener(name, forward));
    if (signal) process.kill(process.pid, signal);
    else process.exit(code);
  });
}

/** Type stripping is what we rely on; that some releases call it experimental is nothing that a user can act on. */
function hideTypeStrippingWarning() {
  const emitWarning = process.emitWarning;
  process.emitWarning = function (warning, ...rest) {
    if (/Type Stripping/i.test(String(warning))) return undefined;
    return emitWarning.call(process, warning, ...rest);
  };
}

/** A launcher that was killed cannot forward anything any more: the command then ends as when its terminal goes away. */
function endWithLauncher() {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    // Once: a second signal would mean to leave at once, without healing.
    clearInterval(watch);
    process.kill(process.pid, 'SIGHUP');
  }, 1000);
  watch.unref();
}

/** In this process; and, by its environment, in the threads and processes that it starts, which it would else not reach. */
function cacheCompiledCode() {
  if (!module.enableCompileCache) return;
  const { directory } = module.enableCompileCache();
  if (directory && !process.env.NODE_COMPILE_CACHE) process.env.NODE_COMPILE_CACHE = directory;
}

function start() {
  if (reexecuted) endWithLauncher();
  hideTypeStrippingWarning();
  cacheCompiledCode();
  const source = path.join(root, 'harness', 'cli');
  const compiled = path.join(root, 'dist', 'harness', 'cli');
  const load = (name) => {
    const file = path.join(source, name + '.ts');
    return import(pathToFileURL(fs.existsSync(file) ? file : path.join(compiled, name + '.js')).href);
  };
  // This one is small: what takes long to load comes after.
  load('interruption')
    .then(({ endWhileStarting, interruptedExitCode }) => endWhileStarting(() => process.exit(interruptedExitCode)))
    .then(() => load('main'))
    .then((cli) => cli.runProcess(process.argv.slice(2)))
    .catch((error) => {
      process.stderr.write('error: ordeal could not start: ' + String((error && error.stack) || error) + '\n');
      process.stderr.write('what to do: in a checkout run `npm ci`; otherwise reinstall the package.\n');
      process.exit(3);
    });
}

if (isNewEnough(process.versions.node)) start();
else if (reexecuted) refuse('It was started as the bundled Node, which is too old as well.');
else {
  const binary = bundledNode();
  if (binary === null) refuse('No bundled Node was found in a node_modules folder above ' + root + '.');
  else runAgainWith(binary);
}
