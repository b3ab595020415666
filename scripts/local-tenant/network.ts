import * as v from 'valibot';
import { Problem } from '../lib/problem.ts';
import type { Location } from '../lib/problem.ts';
import { answerTo, type HttpPlan, type HttpRequest } from '../simulator/exchange.ts';

const REPLY = v.strictObject({
  status: v.pipe(v.number(), v.integer(), v.minValue(200), v.maxValue(599)),
  body: v.optional(v.unknown()),
  headers: v.optional(v.record(v.string(), v.string())),
});

const EXCHANGES = v.array(
  v.strictObject({
    method: v.optional(v.pipe(v.string(), v.toUpperCase())),
    url: v.pipe(v.string(), v.regex(/^https?:\/\/\S+$/, 'must be the start of an http or https address')),
    reply: v.union([v.literal('refused'), REPLY], 'must be refused, or a status with a body and headers'),
  }),
);

/**
 * Reads what the network of Actions answers: a list of exchanges, of which the first that fits a request answers it.
 * `locate` finds the place of a mistake. Throws a Problem.
 */
export function parseNetwork(
  value: unknown,
  locate: (path: readonly (string | number)[]) => Location,
): HttpPlan {
  const result = v.safeParse(EXCHANGES, value);
  if (result.success) return { exchanges: result.output as NonNullable<HttpPlan['exchanges']> };
  const [issue] = result.issues;
  const path = (issue.path ?? []).map((item) => item.key as string | number);
  throw new Problem(
    'local-tenant-network',
    `The network is not understood (${path.join('.')}): ${issue.message}.`,
    {
      at: locate(path),
      hint: 'Each exchange has a url, may have a method, and a reply: { status: 200, body: … }, or refused.',
    },
  );
}

/** What became of a request that an Action made: an address without its parameters, which may hold keys. */
export function shownRequest(
  plan: HttpPlan,
  request: HttpRequest,
  clean: (text: string) => string,
): Record<string, unknown> {
  const { method, url } = request;
  const { origin, pathname } = new URL(url);
  const reply = answerTo(plan, request);
  return { method, url: clean(origin + pathname), answer: reply === 'refused' ? REFUSED : reply.status };
}

/** Why code gets no answer that it gets on a real tenant, and what to do about it. */
const REFUSED =
  'refused: Actions of the local tenant have no network but what npm run tenant -- --network FILE answers';
