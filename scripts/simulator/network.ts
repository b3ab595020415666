import childProcess from 'node:child_process';
import cluster from 'node:cluster';
import dgram from 'node:dgram';
import dns from 'node:dns';
import { EventEmitter } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { Readable, Writable } from 'node:stream';
import workerThreads from 'node:worker_threads';
import type { Clock } from './clock.ts';
import {
  answerTo,
  bodyText,
  contentTypeOf,
  noteOf,
  type HttpPlan,
  type HttpReply,
  type HttpRequest,
} from './exchange.ts';

/** The network of one thread: nothing leaves it, requests are noted and answered from the plan. */
export interface Network {
  /** Forgets the requests so far and answers from `plan` from now on. */
  reset(plan: HttpPlan): void;
  readonly requests: readonly HttpRequest[];
  /** How many of them are answered. */
  answered(): number;
  /**
   * Notes a request and calls back with the answer when it arrives, in virtual time; with an error where it takes
   * longer than `patience` milliseconds (0: any time). What is returned gives the request up.
   */
  send(request: HttpRequest, done: (reply: HttpReply | Error) => void, patience?: number): () => void;
  /** Runs something after so many milliseconds of virtual time. */
  after(delay: number, run: () => void): void;
}

/** Virtual milliseconds until an answer arrives. */
const LATENCY = 20;

/** Takes every way out of this thread: `fetch`, http, https answer from the plan; sockets and processes are refused. */
export function installNetwork(clock: Clock): Network {
  let plan: HttpPlan = {};
  const requests: HttpRequest[] = [];
  let answered = 0;
  const network: Network = {
    reset(next) {
      plan = next;
      requests.length = 0;
      answered = 0;
    },
    requests,
    answered: () => answered,
    send(request, done, patience = Infinity) {
      requests.push(request);
      const reply = answerTo(plan, request);
      const wait = reply === 'refused' ? LATENCY : (reply.after ?? LATENCY);
      const isLate = patience > 0 && wait > patience;
      let isOver = false;
      const end = (): void => {
        if (!isOver) answered++;
        isOver = true;
      };
      clock.after(isLate ? patience : wait, () => {
        end();
        if (isLate) done(late());
        else done(reply === 'refused' ? refusal(request.url) : reply);
      });
      return end;
    },
    after: (delay, run) => clock.after(delay, run),
  };

  globalThis.fetch = (input, init) => fetchOver(network, new Request(input, init));
  for (const [module, protocol] of [
    [http, 'http:'],
    [https, 'https:'],
  ] as const) {
    const request = (...args: unknown[]): Writable => requestOver(network, protocol, args);
    const get = (...args: unknown[]): Writable => request(...args).end();
    Object.assign(module, { request, get });
  }
  for (const name of PROCESSES) Object.assign(childProcess, { [name]: refuseProcess });
  Object.assign(workerThreads, { Worker: refuseProcess });
  Object.assign(cluster, { fork: refuseProcess });
  net.Socket.prototype.connect = refuseConnection;
  dgram.Socket.prototype.send = () => {
    throw refusal('datagram');
  };
  Object.assign(dns, {
    lookup: refuseLookup,
    resolve: refuseLookup,
    resolve4: refuseLookup,
    resolve6: refuseLookup,
  });
  return network;
}

async function fetchOver(network: Network, request: Request): Promise<Response> {
  request.signal.throwIfAborted();
  const text = await request.text();
  const noted = noteOf(request.method, request.url, text, Object.fromEntries(request.headers));
  return new Promise((resolve, reject) => {
    const giveUp = network.send(noted, (reply) => {
      if (reply instanceof Error)
        return reject(Object.assign(new TypeError('fetch failed'), { cause: reply }));
      const body = [101, 204, 205, 304].includes(reply.status) ? null : bodyText(reply);
      const headers = { 'content-type': contentTypeOf(reply), ...reply.headers };
      return resolve(new Response(body, { status: reply.status, headers }));
    });
    // Without effect once the answer is there.
    request.signal.addEventListener('abort', () => {
      giveUp();
      reject(request.signal.reason as Error);
    });
  });
}

