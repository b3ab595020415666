import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  nextReceiptId,
  readJournal,
  readReceipts,
  withJournal,
  writeJournal,
  writeReceipt,
  type Receipt,
} from '../../scripts/tenant/receipt.ts';
import type { Snapshot } from '../../scripts/tenant/snapshot.ts';
import { folder } from '../support/folder.ts';
import { problemOf } from '../support/problem.ts';

const empty: Snapshot = { clients: {}, connections: {}, actions: {}, bindings: {}, rules: {} };
const receipt = (id: string): Receipt => ({
  version: 1,
  id,
  verb: 'deploy',
  target: 'local',
  actions: [],
  changes: [],
  before: empty,
  after: empty,
});

describe('Receipts', () => {
  it('are read in the order they were written, also when the clock was set back', () => {
    const root = folder();
    for (const time of ['2026-11-23T12:00:00.500Z', '2026-11-23T12:00:00.500Z', '2020-01-01T00:00:00.000Z']) {
      writeReceipt(root, receipt(nextReceiptId(root, new Date(time))));
    }
    const ids = readReceipts(root).map((one) => one.id);
    expect(ids).toEqual([
      '2026-11-23T12-00-00-500Z',
      '2026-11-23T12-00-00-500Z+',
      '2026-11-23T12-00-00-500Z++',
    ]);
  });

  it('end the journal of their deploy', () => {
    const root = folder();
    writeJournal(root, { target: 'local', touched: [], before: empty, left: empty });
    expect(readJournal(root)).toBeDefined();
    writeReceipt(root, receipt('2026-01-01T00-00-00-000Z'));
    expect(readJournal(root)).toBeUndefined();
    expect(readdirSync(root)).toEqual(['2026-01-01T00-00-00-000Z.json']);
  });

  it('that are damaged are named', async () => {
    const root = folder({ '2026-01-01T00-00-00-000Z.json': '{"version": 1' });
    expect((await problemOf(() => readReceipts(root))).code).toBe('receipt-broken');
  });

  it.each([
    [
      'a snapshot without its parts',
      '{"version":1,"id":"x","target":"t","changes":[],"before":{},"after":{}}',
    ],
    ['nothing', 'null'],
  ])('that hold %s are damaged', async (_what, text) => {
    const root = folder({ '2026-01-01T00-00-00-000Z.json': text, 'journal.json': text });
    expect((await problemOf(() => readReceipts(root))).code).toBe('receipt-broken');
    expect((await problemOf(() => readJournal(root))).code).toBe('journal-broken');
  });

  it('that cannot be read or written are named, and what is done with them', async () => {
    const file = join(folder({ file: 'x' }), 'file');
    expect((await problemOf(() => readReceipts(file))).code).toBe('receipt-folder');
    const journal = { target: 'local', touched: [], before: empty, left: empty };
    expect(await problemOf(() => writeJournal(file, journal))).toMatchObject({
      code: 'state-unwritable',
      hint: expect.stringContaining('Nothing was sent'),
    });
    expect(await problemOf(() => void writeReceipt(file, receipt('2026')))).toMatchObject({
      code: 'receipt-unwritten',
      hint: expect.stringContaining('The deploy itself is done'),
    });
  });

  it('need no folder', () => {
    expect(readReceipts('/nowhere/at/all')).toEqual([]);
  });
});

describe('withJournal', () => {
  it('takes what the cut deploy touched from before it, and all else from now', () => {
    const now: Snapshot = {
      ...empty,
      clients: { touched: { a: 2 }, created: { a: 2 }, other: { a: 2 } },
      bindings: { 'post-login': [{ actionName: 'new', displayName: 'new' }] },
    };
    const journal = {
      target: 'local',
      touched: [
        { type: 'clients', name: 'touched' },
        { type: 'clients', name: 'created' },
      ],
      before: { ...empty, clients: { touched: { a: 1 }, other: { a: 1 } } },
      left: empty,
    };
    expect(withJournal(now, journal)).toEqual({ ...now, clients: { touched: { a: 1 }, other: { a: 2 } } });
    expect(withJournal(now, undefined)).toBe(now);
  });
});
