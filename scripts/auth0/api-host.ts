import { judge, limits, type LimitId } from './limits.ts';

/** The parts of the event that api calls read or change while an Action runs. */
export interface LiveEvent {
  readonly user: { readonly user_id: string; app_metadata?: unknown; user_metadata?: unknown };
  readonly request: {
    readonly ip?: string;
    readonly hostname?: string;
    readonly query: Record<string, unknown>;
    readonly body: Record<string, unknown>;
  };
  transaction?: { readonly protocol?: string; metadata?: Record<string, string | number | boolean> };
  session?: { readonly id?: string; metadata?: Record<string, unknown>; cookie?: { mode: string } };
  refresh_token?: { readonly id?: string; metadata?: Record<string, unknown>; readonly access?: string };
}

/** What the Actions of one transaction share, and what survives a redirect: plain data. */
export interface TransactionState {
  metadata: Record<string, string | number | boolean>;
  sessionMetadata: Record<string, unknown>;
  refreshTokenMetadata: Record<string, unknown>;
  scopes: Record<string, 'add' | 'remove'>;
  samlAttributes: Record<string, unknown>;
  cache: Record<string, CacheRecord>;
  primaryUser?: string;
}

/** The state in which a transaction begins. */
export function newTransaction(): TransactionState {
  return {
    metadata: {},
    sessionMetadata: {},
    refreshTokenMetadata: {},
    scopes: {},
    samlAttributes: {},
    cache: {},
  };
}

export interface CacheRecord {
  value: string;
  /** Milliseconds since the epoch. */
  expires_at: number;
}

/** One call of an api method as plain data, `{ method: 'idToken.setCustomClaim', args: ['https://…', 1] }`. */
export interface ApiCommand {
  readonly method: string;
  readonly args: readonly unknown[];
}

/** What the api object of one Action needs from the run around it. */
export interface ApiHost {
  readonly event: LiveEvent;
  readonly handler: 'onExecutePostLogin' | 'onContinuePostLogin';
  readonly state: TransactionState;
  readonly rulesExecuted: readonly string[];
  readonly directory: {
    readonly groups: readonly Directory[];
    readonly roles: readonly { readonly id: string; readonly name: string; readonly type: string }[];
  };
  /** Notes the call. Arguments are copied, so that later changes to them do not count. */
  record(method: string, ...args: unknown[]): void;
  /** A documented limit is passed that the platform is not known to enforce at the call. */
  warn(code: string, message: string): void;
  /** Milliseconds since the epoch. */
  now(): number;
}

type Directory = { readonly id: string; readonly name: string } & { readonly [key: string]: unknown };

export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/** Throws when the amount passes what Auth0 enforces, warns when it passes only what Auth0 documents. */
export function holdTo(host: ApiHost, method: string, what: string, id: LimitId, amount: number): void {
  const limit = limits[id];
  const verdict = judge(limit, amount);
  if (verdict === 'error') {
    throw new Error(`${method}: ${what} exceeds ${limit.enforced ?? limit.documented} ${limit.unit}`);
  }
  if (verdict === 'warning') {
    host.warn(id, `${method}: ${what} exceeds the documented ${limit.documented} ${limit.unit}`);
  }
}

/** Throws unless the value is a non-empty string within the limit, if there is one. */
export function requireText(
  host: ApiHost,
  method: string,
  name: string,
  value: unknown,
  id?: LimitId,
): string {
  if (typeof value !== 'string') throw new TypeError(`${method}: ${name} must be a string`);
  if (value === '') throw new Error(`${method}: ${name} must not be empty`);
  if (id) holdTo(host, method, name, id, value.length);
  return value;
}

/** Size of the value as JSON, in bytes. */
export function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value) ?? '');
}
