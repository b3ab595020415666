import { expect, test } from 'vitest';

import { contains } from '../../scripts/torq/role-order.ts';
import { VENDORS } from '../../scripts/torq/vendors.ts';

test.each([
  ['Owner', 'Viewer', true],
  ['Owner', 'Cases Viewer', true],
  ['Contributor', 'Operator', true],
  ['Creator', 'Contributor', false],
  ['Creator', 'Creator', false],
  ['Cases Contributor', 'Creator', false],
  ['Creator', 'Cases Contributor', false],
  ['SOC Analyst', 'Viewer', false],
  ['Owner', 'SOC Analyst', false],
])('%s contains %s: %s', (greater, lesser, expected) => {
  expect(contains(VENDORS.torq, greater, lesser)).toBe(expected);
});

test.each(Object.entries(VENDORS))('the order of %s has no cycle and only known roles', (_, vendor) => {
  const names = vendor.roles.map(({ name }) => name);
  for (const { name, contains: held } of vendor.roles) {
    expect(contains(vendor, name, name)).toBe(false);
    expect(names).toEqual(expect.arrayContaining([...held]));
  }
  expect(names).toContain(vendor.ownerRole);
});
