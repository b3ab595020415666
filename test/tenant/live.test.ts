import { expect, it } from 'vitest';
import { readScope } from '../../scripts/tenant/live.ts';
import type { Connection } from '../../scripts/tenant/management.ts';
import { problemOf } from '../support/problem.ts';

const nothing = async () => ({ async *[Symbol.asyncIterator]() {} });

/** A tenant with one connection, as a token without read:connections_options sees it. */
const withoutOptions = {
  domain: 'tenant.example',
  api: {
    clients: { list: nothing },
    actions: { list: nothing, triggers: { bindings: { list: nothing } } },
    connections: {
      list: async () => ({ data: [{ id: 'con_1', name: 'entra', strategy: 'waad' }] }),
      clients: { get: nothing },
    },
  },
} as unknown as Connection;

it('refuses a connection whose options the token may not read: a deploy would wipe them', async () => {
  const scope = { clients: [], connections: ['entra'], triggers: [], rules: false };
  expect(await problemOf(() => readScope(withoutOptions, scope))).toMatchObject({
    code: 'tenant-scope',
    message: 'The options of entra cannot be read.',
    hint: expect.stringContaining('read:connections_options'),
  });
});
