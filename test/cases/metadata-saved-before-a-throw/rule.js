function countAttempts(user, context, callback) {
  user.app_metadata = user.app_metadata || {};
  user.app_metadata.attempts = (user.app_metadata.attempts || 0) + 1;
  auth0.users.updateAppMetadata(user.user_id, user.app_metadata);
  if (user.user_metadata.banned) { throw new Error('banned'); }
  callback(null, user, context);
}
