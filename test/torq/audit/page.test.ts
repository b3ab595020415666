import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { AUDIT_ROWS } from '../../../scripts/torq/audit/table.ts';

const page = readFileSync(new URL('../../../docs/torq.md', import.meta.url), 'utf8');

test('docs/torq.md lists the audit as it is', () => {
  const rows = AUDIT_ROWS.map(({ id, title, effects, look, login, beyond }) => {
    const found = [look && 'look', login && 'login', beyond !== undefined && 'told'].filter(Boolean);
    return `| ${id} | ${title} | ${effects.join(', ')} | ${found.join(', ')} |`;
  });
  const table = ['| row | what is wrong | effect | found by |', '| --- | --- | --- | --- |', ...rows].join(
    '\n',
  );
  expect(page.slice(page.indexOf('| row |')).trim()).toBe(table);
});
