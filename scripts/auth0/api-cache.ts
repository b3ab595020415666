import type { ApiHost, CacheRecord } from './api-host.ts';
import { defaults, judge, limits, type LimitId } from './limits.ts';

type CacheResult =
  | { readonly type: 'success'; readonly record?: CacheRecord }
  | { readonly type: 'error'; readonly code: string };

/** `api.cache`: never throws, answers with a code instead. */
export function cacheMethods(host: ApiHost): Record<string, object> {
  const { cache } = host.state;
  const current = (key: string): CacheRecord | undefined => {
    const record = Object.hasOwn(cache, key) ? cache[key] : undefined;
    return record && record.expires_at > host.now() ? record : undefined;
  };
  return {
    cache: {
      get(key: string): CacheRecord | undefined {
        const record = current(key);
        return record && { ...record };
      },
      set(key: string, value: string, options?: Expiry): CacheResult {
        const expires = expiry(host.now(), options);
        const error = Number.isNaN(expires)
          ? 'InvalidExpiry'
          : (problem(cache, key, value) ?? (expires <= host.now() ? 'ItemAlreadyExpired' : undefined));
        if (error) return { type: 'error', code: error };
        cache[key] = { value, expires_at: expires };
        for (const [id, amount] of amounts(cache, key, value)) {
          if (judge(limits[id], amount) === 'warning') {
            host.warn(id, `api.cache.set: over the documented ${limits[id].documented} ${limits[id].unit}`);
          }
        }
        host.record('cache.set', key, value, options);
        return { type: 'success', record: { value, expires_at: expires } };
      },
      delete(key: string): CacheResult {
        if (!current(key)) return { type: 'error', code: 'CacheKeyDoesNotExist' };
        delete cache[key];
        host.record('cache.delete', key);
        return { type: 'success' };
      },
    },
  };
}

interface Expiry {
  readonly ttl?: number;
  readonly expires_at?: number;
}

/** Milliseconds since the epoch; NaN when the options cannot be read. The earlier of both options wins. */
function expiry(now: number, options: Expiry = {}): number {
  const times = [
    options.ttl === undefined ? undefined : now + options.ttl,
    options.expires_at,
    now + limits.cacheLifetime.documented,
  ].filter((time) => time !== undefined);
  const unset = options.ttl === undefined && options.expires_at === undefined;
  return Math.floor(unset ? now + defaults.cacheLifetimeMs : Math.min(...times));
}

const CODES: Partial<Record<LimitId, string>> = {
  cacheKey: 'CacheKeySizeExceeded',
  cacheValue: 'CacheValueSizeExceeded',
  cacheEntries: 'MaxSideEffectsExceeded',
  cacheTotal: 'CacheSizeExceeded',
};

function problem(cache: Record<string, CacheRecord>, key: string, value: string): string | undefined {
  if (typeof key !== 'string' || typeof value !== 'string') return 'FailedToSetCacheRecord';
  const over = amounts(cache, key, value).find(([id, amount]) => judge(limits[id], amount) === 'error');
  return over && CODES[over[0]];
}

function amounts(cache: Record<string, CacheRecord>, key: string, value: string): [LimitId, number][] {
  const next = Object.entries({ ...cache, [key]: { value } });
  const total = next.reduce((sum, [key, { value }]) => sum + Buffer.byteLength(key + value), 0);
  return [
    ['cacheKey', Buffer.byteLength(key)],
    ['cacheValue', Buffer.byteLength(value)],
    ['cacheEntries', next.length],
    ['cacheTotal', total],
  ];
}
