import {
  startLocalTenant,
  type AnsweredRequest,
  type LocalTenant,
  type LocalTenantOptions,
} from '../../scripts/local-tenant/server.ts';

export interface RecordedTenant extends LocalTenant {
  /** Every request answered so far, oldest first. */
  readonly requests: readonly AnsweredRequest[];
}

/** A local tenant that remembers what it was asked. */
export async function startRecordedTenant(options: LocalTenantOptions): Promise<RecordedTenant> {
  const requests: AnsweredRequest[] = [];
  const tenant = await startLocalTenant({ ...options, onRequest: (request) => void requests.push(request) });
  return { ...tenant, requests };
}
