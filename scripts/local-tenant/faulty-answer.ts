import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError, errorBody } from './errors.ts';
import type { Faults } from './faults.ts';
import { ANSWERED } from './oidc/answered.ts';
import { rateHeaders } from './rate-headers.ts';
import type { Reply } from './tenant.ts';

interface Hit {
  readonly method: string;
  /** Below /api/v2 for the Management API, else the whole path. */
  readonly path: string;
  readonly isApi: boolean;
  readonly now: Date;
}

/** Cuts the connection: the client gets no answer. */
export const CUT = Symbol('cut');

/** Answers through the declared faults: the real answer, one in its place, or none. */
export async function answerThroughFaults(
  faults: Faults,
  hit: Hit,
  answer: () => Promise<Reply | typeof ANSWERED>,
): Promise<Reply | typeof ANSWERED | typeof CUT> {
  const hits = faults.hit(hit.method, hit.path);
  for (const fault of hits) if (fault.kind === 'slow') await sleep(fault.ms);
  const limited = hit.isApi ? faults.spend(hit.now) : undefined;
  if (limited && !limited.granted) return tooMany(limited.headers);
  const fault = hits.find(({ kind }) => kind !== 'slow');
  switch (fault?.kind) {
    case 'rate-limited': {
      const seconds = fault.retryAfter ?? 1;
      const reset = Math.ceil(hit.now.getTime() / 1000) + seconds;
      return tooMany(rateHeaders({ limit: 10, remaining: 0, reset }), seconds);
    }
    case 'token-expired':
      return failure(
        new ApiError(401, 'Expired token received for JSON Web Token validation', 'invalid_token'),
      );
    case 'server-error':
      if (fault.when === 'after') await answer();
      return failure(new ApiError(fault.status, 'An internal server error occurred', 'internal_error'));
    case 'cut':
      if (fault.when === 'after') await answer();
      return CUT;
    case 'slow':
    case undefined:
      break;
  }
  const reply = await answer();
  if (reply === ANSWERED) return reply;
  return limited ? { ...reply, headers: { ...reply.headers, ...limited.headers } } : reply;
}

/** Ends a connection as a network does: without a word. */
export function cut(request: IncomingMessage): void {
  request.socket.destroy();
}

function tooMany(headers: Readonly<Record<string, string>>, retryAfter = 1): Reply {
  const error = new ApiError(429, 'Global limit has been reached', 'too_many_requests');
  return { ...failure(error), headers: { ...headers, 'retry-after': String(retryAfter) } };
}

function failure(error: ApiError): Reply {
  return { status: error.statusCode, body: errorBody(error) };
}
