/** Limits a write is held to. Source: https://auth0.com/docs/customize/actions/limitations and the entity limit policy. */
export const LIMITS = {
  actionCodeBytes: 100_000,
  actionsPerTenant: 100,
  bindingsPerTrigger: 20,
  versionsPerAction: 50,
  secretsPerAction: 30,
  secretNameLength: 128,
  secretValueLength: 4096,
  dependenciesPerAction: 10,
  clientMetadataKeys: 10,
  metadataValueLength: 255,
  clientsPerPatch: 50,
  pageSize: 100,
} as const;
