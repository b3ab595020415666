import * as v from 'valibot';
import { Problem } from '../lib/problem.ts';
import type { Location } from '../lib/problem.ts';
import { rateHeaders } from './rate-headers.ts';

/** How many requests a fault hits, and which: `POST /connections`, `* /actions/**`, `POST /oauth/token`. */
const target = {
  /** Method and path below /api/v2; `*` stands for any method or one path segment, a last `**` for any rest, also none. */
  on: v.pipe(
    v.string(),
    v.regex(/^(?:\*|[A-Z]+) \/\S*$/, 'must be a method and a path, as in "POST /connections"'),
  ),
  /** Requests that pass before the first is hit. */
  after: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
  /** Requests that are hit. */
  times: v.optional(v.union([v.pipe(v.number(), v.integer(), v.minValue(1)), v.literal('always')]), 1),
};
const when = v.optional(v.picklist(['before', 'after']), 'before');
const milliseconds = v.pipe(v.number(), v.integer(), v.minValue(0));

/** What can go wrong on a tenant. `when` is before or after the change of a Management API request is stored. */
const FAULT = v.variant('kind', [
  v.strictObject({ kind: v.literal('rate-limited'), ...target, retryAfter: v.optional(milliseconds) }),
  v.strictObject({
    kind: v.literal('server-error'),
    ...target,
    when,
    status: v.optional(v.pipe(v.number(), v.integer(), v.minValue(500), v.maxValue(599)), 500),
  }),
  v.strictObject({ kind: v.literal('cut'), ...target, when }),
  v.strictObject({ kind: v.literal('slow'), ...target, ms: milliseconds }),
  v.strictObject({ kind: v.literal('token-expired'), ...target }),
  v.strictObject({ kind: v.literal('rules-refused') }),
  v.strictObject({ kind: v.literal('rules-alive') }),
  v.strictObject({
    kind: v.literal('rate'),
    perSecond: v.pipe(v.number(), v.gtValue(0)),
    burst: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 1),
  }),
  v.strictObject({
    kind: v.literal('build-failed'),
    action: v.string(),
    message: v.optional(v.string(), 'the build failed'),
  }),
  v.strictObject({ kind: v.literal('build-slow'), action: v.string(), ms: milliseconds }),
]);

/** One declared fault, as a test or a faults file writes it. */
export type FaultInput = v.InferInput<typeof FAULT>;
type Fault = v.InferOutput<typeof FAULT>;
type RequestFault = Extract<Fault, { on: string }>;

/** The faults of a running tenant, and how far each has come. */
export interface Faults {
  /** The faults that hit this request now, in declared order. Counts it. */
  hit(method: string, path: string): readonly RequestFault[];
  /** Takes one request from the rate limit's bucket, when there is a limit. */
  spend(
    now: Date,
  ): { readonly granted: boolean; readonly headers: Readonly<Record<string, string>> } | undefined;
  readonly rulesRefused: boolean;
  /** A tenant on which Rules are not switched off yet: they can be switched on and off. */
  readonly rulesAlive: boolean;
  /** `*` names every Action. */
  build(action: string): { readonly ms: number; readonly failure: string | undefined };
}

/** Checks a list of faults; `locate` finds the place of a mistake in the file it was read from. */
export function parseFaults(
  value: unknown,
  locate?: (path: readonly (string | number)[]) => Location,
): readonly Fault[] {
  const result = v.safeParse(v.array(FAULT), value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = (issue.path ?? []).map((item) => item.key as string | number);
  const where = path.length === 0 ? '' : ` (${path.join('.')})`;
  throw new Problem('local-tenant-faults', `A fault is not understood${where}: ${issue.message}.`, {
    ...(locate ? { at: locate(path) } : {}),
    hint: `Each fault has a kind (${KINDS.join(', ')}) and, for requests, on: METHOD /path.`,
  });
}

const KINDS = FAULT.options.map((option) => option.entries.kind.literal);

/** Sets declared faults up; counters start at zero. */
export function armFaults(declared: readonly Fault[]): Faults {
  const armed = declared
    .filter((fault): fault is RequestFault => 'on' in fault)
    .map((fault) => ({ fault, seen: 0 }));
  return {
    hit(method, path) {
      const hits: RequestFault[] = [];
      for (const entry of armed) {
        if (!matches(entry.fault.on, method, path)) continue;
        const { after, times } = entry.fault;
        const position = entry.seen;
        entry.seen += 1;
        if (position >= after && (times === 'always' || position < after + times)) hits.push(entry.fault);
      }
      return hits;
    },
    spend: rateLimit(declared.find((fault) => fault.kind === 'rate')),
    rulesRefused: declared.some((fault) => fault.kind === 'rules-refused'),
    rulesAlive: declared.some((fault) => fault.kind === 'rules-alive'),
    build(action) {
      const own = declared
        .filter((fault) => 'action' in fault)
        .filter((fault) => fault.action === '*' || fault.action === action);
      const slow = own.find((fault) => fault.kind === 'build-slow');
      const failed = own.find((fault) => fault.kind === 'build-failed');
      return { ms: slow?.ms ?? 0, failure: failed?.message };
    },
  };
}

/** A bucket that fills steadily and holds `burst` at most. */
function rateLimit(
  rate: { readonly perSecond: number; readonly burst: number } | undefined,
): Faults['spend'] {
  if (!rate) return () => undefined;
  const { perSecond, burst } = rate;
  let left = burst;
  let at: number | undefined;
  return (now) => {
    const seconds = now.getTime() / 1000;
    left = Math.min(burst, left + (seconds - (at ?? seconds)) * perSecond);
    at = seconds;
    const granted = left >= 1;
    if (granted) left -= 1;
    const wait = left >= 1 ? 0 : (1 - left) / perSecond;
    const state = { limit: burst, remaining: Math.floor(left), reset: Math.ceil(seconds + wait) };
    return { granted, headers: rateHeaders(state) };
  };
}

function matches(on: string, method: string, path: string): boolean {
  const [wantedMethod = '', wantedPath = ''] = on.split(' ');
  if (wantedMethod !== '*' && wantedMethod !== method) return false;
  const wanted = wantedPath.split('/');
  const parts = path.split('/');
  for (const [index, segment] of wanted.entries()) {
    if (segment === '**' && index === wanted.length - 1) return true;
    if (index >= parts.length || (segment !== '*' && segment !== parts[index])) return false;
  }
  return wanted.length === parts.length;
}
