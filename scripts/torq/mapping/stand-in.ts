import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import * as v from 'valibot';

import { readIfExists, writeFileAtomic } from '../../lib/files.ts';
import { Problem } from '../../lib/problem.ts';
import type { MappingAccess } from './api.ts';

const storedRow = v.strictObject({
  id: v.string(),
  claim_name: v.string(),
  claim_value: v.string(),
  role_id: v.string(),
});
const storedState = v.strictObject({
  roles: v.array(v.strictObject({ id: v.string(), name: v.string() })),
  rows: v.array(storedRow),
});

type State = v.InferOutput<typeof storedState>;
type Row = v.InferOutput<typeof storedRow>;

const text = v.pipe(v.string(), v.nonEmpty());
const newRow = v.strictObject({ claim_name: text, claim_value: text, role_id: text });
const changedRow = v.strictObject({
  claim_name: v.optional(text),
  claim_value: v.optional(text),
  role_id: v.optional(text),
  rank: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
});

/** What the stand-in does differently from a good day, for tests. */
export interface StandInFaults {
  /** Where a new row goes; Torq does not say. */
  readonly placement?: 'last' | 'first';
  /** Called at each write: `before` drops the connection with nothing done, `after` once it is done. */
  readonly cut?: (write: number) => 'before' | 'after' | undefined;
  /** Answers this status instead, for requests of this method. */
  readonly refuse?: { readonly method: string; readonly status: number };
}

export interface StandIn {
  readonly access: MappingAccess;
  close(): Promise<void>;
}

const KEY = { clientId: 'local-stand-in', clientSecret: 'local-stand-in' };
const TOKEN = 'local-stand-in-token';

/**
 * Plays Torq's mapping API on loopback, with its state in one file: for tests, and for a first look without a
 * workspace. Roles named in `roles` exist in it. Throws a Problem when the file is damaged.
 */
export async function startStandIn(
  file: string,
  roles: readonly string[],
  faults: StandInFaults = {},
): Promise<StandIn> {
  readState(file);
  let writes = 0;
  const server = createServer((request, response) => {
    const answer = async (): Promise<void> => {
      const isWrite = request.method !== 'GET' && request.url !== '/v1/auth/token';
      const cut = isWrite ? faults.cut?.((writes += 1)) : undefined;
      const body = await readJson(request);
      if (cut === 'before') return void request.socket.destroy();
      const reply = respond(file, roles, faults, request, body);
      if (cut === 'after') return void request.socket.destroy();
      response.writeHead(reply.status, { 'content-type': 'application/json' });
      response.end(reply.body === undefined ? '' : JSON.stringify(reply.body));
    };
    answer().catch((error: unknown) => {
      response.writeHead(500, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ message: String(error) }));
    });
  });
  const url = `http://127.0.0.1:${await listen(server)}`;
  return {
    access: { apiUrl: url, authUrl: url, ...KEY },
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}

interface Reply {
  readonly status: number;
  readonly body?: unknown;
}

function respond(
  file: string,
  roles: readonly string[],
  faults: StandInFaults,
  request: IncomingMessage,
  body: unknown,
): Reply {
  const { method = '', url = '', headers } = request;
  if (url === '/v1/auth/token') {
    const basic = `Basic ${Buffer.from(`${KEY.clientId}:${KEY.clientSecret}`).toString('base64')}`;
    return headers.authorization === basic
      ? { status: 200, body: { access_token: TOKEN, token_type: 'Bearer', expires_in: 3600 } }
      : { status: 401, body: { message: 'unknown API key' } };
  }
  if (headers.authorization !== `Bearer ${TOKEN}`) return { status: 401, body: { message: 'no token' } };
  if (faults.refuse?.method === method) return { status: faults.refuse.status, body: { message: 'refused' } };
  const state = withRoles(readState(file), roles);
  const id = /^\/v1alpha\/sso\/claim_mappings\/([^/]+)$/u.exec(url)?.[1];
  const routes: Readonly<Record<string, () => Reply>> = {
    'GET /v1alpha/roles': () => ({ status: 200, body: { roles: state.roles } }),
    'GET /v1alpha/sso/claim_mappings': () => ({ status: 200, body: { claim_mappings: ranked(state.rows) } }),
    'POST /v1alpha/sso/claim_mappings': () => create(file, state, body, faults.placement ?? 'last'),
    'PATCH row': () => update(file, state, id ?? '', body),
    'DELETE row': () => remove(file, state, id ?? ''),
  };
  const route = routes[`${method} ${id === undefined ? url : 'row'}`];
  return route ? route() : { status: 404, body: { message: 'no such route' } };
}

function create(file: string, state: State, body: unknown, placement: 'last' | 'first'): Reply {
  const result = v.safeParse(newRow, body);
  if (!result.success) return { status: 400, body: { message: result.issues[0].message } };
  if (!state.roles.some(({ id }) => id === result.output.role_id))
    return { status: 400, body: { message: 'no such role' } };
  const row = { id: randomUUID(), ...result.output };
  const rows = placement === 'last' ? [...state.rows, row] : [row, ...state.rows];
  return saved(file, { ...state, rows }, row.id);
}

function update(file: string, state: State, id: string, body: unknown): Reply {
  const row = state.rows.find((one) => one.id === id);
  const result = v.safeParse(changedRow, body);
  if (!row) return { status: 404, body: { message: 'no such mapping' } };
  if (!result.success) return { status: 400, body: { message: result.issues[0].message } };
  const { rank, ...changes } = result.output;
  if (rank !== undefined && rank > state.rows.length)
    return { status: 400, body: { message: 'rank out of range' } };
  const others = state.rows.filter((one) => one.id !== id);
  const at = rank === undefined ? state.rows.indexOf(row) : rank - 1;
  const changed = { ...row, ...changes } as Row;
  return saved(file, { ...state, rows: [...others.slice(0, at), changed, ...others.slice(at)] }, id);
}

function remove(file: string, state: State, id: string): Reply {
  if (!state.rows.some((one) => one.id === id)) return { status: 404, body: { message: 'no such mapping' } };
  writeState(file, { ...state, rows: state.rows.filter((one) => one.id !== id) });
  return { status: 204 };
}

function saved(file: string, state: State, id: string): Reply {
  writeState(file, state);
  return { status: 200, body: ranked(state.rows).find((row) => row.id === id) };
}

function ranked(rows: readonly Row[]): (Row & { rank: number })[] {
  return rows.map((row, index) => ({ ...row, rank: index + 1 }));
}

function readState(file: string): State {
  const content = readIfExists(file);
  if (content === undefined) return { roles: [], rows: [] };
  try {
    return v.parse(storedState, JSON.parse(content));
  } catch (error) {
    throw new Problem('torq-stand-in', `${file} is damaged.`, {
      at: { file },
      hint: 'Delete it to begin anew.',
      cause: error,
    });
  }
}

function withRoles(state: State, names: readonly string[]): State {
  const known = new Set(state.roles.map(({ name }) => name));
  const added = names.filter((name) => !known.has(name)).map((name) => ({ id: `role-${name}`, name }));
  return { ...state, roles: [...state.roles, ...added] };
}

function writeState(file: string, state: State): void {
  writeFileAtomic(file, `${JSON.stringify(state, null, 2)}\n`);
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return undefined;
  }
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen(0, '127.0.0.1', done);
  });
  return (server.address() as AddressInfo).port;
}
