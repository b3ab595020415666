import type { IncomingMessage, ServerResponse } from 'node:http';
import { messageOf, Problem } from '../lib/problem.ts';
import { ApiError, errorBody, notFound } from './errors.ts';
import { parseForm, parseJson, readBody, send } from './http.ts';
import { machineToken } from './oauth-token.ts';
import { matchRoute } from './routes.ts';
import type { Reply, Tenant } from './tenant.ts';
import { verifyManagementToken } from './token.ts';

const API = '/api/v2';

/** Answers one request; never rejects. */
export async function handleRequest(
  tenant: Tenant,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    send(response, await reply(tenant, request));
  } catch (error) {
    send(response, {
      status: error instanceof ApiError ? error.statusCode : 500,
      body: errorBody(apiError(error)),
    });
  }
}

async function reply(tenant: Tenant, request: IncomingMessage): Promise<Reply> {
  const url = new URL(request.url ?? '/', `https://${tenant.domain}`);
  const { headers, method = 'GET' } = request;
  if (method === 'POST' && url.pathname === '/oauth/token') {
    const form = parseForm(await readBody(request), headers['content-type']);
    return machineToken(tenant, form, headers.authorization);
  }
  if (!url.pathname.startsWith(`${API}/`)) throw notFound('Not Found');
  const route = matchRoute(method, url.pathname.slice(API.length));
  const scopes = await verifyManagementToken(tenant, headers.authorization);
  if (!route) throw notFound(`The local tenant has no ${method} ${url.pathname}`, 'not_found');
  if (!route.scopes.some((scope) => scopes.has(scope))) {
    throw new ApiError(
      403,
      `Insufficient scope, expected any of: ${route.scopes.join(',')}`,
      'insufficient_scope',
    );
  }
  const body = parseJson(await readBody(request));
  return route.handler(tenant, { params: route.params, query: url.searchParams, body, scopes });
}

/** A bug or a full disk answers 500 and says what it was: the caller is on this machine. */
function apiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  const message = error instanceof Problem ? error.message : `An internal error: ${messageOf(error)}`;
  return new ApiError(500, message, 'internal_error');
}
