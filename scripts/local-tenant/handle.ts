import type { IncomingMessage, ServerResponse } from 'node:http';
import { messageOf, Problem } from '../lib/problem.ts';
import { ApiError, errorBody, notFound } from './errors.ts';
import { answerThroughFaults, CUT, cut } from './faulty-answer.ts';
import { parseForm, parseJson, readBody, send } from './http.ts';
import { machineToken } from './oauth-token.ts';
import { ANSWERED } from './oidc/answered.ts';
import { ANSWER_HEADERS } from './oidc/headers.ts';
import { matchRoute } from './routes.ts';
import type { Reply, Tenant } from './tenant.ts';
import { verifyManagementToken } from './token.ts';

const API = '/api/v2';

type Answer = Reply | typeof ANSWERED;

/** Answers one request; never rejects. */
export async function handleRequest(
  tenant: Tenant,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = 'GET', url = '/' } = request;
  for (const [name, value] of Object.entries(ANSWER_HEADERS)) response.setHeader(name, value);
  const base = `https://${tenant.domain}`;
  const target = URL.canParse(url, base) ? new URL(url, base) : new URL(base);
  const isApi = target.pathname.startsWith(`${API}/`);
  const path = isApi ? target.pathname.slice(API.length) : target.pathname;
  const hit = { method, path, isApi, now: tenant.now() };
  const answer = await answerThroughFaults(tenant.faults, hit, () =>
    safely((): Promise<Answer> => {
      if (isApi) return managementReply(tenant, request, { method, path, query: target.searchParams });
      if (method === 'POST' && path === '/oauth/token') return tokenReply(tenant, request, response);
      return openIdReply(tenant, request, response, target);
    }),
  );
  if (answer === CUT) cut(request);
  else if (answer !== ANSWERED) send(response, answer);
}

/** Users' tokens come from the OpenID Connect half, those of applications for themselves from here. */
async function tokenReply(
  tenant: Tenant,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Answer> {
  const form = parseForm(await readBody(request), request.headers['content-type']);
  const grant = form['grant_type'];
  if (grant === 'authorization_code' || grant === 'refresh_token') {
    const openId = await tenant.openId();
    return openId.token(request, response, form);
  }
  return machineToken(tenant, form, request.headers.authorization);
}

async function openIdReply(
  tenant: Tenant,
  request: IncomingMessage,
  response: ServerResponse,
  target: URL,
): Promise<Answer> {
  const openId = await tenant.openId();
  return openId.handle(request, response, target);
}

async function managementReply(
  tenant: Tenant,
  request: IncomingMessage,
  { method, path, query }: { method: string; path: string; query: URLSearchParams },
): Promise<Reply> {
  const route = matchRoute(method, path);
  const scopes = await verifyManagementToken(tenant, request.headers.authorization);
  if (!route) throw notFound(`The local tenant has no ${method} ${API}${path}`, 'not_found');
  if (!route.scopes.some((scope) => scopes.has(scope))) {
    const message = `Insufficient scope, expected any of: ${route.scopes.join(',')}`;
    throw new ApiError(403, message, 'insufficient_scope');
  }
  const body = parseJson(await readBody(request));
  return route.handler(tenant, { params: route.params, query, body, scopes });
}

async function safely(answer: () => Promise<Answer>): Promise<Answer> {
  try {
    return await answer();
  } catch (error) {
    const known = apiError(error);
    return { status: known.statusCode, body: errorBody(known) };
  }
}

/** A bug or a full disk answers 500 and says what it was: the caller is on this machine. */
function apiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  const message = error instanceof Problem ? error.message : `An internal error: ${messageOf(error)}`;
  return new ApiError(500, message, 'internal_error');
}
