async function assignRole(user, context, callback) {
  if (context.stats.loginsCount > 1) return callback(null, user, context);
  const ManagementClient = require('auth0@2.35.1').ManagementClient;
  const management = new ManagementClient({ token: auth0.accessToken, domain: auth0.domain });
  try {
    await management.assignRolestoUser({ id: user.user_id }, { roles: [configuration.DEFAULT_ROLE] });
  } catch (error) {
    return callback(error);
  }
  callback(null, user, context);
}
