import type { HttpPlan } from '../simulator/exchange.ts';
import type { Faults } from './faults.ts';
import type { Random } from './ids.ts';
import type { Journal } from './oidc/executions.ts';
import type { OpenId } from './oidc/open-id.ts';
import type { Persona } from './oidc/people.ts';
import type { Shadow } from './oidc/shadow.ts';
import type { Store } from './store.ts';

/** One running local tenant, as its handlers see it. */
export interface Tenant {
  readonly store: Store;
  /** `localhost:PORT` */
  readonly domain: string;
  readonly now: () => Date;
  readonly random: Random;
  /** How long an Action's build takes, in milliseconds. */
  readonly buildMs: number;
  readonly faults: Faults;
  /** Who can sign in. */
  readonly personas: readonly Persona[];
  readonly journal: Journal;
  /** The legacy Rules to compare each login with, if so wished. */
  readonly shadow: Shadow | undefined;
  /** What the network answers to Actions. */
  readonly network: HttpPlan;
  /** Whether the tenant plays the pages that Actions redirect to, instead of sending the browser there. */
  readonly playRedirects: boolean;
  /** Folder whose node_modules holds the packages that Actions declare. */
  readonly root: string;
  /** The OpenID Connect half, set up at its first use. */
  readonly openId: () => Promise<OpenId>;
}

/** One authorised request to `/api/v2`. */
export interface ApiRequest {
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The parsed JSON body; undefined when none was sent. */
  readonly body: unknown;
  readonly scopes: ReadonlySet<string>;
}

export interface Reply {
  readonly status: number;
  /** Answered as JSON. */
  readonly body?: unknown;
  readonly html?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers one route; throws ApiError for every other answer than success. */
export type Handler = (tenant: Tenant, request: ApiRequest) => Reply;

/** The first that is found, or the given error. */
export function findOr<T>(items: readonly T[], test: (item: T) => boolean, error: Error): T {
  const found = items.find((item) => test(item));
  if (found === undefined) throw error;
  return found;
}
