import { MAX_PAGE } from './limits.ts';
import { invalid } from './query.ts';

export const PAGE_PARAMETERS = { page: 'number', per_page: 'number', include_totals: 'flag' } as const;
export const CHECKPOINT_PARAMETERS = { from: 'text', take: 'number' } as const;

interface PageQuery {
  readonly page: number | undefined;
  readonly per_page: number | undefined;
}

/**
 * One page of a list by offset: a bare array, or `{total, start, limit, [key]}` with include_totals
 * (https://auth0.com/docs/manage-users/user-search/view-search-results-by-page).
 */
export function offsetPage(
  items: readonly unknown[],
  query: PageQuery & { readonly include_totals: boolean | undefined },
  key: string,
): unknown {
  const { page, perPage } = bounds(query);
  const start = page * perPage;
  const slice = items.slice(start, start + perPage);
  return query.include_totals ? { total: items.length, start, limit: perPage, [key]: slice } : slice;
}

/** One page as the Actions routes answer it: `{[key], total, page, per_page}`, where a number that is 0 is left out. */
export function actionsPage(
  items: readonly unknown[],
  query: PageQuery,
  key: string,
): Record<string, unknown> {
  const { page, perPage } = bounds({ ...query, per_page: query.per_page ?? 20 });
  const slice = items.slice(page * perPage, (page + 1) * perPage);
  const counts = { total: items.length, page, per_page: perPage };
  return { [key]: slice, ...Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0)) };
}

/** One page by checkpoint: `{[key], next?}`; `next` is the `from` of the following page. */
export function checkpointPage<T>(
  items: readonly T[],
  query: { readonly from: string | undefined; readonly take: number | undefined },
  key: string,
  idOf: (item: T) => string,
): Record<string, unknown> {
  const take = limited('take', query.take ?? 50, 1);
  const start = query.from === undefined ? 0 : indexAfter(items, query.from, idOf);
  const slice = items.slice(start, start + take);
  const last = slice.at(-1);
  const more = last !== undefined && start + take < items.length;
  return { [key]: slice, ...(more ? { next: Buffer.from(idOf(last)).toString('base64url') } : {}) };
}

function indexAfter<T>(items: readonly T[], from: string, idOf: (item: T) => string): number {
  const id = Buffer.from(from, 'base64url').toString();
  const index = items.findIndex((item) => idOf(item) === id);
  if (index === -1) throw invalid(`Invalid checkpoint' on property from`);
  return index + 1;
}

function bounds(query: PageQuery): { page: number; perPage: number } {
  return { page: query.page ?? 0, perPage: limited('per_page', query.per_page ?? 50, 0) };
}

function limited(name: string, value: number, minimum: number): number {
  if (value < minimum) throw invalid(`Value ${value} is less than minimum ${minimum}' on property ${name}`);
  if (value > MAX_PAGE) {
    throw invalid(`Value ${value} is greater than maximum ${MAX_PAGE}' on property ${name}`);
  }
  return value;
}