/** A client request as node:http has it, as far as code and the common HTTP packages use it. */
function requestOver(network: Network, protocol: string, args: readonly unknown[]): Writable {
  const { url, method, headers, listener, timeout } = readArguments(protocol, args);
  const chunks: Buffer[] = [];
  let isAnswered = false;
  const request = new Writable({
    autoDestroy: false,
    write(chunk: Buffer | string, encoding, done) {
      chunks.push(Buffer.from(chunk as string, encoding));
      done();
    },
    final(done) {
      const noted = noteOf(method, url, Buffer.concat(chunks).toString('utf8'), headers);
      const giveUp = network.send(noted, (reply) => {
        isAnswered = true;
        if (request.destroyed) return;
        if (reply instanceof Error) request.destroy(reply);
        else request.emit('response', responseOf(reply));
      });
      request.once('close', giveUp);
      done();
    },
  });
  if (listener) request.once('response', listener);
  if (timeout !== undefined) network.after(timeout, () => void (isAnswered || request.emit('timeout')));
  const same = () => request;
  Object.assign(request, {
    method,
    path: new URL(url).pathname,
    setHeader: (name: string, value: unknown) => {
      headers[name.toLowerCase()] = String(value);
      return request;
    },
    getHeader: (name: string) => headers[name.toLowerCase()],
    removeHeader: (name: string) => void delete headers[name.toLowerCase()],
    abort: () => request.destroy(),
    setTimeout: (patience: number, onTimeout?: () => void) => {
      if (onTimeout) request.once('timeout', onTimeout);
      if (patience > 0) network.after(patience, () => void (isAnswered || request.emit('timeout')));
      return request;
    },
    setNoDelay: same,
    setSocketKeepAlive: same,
    flushHeaders: () => undefined,
  });
  // Clients that follow redirects begin to wait once there is a connection.
  process.nextTick(() => {
    if (request.destroyed) return;
    const socket = connected();
    Object.assign(request, { socket });
    request.emit('socket', socket);
  });
  return request;
}

interface ClientOptions {
  readonly protocol?: string;
  readonly hostname?: string;
  readonly host?: string;
  /** Null in what `url.parse` returns. */
  readonly port?: number | string | null;
  readonly path?: string;
  readonly method?: string;
  readonly auth?: string;
  readonly timeout?: number;
  readonly headers?: Readonly<Record<string, unknown>>;
}

function readArguments(protocol: string, args: readonly unknown[]) {
  const given = args.find(
    (argument): argument is string | URL => typeof argument === 'string' || argument instanceof URL,
  );
  const options = (args.find(
    (argument) => typeof argument === 'object' && argument !== null && !(argument instanceof URL),
  ) ?? {}) as ClientOptions;
  const host = options.hostname ?? options.host?.replace(/:\d+$/, '') ?? 'localhost';
  const port = options.port == null || options.port === '' ? '' : `:${options.port}`;
  const base = given === undefined ? `${options.protocol ?? protocol}//${host}${port}/` : given.toString();
  const url = options.path === undefined ? new URL(base) : new URL(options.path, base);
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(options.headers ?? {}))
    headers[name.toLowerCase()] = String(value);
  if (options.auth) headers['authorization'] ??= `Basic ${Buffer.from(options.auth).toString('base64')}`;
  const listener = args.find((argument) => typeof argument === 'function') as
    | ((response: Readable) => void)
    | undefined;
  const { timeout } = options;
  return { url: url.href, method: (options.method ?? 'GET').toUpperCase(), headers, listener, timeout };
}

function responseOf(reply: HttpReply): Readable {
  const headers = { 'content-type': contentTypeOf(reply), ...reply.headers };
  return Object.assign(Readable.from([Buffer.from(bodyText(reply))], { objectMode: false }), {
    statusCode: reply.status,
    statusMessage: http.STATUS_CODES[reply.status] ?? '',
    headers,
    rawHeaders: Object.entries(headers).flat(),
    complete: true,
    socket: connected(),
    httpVersion: '1.1',
    setTimeout: () => undefined,
  });
}

/** A connection as clients look at it: strict ones want to know of its certificate. */
function connected(): EventEmitter {
  const socket = new EventEmitter();
  const same = () => socket;
  const methods = ['setTimeout', 'setKeepAlive', 'setNoDelay', 'ref', 'unref', 'destroy'];
  return Object.assign(socket, Object.fromEntries(methods.map((name) => [name, same])), {
    authorized: true,
    encrypted: true,
    connecting: false,
  });
}

function refuseConnection(this: net.Socket, ...args: unknown[]): net.Socket {
  const [target] = args.flat() as [{ host?: string; port?: number } | undefined];
  process.nextTick(() => this.destroy(refusal(`${target?.host ?? 'localhost'}:${target?.port ?? ''}`)));
  return this;
}

const PROCESSES = ['exec', 'execFile', 'execFileSync', 'execSync', 'fork', 'spawn', 'spawnSync'];

/** Whatever runs outside of this thread has a network. */
function refuseProcess(): never {
  throw refusal('another process');
}

function refuseLookup(name: string, ...rest: unknown[]): void {
  const done = rest.at(-1) as (error: Error) => void;
  process.nextTick(() => done(refusal(name)));
}

function late(): Error {
  return Object.assign(new Error('ESOCKETTIMEDOUT'), { code: 'ESOCKETTIMEDOUT' });
}

function refusal(what: string): Error {
  return Object.assign(new Error(`No network in the simulator: ${what}`), { code: 'ECONNREFUSED' });
}
