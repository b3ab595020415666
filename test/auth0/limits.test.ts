import { describe, expect, test } from 'vitest';
import { judge, limits, reservedAppMetadataKeys } from '../../scripts/auth0/limits.ts';

describe('limits', () => {
  test('every row names a positive amount and a page', () => {
    for (const limit of Object.values(limits)) {
      expect(limit.documented).toBeGreaterThan(0);
      expect(limit.source).toMatch(/^https:\/\//);
    }
  });

  test('the documented limit is the stricter one wherever both are known', () => {
    const both = Object.entries(limits).filter(([, limit]) => limit.enforced !== undefined);
    expect(both.map(([name]) => name)).toContain('cacheTotal');
    for (const [, limit] of both) expect(limit.documented).toBeLessThan(limit.enforced ?? 0);
  });

  test.each([
    ['actionCode', 100_000, 'bytes'],
    ['dependenciesPerAction', 10, 'entries'],
    ['secretsPerAction', 30, 'entries'],
    ['secretName', 128, 'characters'],
    ['secretValue', 4096, 'characters'],
    ['triggerRun', 20_000, 'milliseconds'],
    ['customClaims', 100_000, 'bytes'],
  ] as const)('%s is %i %s', (name, amount, unit) => {
    expect(limits[name]).toMatchObject({ documented: amount, unit });
  });

  test.each([
    ['cacheTotal', 8_000, 'ok'],
    ['cacheTotal', 8_001, 'warning'],
    ['cacheTotal', 16_640, 'warning'],
    ['cacheTotal', 16_641, 'error'],
    ['actionCode', 100_000, 'ok'],
    ['actionCode', 100_001, 'error'],
  ] as const)('%s of %i is %s', (name, amount, verdict) => {
    expect(judge(limits[name], amount)).toBe(verdict);
  });

  test('app_metadata refuses the keys of the profile and takes others', () => {
    expect(reservedAppMetadataKeys.has('email')).toBe(true);
    expect(reservedAppMetadataKeys.has('roles')).toBe(false);
  });
});
