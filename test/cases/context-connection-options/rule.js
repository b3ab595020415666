function tenantDomain(user, context, callback) {
  if (context.connectionOptions.tenant_domain !== 'example.com') return callback(new UnauthorizedError('Wrong tenant.'));
  callback(null, user, context);
}
