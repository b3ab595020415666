import * as v from 'valibot';

import { messageOf, Problem } from '../../lib/problem.ts';

/** A row as the API tells it. Ranks count from 1, top-down. */
interface ApiRow {
  readonly id: string;
  readonly claim: string;
  readonly value: string;
  readonly roleId: string;
  readonly rank: number;
}

/** The claims mapping of one workspace. Everything throws a Problem when the API refuses or cannot be reached. */
export interface MappingApi {
  /** By rank. */
  list(): Promise<ApiRow[]>;
  add(row: Pick<ApiRow, 'claim' | 'value' | 'roleId'>): Promise<void>;
  move(id: string, rank: number): Promise<void>;
  remove(id: string): Promise<void>;
  /** Role ids of the workspace by name. */
  roles(): Promise<Map<string, string>>;
}

/** Where the API is and how to get in. */
export interface MappingAccess {
  /** `https://api.torq.io` */
  readonly apiUrl: string;
  /** `https://auth.torq.io` */
  readonly authUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/**
 * The API is alpha and documented in part (https://developers.torq.io/apidocs/claim-mappings). What its pages do not
 * say is assumed here, and nowhere else; each refusal that an assumption can cause is a Problem that names the way out.
 */
const API = {
  token: '/v1/auth/token',
  mappings: '/v1alpha/sso/claim_mappings',
  /** Assumed: its own page speaks of a "List roles" request without a path. Not asked when the profile has roleIds. */
  roles: '/v1alpha/roles',
  /** Assumed: removing is `DELETE` on the mapping. */
  removeMethod: 'DELETE',
} as const;

const wireRow = v.object({
  id: v.string(),
  claim_name: v.string(),
  claim_value: v.string(),
  role_id: v.string(),
  rank: v.number(),
});
const wireRows = v.object({ claim_mappings: v.array(wireRow) });
const wireRoles = v.object({ roles: v.array(v.object({ id: v.string(), name: v.string() })) });
const wireToken = v.object({ access_token: v.string() });

const TIMEOUT = 15_000;
const TRIES = 4;

interface Call {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  /** What a 404 or 405 means here. */
  readonly missing?: { readonly code: string; readonly message: string; readonly hint: string };
}

/** Gets a token and returns the mapping of the workspace that the API key belongs to. Throws a Problem when refused. */
export async function openMappingApi(access: MappingAccess): Promise<MappingApi> {
  const token = await requestToken(access);
  const call = async <T>(schema: v.GenericSchema<unknown, T>, request: Call): Promise<T> =>
    parsed(schema, await send(access, token, request), request);
  return {
    async list() {
      const { claim_mappings: rows } = await call(wireRows, { method: 'GET', path: API.mappings });
      return rows
        .map((row) => ({
          id: row.id,
          claim: row.claim_name,
          value: row.claim_value,
          roleId: row.role_id,
          rank: row.rank,
        }))
        .toSorted((one, other) => one.rank - other.rank);
    },
    async add({ claim, value, roleId }) {
      const body = { claim_name: claim, claim_value: value, role_id: roleId };
      await call(v.unknown(), { method: 'POST', path: API.mappings, body });
    },
    async move(id, rank) {
      await call(v.unknown(), { method: 'PATCH', path: rowPath(id), body: { rank } });
    },
    async remove(id) {
      await call(v.unknown(), {
        method: API.removeMethod,
        path: rowPath(id),
        missing: {
          code: 'torq-remove',
          message: 'The API does not remove mapping rows.',
          hint: 'Remove the remaining rows in Torq: Settings > Security > Configure SSO. Everything else is done.',
        },
      });
    },
    async roles() {
      const { roles } = await call(wireRoles, {
        method: 'GET',
        path: API.roles,
        missing: {
          code: 'torq-roles',
          message: 'The API does not list the roles of the workspace.',
          hint: 'Write their ids into the profile: roleIds: { Owner: <id>, Viewer: <id> }.',
        },
      });
      return new Map(roles.map(({ id, name }) => [name, id]));
    },
  };
}

function rowPath(id: string): string {
  return `${API.mappings}/${encodeURIComponent(id)}`;
}

async function requestToken({ authUrl, clientId, clientSecret }: MappingAccess): Promise<string> {
  const response = await reach(`${authUrl}${API.token}`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: 'grant_type=client_credentials',
  });
  if (!response.ok) {
    throw new Problem('torq-credentials', `${authUrl} refuses the API key (${response.status}).`, {
      hint: 'Set TORQ_API_CLIENT_ID and TORQ_API_CLIENT_SECRET to a key of this workspace and region.',
    });
  }
  return parsed(wireToken, await json(response), { method: 'POST', path: API.token }).access_token;
}

/** Sends one request. What can be repeated without harm is, when the API is busy; an addition never is. */
async function send({ apiUrl }: MappingAccess, token: string, request: Call): Promise<unknown> {
  const { method, path, body, missing } = request;
  for (let attempt = 1; ; attempt += 1) {
    const response = await reach(`${apiUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (response.ok) return json(response);
    const busy = response.status === 429 || response.status >= 500;
    if (busy && method !== 'POST' && attempt < TRIES) {
      await new Promise((done) => setTimeout(done, waitMs(response, attempt)));
      continue;
    }
    if ((response.status === 404 || response.status === 405) && missing) {
      throw new Problem(missing.code, missing.message, { hint: missing.hint });
    }
    throw new Problem('torq-refused', `${method} ${path} was answered with ${response.status}.`, {
      detail: (await response.text()).slice(0, 500),
      hint:
        response.status === 401 || response.status === 403
          ? 'The API key needs the right to write users (user.write), which Owners have.'
          : 'Run the same again: it goes on from what is there.',
    });
  }
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, { ...init, signal: AbortSignal.timeout(TIMEOUT) });
  } catch (error) {
    throw new Problem('torq-unreachable', `${new URL(url).host} does not answer: ${reasonOf(error)}.`, {
      hint: 'Run the same again: it goes on from what is there.',
      cause: error,
    });
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error && error.cause !== undefined ? messageOf(error.cause) : messageOf(error);
}

function waitMs(response: Response, attempt: number): number {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) ? Math.min(seconds, 30) * 1000 : 100 * 2 ** attempt;
}

async function json(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function parsed<T>(schema: v.GenericSchema<unknown, T>, value: unknown, { method, path }: Call): T {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  throw new Problem(
    'torq-answer',
    `${method} ${path} was answered in an unknown form: ${result.issues[0].message}`,
    {
      hint: 'The API is alpha and may have changed. Nothing further was sent.',
    },
  );
}
