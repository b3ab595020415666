import type { TenantFacts } from '../torq/sheet.ts';
import { openTarget } from './open-target.ts';
import type { Project } from './project.ts';

/** What the target knows for the sheet: its domain, and the client ID of the application once there is one. */
export async function tenantFacts(
  { target, localStateDir }: Project,
  application: string,
): Promise<{ readonly label: string; readonly facts: TenantFacts }> {
  const { connection, label, close } = await openTarget(target, localStateDir);
  try {
    const { domain, api } = connection;
    const clients = await api.clients.list({ fields: 'name,client_id', per_page: 100 });
    for await (const { name, client_id } of clients) {
      if (name === application && client_id !== undefined)
        return { label, facts: { domain, clientId: client_id } };
    }
    return { label, facts: { domain } };
  } finally {
    await close();
  }
}
