// The real binary: built once, started with a data directory of its own, killed and started again on the same port.

import { spawn, execFile } from 'node:child_process';
import { createInterface } from 'node:readline';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { until } from './until.js';

const run = promisify(execFile);
const here = fileURLToPath(new URL('..', import.meta.url));
const repository = path.resolve(here, '../..');

/** Where stories leave what a person may want to look at; ignored by git. */
export const outDir = path.join(here, 'out');

let building;

/** The path of the binary: TEAHOUSE_BIN, else built from this repository. */
export function binary() {
  building ??= process.env.TEAHOUSE_BIN ? Promise.resolve(path.resolve(process.env.TEAHOUSE_BIN)) : build();
  return building;
}

async function build() {
  mkdirSync(outDir, { recursive: true });
  const fresh = path.join(outDir, `teahouse-${process.pid}`);
  await run('go', ['build', '-o', fresh, './cmd/teahouse'], { cwd: repository });
  const target = path.join(outDir, 'teahouse');
  renameSync(fresh, target);
  return target;
}

/** Runs an operator's verb and gives what it printed. */
export async function teahouse(...args) {
  const bin = await binary();
  if (!existsSync(bin)) throw new Error(`no binary at ${bin}`);
  const { stdout } = await run(bin, args);
  return stdout;
}

/** A port of the loopback address that was free just now. */
export async function freePort() {
  const probe = createServer();
  await new Promise((resolve, reject) => probe.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = probe.address();
  await new Promise((resolve) => { probe.close(resolve); });
  return port;
}

export class Server {
  constructor(place, port) {
    this.place = place;
    this.port = port;
    this.url = `http://127.0.0.1:${port}`;
    this.socketURL = `ws://127.0.0.1:${port}`;
    this.log = [];
  }

  /** Starts `serve` and waits until it is ready. The same data and port at every start. */
  async start() {
    const bin = await binary();
    const args = ['serve', ...this.place, '--listen', `127.0.0.1:${this.port}`, '--webhook-private', '127.0.0.0/8'];
    this.log.push(`--- ${args.join(' ')}`);
    this.process = spawn(bin, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const child = this.process;
    child.exited = new Promise((resolve) => {
      child.once('error', (error) => { this.log.push(String(error)); resolve({ error }); });
      child.once('exit', (code, signal) => { this.log.push(`--- ended: ${code ?? signal}`); resolve({ code, signal }); });
    });
    for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', (line) => this.log.push(line));
    await until('the server is ready', async () => {
      if (child.exitCode !== null || child.signalCode !== null) return true;
      return (await fetch(`${this.url}/readyz`)).ok;
    });
    if (child.exitCode !== null || child.signalCode !== null) throw new Error('the server ended instead of starting');
  }

  get running() { return Boolean(this.process) && this.process.exitCode === null && this.process.signalCode === null; }

  /** SIGKILL: no chance to say anything to anybody. */
  async kill() {
    if (!this.running) return;
    this.process.kill('SIGKILL');
    await this.process.exited;
  }

  /** SIGTERM: gives how it ended, `{ code, signal }`. */
  async stop() {
    if (!this.running) return { code: 0 };
    this.process.kill('SIGTERM');
    return this.process.exited;
  }
}
